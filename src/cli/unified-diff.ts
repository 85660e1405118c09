/** Two texts as a patch that `git apply` and `patch -p1` read. */

/** Lines around a change that are shown. */
const contextLines = 3;

type Line = { readonly sign: " " | "-" | "+"; readonly text: string };

/** Empty where nothing differs. O(lines × changed lines). */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  const lines = compare(linesOf(before), linesOf(after));
  const head = `--- a/${name}\n+++ b/${name}\n`;
  return (
    head +
    hunks(lines)
      .map((hunk) => showHunk(lines, hunk))
      .join("")
  );
}

/** Each line with its break, so that a last line without one is told apart. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The shortest way from one to the other, common ends taken off first. */
function compare(a: readonly string[], b: readonly string[]): Line[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const kept = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: " ", text }));
  return [
    ...kept(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...kept(a.slice(a.length - end)),
  ];
}

/** Longest common subsequence; where that would be too much work, all out and all in. */
function middle(a: readonly string[], b: readonly string[]): Line[] {
  const out = (lines: readonly string[], sign: "-" | "+"): Line[] => lines.map((text) => ({ sign, text }));
  if (a.length * b.length > cellsMax) return [...out(a, "-"), ...out(b, "+")];
  const width = b.length + 1;
  const common = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      lines.push({ sign: " ", text: a[i++] ?? "" });
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) lines.push({ sign: "-", text: a[i++] ?? "" });
    else lines.push({ sign: "+", text: b[j++] ?? "" });
  }
  return [...lines, ...out(a.slice(i), "-"), ...out(b.slice(j), "+")];
}

const cellsMax = 4_000_000;

/** Stretches of lines that a change lies in, with the lines around it. */
function hunks(lines: readonly Line[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [index, line] of lines.entries()) {
    if (line.sign === " ") continue;
    const last = found.at(-1);
    const start = Math.max(0, index - contextLines);
    const end = Math.min(lines.length, index + contextLines + 1);
    if (last && start <= last[1]) last[1] = end;
    else found.push([start, end]);
  }
  return found;
}

function showHunk(lines: readonly Line[], [start, end]: [number, number]): string {
  const count = (from: number, to: number, sign: "-" | "+"): number =>
    lines.slice(from, to).filter((line) => line.sign === " " || line.sign === sign).length;
  const range = (sign: "-" | "+"): string => {
    const length = count(start, end, sign);
    return `${count(0, start, sign) + (length === 0 ? 0 : 1)},${length}`;
  };
  const shown = lines
    .slice(start, end)
    .map(({ sign, text }) => `${sign}${text.endsWith("\n") ? text : `${text}\n\\ No newline at end of file\n`}`);
  return `@@ -${range("-")} +${range("+")} @@\n${shown.join("")}`;
}
