/** The known words nearest to a misspelt one, best first, at most three, within distance max(1, length / 3). */
export function suggest(word: string, known: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const near: { word: string; distance: number }[] = [];
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), limit);
    if (distance <= limit && candidate !== word) near.push({ word: candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1));
  return near.slice(0, 3).map((entry) => entry.word);
}

/** `did you mean` as a help line, or none where nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string[] {
  const words = suggest(word, known);
  if (words.length === 0) return [];
  const quoted = words.map((near) => `\`${near}\``);
  const last = quoted.pop();
  return [`did you mean ${quoted.length > 0 ? `${quoted.join(", ")} or ${last}` : last}?`];
}

/** Optimal string alignment distance (insert, delete, replace, swap neighbours), cut off above `limit`. O(n·m). */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      current.push(best);
      least = Math.min(least, best);
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}
