/** Which patterns V8's backtracking engine runs in linear time for certain, and what a pattern costs at worst. */
import { choicesOf } from "./choices.ts";
import { hasPoint, perlClasses } from "./classes.ts";
import { printJs } from "./print-js.ts";
import type { JsPattern } from "./print-js.ts";
import { firstSet, isWithin, lastSet, mayBeEmpty, overlap, singleSet } from "./shape.ts";
import type { Range, Regex } from "./tree.ts";

/** Steps that a search may take from one place of the text, and ways in which it may come to one run of an unbounded repetition. */
export const stepsMax = 1_000;
export const arrivalsMax = 5_000;

/**
 * An equal JavaScript pattern that a backtracking engine runs in time linear in the text, or undefined where that is not proved. Proved is:
 * from each place of the text there are at most `stepsMax` steps, if unbounded repetitions did not count; and each unbounded repetition is of one
 * set of characters, which what comes after it cannot begin with and what comes before it cannot end with. Then a run of the set in the text is
 * entered at its first character only, by at most `arrivalsMax` ways, and giving back a character of it fails at once: each way costs the length of the run
 * at most twice, and runs do not overlap. At the start of the pattern an anchor takes the place of what comes before; a repetition that ends the pattern
 * needs nothing around it, for it only ever succeeds.
 */
export function proveLinear(tree: Regex): JsPattern | undefined {
  const { paths, steps, width } = choicesOf(tree);
  if (steps > stepsMax || (hasRuns(tree) && paths * (width + 1) > arrivalsMax)) return undefined;
  return runsApart(tree, { set: [], start: "free" }, { set: [], end: true }) ? printJs(tree) : undefined;
}

function hasRuns(tree: Regex): boolean {
  switch (tree.kind) {
    case "group":
      return hasRuns(tree.body);
    case "repeat":
      return tree.max === undefined || hasRuns(tree.body);
    case "sequence":
    case "alternation":
      return tree.parts.some(hasRuns);
    default:
      return false;
  }
}

/** What can stand before a part: characters of the pattern, or where a match starts (undefined: a match never starts there). */
type Before = { readonly set: readonly Range[]; readonly start: "free" | "text" | "line" | "word" | undefined };
/** What can stand after a part: characters of the pattern; `end`: nothing, not even an assertion. */
type After = { readonly set: readonly Range[]; readonly end: boolean };

/** Whether each unbounded repetition is kept apart from what is around it. */
function runsApart(tree: Regex, before: Before, after: After): boolean {
  switch (tree.kind) {
    case "group":
      return runsApart(tree.body, before, after);
    case "alternation":
      return tree.parts.every((part) => runsApart(part, before, after));
    case "sequence":
      return sequenceApart(tree.parts, before, after);
    case "repeat":
      return repeatApart(tree, before, after);
    default:
      return true;
  }
}

function sequenceApart(parts: readonly Regex[], before: Before, after: After): boolean {
  let left = before;
  for (const [index, part] of parts.entries()) {
    const rest: Regex = { kind: "sequence", parts: parts.slice(index + 1), start: 0, end: 0 };
    const isLast = index === parts.length - 1;
    const right: After = { set: mayBeEmpty(rest) ? [...firstSet(rest), ...after.set] : firstSet(rest), end: isLast && after.end };
    if (!runsApart(part, left, right)) return false;
    left = behind(part, left);
  }
  return true;
}

/** What can stand before the part after this one. */
function behind(part: Regex, before: Before): Before {
  if (part.kind === "assertion") return { set: before.set, start: before.start && (anchors[part.at] ?? before.start) };
  const set = lastSet(part);
  return mayBeEmpty(part) ? { set: [...before.set, ...set], start: before.start } : { set, start: undefined };
}

const anchors: { readonly [at: string]: "text" | "line" | "word" | undefined } = {
  "text-start": "text",
  "line-start": "line",
  "word-boundary": "word",
};

function repeatApart(tree: Extract<Regex, { kind: "repeat" }>, before: Before, after: After): boolean {
  if (tree.max !== undefined) {
    if (tree.max <= 1) return runsApart(tree.body, before, after);
    // From the second time on, the body stands between itself.
    const start = before.start;
    return runsApart(
      tree.body,
      { set: [...before.set, ...lastSet(tree.body)], start },
      { set: [...after.set, ...firstSet(tree.body)], end: false },
    );
  }
  const set = singleSet(tree.body);
  if (set && after.end) return true;
  if (!set || overlap(set, after.set) || overlap(set, before.set)) return false;
  return startsApart(set, before.start);
}

/** Whether a run of the set can be entered only at its first character, where a match starts with it. */
function startsApart(set: readonly Range[], start: Before["start"]): boolean {
  switch (start) {
    case undefined:
    case "text":
      return true;
    case "line":
      return !hasPoint(set, 0x0a);
    case "word":
      return isWithin(set, perlClasses.get("w") ?? []);
    case "free":
      return false;
  }
}

/** Milliseconds that a pattern takes at worst on a text, on the linear engine: about 100 ns for each instruction and character. */
export function worstCaseMs(programSize: number, characters: number): number {
  return (programSize * characters * 100) / 1_000_000;
}
