/** How many ways a backtracking engine has through a pattern from one place of a text, and how many steps trying them all takes. */
import { mayBothMatch, prefixesOf } from "./prefixes.ts";
import { firstSet, mayBeEmpty, singleSet } from "./shape.ts";
import type { Range, Regex } from "./tree.ts";

/**
 * Upper bounds for one place of any text: ways through the part that can all match there, steps to try everything, and the longest match. An
 * unbounded repetition of one set of characters counts as one way, of no length (`linear.ts` sees to its runs); any other has no bound.
 */
export type Choices = { readonly paths: number; readonly steps: number; readonly width: number };

const unbounded: Choices = { paths: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY, width: Number.POSITIVE_INFINITY };
/** Numbers beyond this are as good as infinite to every limit. */
const enough = 1_000_000;

export function choicesOf(tree: Regex): Choices {
  switch (tree.kind) {
    case "character":
    case "class":
    case "any":
      return { paths: 1, steps: 1, width: 1 };
    case "empty":
    case "assertion":
      return { paths: 1, steps: 1, width: 0 };
    case "group":
      return choicesOf(tree.body);
    case "sequence":
      return inSequence(tree.parts.map(choicesOf));
    case "alternation":
      return inAlternation(tree.parts);
    case "repeat":
      return repeated(tree);
  }
}

/** Each way through the parts before tries the part again. */
function inSequence(parts: readonly Choices[]): Choices {
  let [paths, steps, width] = [1, 0, 0];
  for (const part of parts) {
    steps += paths * part.steps;
    paths *= part.paths;
    width += part.width;
    if (paths > enough || steps > enough) return unbounded;
  }
  return { paths, steps, width };
}

/**
 * At one place of a text only branches can match whose beginnings agree; the others fail where their beginning does, those that cannot
 * begin with the character there in one step.
 */
function inAlternation(branches: readonly Regex[]): Choices {
  const parts = branches.map((branch) => {
    const prefixes = prefixesOf(branch);
    const choices = choicesOf(branch);
    return {
      ...choices,
      prefixes,
      opening: Math.min(choices.steps, sum(prefixes.strings.map((text) => text.length + 1))),
      first: firstSet(branch),
      always: mayBeEmpty(branch),
    };
  });
  let openings = 0;
  for (const point of beginnings(parts.map((part) => part.first))) {
    const open = parts.filter((part) => part.always || part.first.some(([first, last]) => point >= first && point <= last));
    openings = Math.max(openings, sum(open.map((part) => part.opening)));
  }
  let [paths, steps] = [0, 0];
  for (const part of parts) {
    const together = parts.filter((other) => mayBothMatch(part.prefixes, other.prefixes));
    paths = Math.max(paths, sum(together.map((other) => other.paths)));
    steps = Math.max(steps, sum(together.map((other) => other.steps)));
  }
  return { paths, steps: branches.length + openings + steps, width: Math.max(...parts.map((part) => part.width)) };
}

/** One character of each piece into which the sets cut all characters: where some range begins, and where one has ended. */
function beginnings(sets: readonly (readonly Range[])[]): readonly number[] {
  const points = new Set([0]);
  for (const set of sets) {
    for (const [first, last] of set) {
      points.add(first);
      points.add(last + 1);
    }
  }
  return [...points];
}

function repeated({ body, min, max }: Extract<Regex, { kind: "repeat" }>): Choices {
  // One step more than the run, for the way out of it.
  if (max === undefined) return singleSet(body) ? { paths: 1, steps: min + 2, width: min } : unbounded;
  const one = choicesOf(body);
  let [paths, steps, reaching] = [min === 0 ? 1 : 0, 1, 1];
  for (let count = 1; count <= max; count++) {
    steps += reaching * one.steps;
    reaching *= one.paths;
    if (count >= min) paths += reaching;
    if (steps > enough || paths > enough) return unbounded;
  }
  return { paths, steps, width: one.width * max };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
