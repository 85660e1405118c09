/** Queries that are wrong in one place each, made of a printed query: what a slip of the exporter would look like. */

export type Mutant = { readonly slip: string; readonly text: string };

/** Every place of every slip that applies. */
export function mutantsOf(text: string): readonly Mutant[] {
  return slips.flatMap(({ slip, change }) =>
    [...new Set(change(text))].filter((changed) => changed !== text).map((changed) => ({ slip, text: changed })),
  );
}

type Slip = { readonly slip: string; readonly change: (text: string) => readonly string[] };

const slips: readonly Slip[] = [
  { slip: "a null guard dropped", change: (text) => at(text, /[\w.@`]+ IS NULL OR /g, () => "") },
  { slip: "a NOT dropped", change: (text) => at(text, /NOT (?!NULL)/g, () => "") },
  { slip: "!= for ==", change: (text) => [...at(text, / == /g, () => " != "), ...at(text, / != /g, () => " == ")] },
  { slip: "AND for OR", change: (text) => at(text, / OR /g, () => " AND ") },
  { slip: "OR for AND", change: (text) => at(text, /(?<=\n {4})AND | AND /g, (found) => found.replace("AND", "OR")) },
  { slip: "case kept", change: (text) => at(text, /TO_LOWER\(([^()]+)\)/g, (found) => found.slice("TO_LOWER(".length, -1)) },
  { slip: "no run before", change: (text) => at(text, /"\*(?=[^"*])/g, () => '"') },
  { slip: "no run after", change: (text) => at(text, /(?<=[^"*\\])\*"/g, () => '"') },
  { slip: "no .* before", change: (text) => at(text, /"\.\*(?=[^"])/g, () => '"') },
  { slip: "no .* after", change: (text) => at(text, /(?<=[^"])\.\*"/g, () => '"') },
  { slip: "<= for <", change: (text) => [...at(text, / < /g, () => " <= "), ...at(text, / > /g, () => " >= ")] },
  { slip: "< for <=", change: (text) => [...at(text, / <= /g, () => " < "), ...at(text, / >= /g, () => " > ")] },
  { slip: "an entry of a list deleted", change: (text) => at(text, /"(?:[^"\\]|\\.)*",\s*(?=")/g, () => "") },
  { slip: "integers divided", change: (text) => at(text, / \/ /g, () => " * ") },
  { slip: "the factor lost", change: (text) => at(text, / \* \d+/g, () => "") },
  { slip: "elements without a value counted", change: (text) => at(text, /each_\w+ IS NOT NULL AND /g, () => "") },
];

function at(text: string, pattern: RegExp, change: (found: string) => string): readonly string[] {
  return [...text.matchAll(pattern)].map(
    (found) => `${text.slice(0, found.index)}${change(found[0])}${text.slice(found.index + found[0].length)}`,
  );
}
