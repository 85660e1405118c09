/** Which patterns V8's backtracking engine runs in linear time for certain, and what a pattern costs at worst. */
import { printJs } from "./print-js.ts";
import type { JsPattern } from "./print-js.ts";
import type { Regex } from "./tree.ts";

/** Ways through a pattern, and steps over all of them, that a search may try at each place of the text. */
export const pathsMax = 1_000;
export const stepsMax = 1_000;

/**
 * An equal JavaScript pattern for which a backtracking engine takes at most `stepsMax` steps at each place of the text, or undefined where that is
 * not proved: the pattern has no unbounded repetition, and its whole tree of choices is small (Σ over all ways through it).
 */
export function proveLinear(tree: Regex): JsPattern | undefined {
  const { paths, steps } = choicesOf(tree);
  return paths <= pathsMax && steps <= stepsMax ? printJs(tree) : undefined;
}

/** Ways through a part, and the steps that trying all of them takes. Infinite for an unbounded repetition. */
type Choices = { readonly paths: number; readonly steps: number };

function choicesOf(tree: Regex): Choices {
  switch (tree.kind) {
    case "empty":
    case "character":
    case "class":
    case "any":
    case "assertion":
      return { paths: 1, steps: 1 };
    case "group":
      return choicesOf(tree.body);
    case "sequence":
      return inSequence(tree.parts.map(choicesOf));
    case "alternation": {
      const parts = tree.parts.map(choicesOf);
      return { paths: sum(parts.map((part) => part.paths)), steps: sum(parts.map((part) => part.steps)) };
    }
    case "repeat":
      return repeated(tree);
  }
}

function repeated({ body, min, max }: Extract<Regex, { kind: "repeat" }>): Choices {
  if (max === undefined) return { paths: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };
  const one = choicesOf(body);
  let [paths, steps, reaching] = [min === 0 ? 1 : 0, 1, 1];
  for (let count = 1; count <= max && steps <= stepsMax && reaching <= pathsMax; count++) {
    steps += reaching * one.steps;
    reaching *= one.paths;
    if (count >= min) paths += reaching;
  }
  return reaching > pathsMax ? { paths: Number.POSITIVE_INFINITY, steps } : { paths, steps };
}

/** Each way through the parts before tries the part again. */
function inSequence(parts: readonly Choices[]): Choices {
  let [paths, steps] = [1, 0];
  for (const part of parts) {
    steps += paths * part.steps;
    paths *= part.paths;
  }
  return { paths, steps };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Milliseconds that a pattern takes at worst on a text, on the linear engine: about 100 ns for each instruction and character. */
export function worstCaseMs(programSize: number, characters: number): number {
  return (programSize * characters * 100) / 1_000_000;
}

/** How deep repetitions stand inside each other; `(a+b)*` is 2. */
export function repetitionDepth(tree: Regex): number {
  switch (tree.kind) {
    case "group":
      return repetitionDepth(tree.body);
    case "repeat":
      return 1 + repetitionDepth(tree.body);
    case "sequence":
    case "alternation":
      return Math.max(0, ...tree.parts.map(repetitionDepth));
    default:
      return 0;
  }
}
