/** A tree as a program of the automaton that runs it in linear time, in both directions. */
import { certainOrbit } from "./certain-case.ts";
import { mayBeEmpty, singleSet } from "./shape.ts";
import type { Assertion, Range, Regex } from "./tree.ts";

/** Numbers of the instructions: see `runtime/automaton/program.ts`, which runs what is written here. */
export type Program = { readonly start: number; readonly code: readonly number[]; readonly sets: readonly (readonly number[])[] };
export type Programs = { readonly forward: Program; readonly back: Program | undefined };

const instructionsMax = 12_000;
const operation = { found: 0, set: 1, either: 2, assert: 3 } as const;
const assertions: { readonly [name in Assertion]: number } = {
  "text-start": 0,
  "text-end": 1,
  "line-start": 2,
  "line-end": 3,
  "word-boundary": 4,
  "no-word-boundary": 5,
};

/**
 * Undefined where a set of characters is not certain (tables of Unicode, case of some scripts) or the program is too long. `back` is missing where
 * a loop of what may be empty leaves the place of a match to the engine's taste. O(instructions).
 */
export function programsOf(tree: Regex): Programs | undefined {
  const forward = write(tree, (parts) => [...parts].reverse());
  if (!forward) return undefined;
  return { forward, back: loopsOverNothing(tree) ? undefined : write(tree, (parts) => parts) };
}

/** Written from the end, so that each part knows where it leads. `lastFirst`: the parts of a sequence in the order in which they are written. */
function write(tree: Regex, lastFirst: (parts: readonly Regex[]) => readonly Regex[]): Program | undefined {
  const writer: Writer = {
    code: [operation.found, 0, 0],
    sets: [],
    known: new Map(),
    knownParts: new Map(),
    lastFirst,
    isUncertain: false,
  };
  const start = part(tree, 0, writer);
  return writer.isUncertain ? undefined : { start, code: writer.code, sets: writer.sets };
}

type Writer = {
  readonly code: number[];
  readonly sets: (readonly number[])[];
  readonly known: Map<string, number>;
  /** The same by the character, or by the part that has the set: a repeated one is written many times. */
  readonly knownParts: Map<Regex | number, number>;
  readonly lastFirst: (parts: readonly Regex[]) => readonly Regex[];
  isUncertain: boolean;
};

/** Where the part begins that goes on at `next`. */
function part(tree: Regex, next: number, writer: Writer): number {
  if (writer.isUncertain || writer.code.length > instructionsMax * 3) {
    writer.isUncertain = true;
    return next;
  }
  switch (tree.kind) {
    case "empty":
      return next;
    case "character":
    case "class":
    case "any": {
      const name = tree.kind === "character" ? tree.point * 2 + Number(tree.fold) : tree;
      const known = writer.knownParts.get(name);
      if (known !== undefined) return put(operation.set, known, next, writer);
      const ranges = rangesOf(tree);
      if (!ranges) writer.isUncertain = true;
      const number = setOf(ranges ?? [], writer);
      writer.knownParts.set(name, number);
      return put(operation.set, number, next, writer);
    }
    case "assertion":
      return put(operation.assert, assertions[tree.at], next, writer);
    case "group":
      return part(tree.body, next, writer);
    case "sequence":
      return writer.lastFirst(tree.parts).reduce((at, one) => part(one, at, writer), next);
    case "alternation":
      return tree.parts.map((one) => part(one, next, writer)).reduceRight((other, first) => put(operation.either, first, other, writer));
    case "repeat":
      return repeated(tree, next, writer);
  }
}

function repeated(tree: Extract<Regex, { kind: "repeat" }>, next: number, writer: Writer): number {
  const { body, min, max, greedy } = tree;
  const either = (more: number) => (greedy ? put(operation.either, more, next, writer) : put(operation.either, next, more, writer));
  let at = next;
  if (max === undefined) {
    // The place of the choice is known before the body that leads back to it.
    const loop = put(operation.either, 0, 0, writer);
    const begin = part(body, loop, writer);
    writer.code[loop * 3 + 1] = greedy ? begin : next;
    writer.code[loop * 3 + 2] = greedy ? next : begin;
    at = min === 0 ? loop : begin;
    for (let count = 1; count < min; count++) at = part(body, at, writer);
    return at;
  }
  for (let count = min; count < max; count++) at = either(part(body, at, writer));
  for (let count = 0; count < min; count++) at = part(body, at, writer);
  return at;
}

function put(kind: number, first: number, second: number, writer: Writer): number {
  writer.code.push(kind, first, second);
  return writer.code.length / 3 - 1;
}

function setOf(ranges: readonly Range[], writer: Writer): number {
  const key = ranges.join(" ");
  const known = writer.known.get(key);
  if (known !== undefined) return known;
  const number = writer.sets.length;
  writer.sets.push(ranges.flat());
  writer.known.set(key, number);
  return number;
}

function rangesOf(tree: Regex): readonly Range[] | undefined {
  if (tree.kind === "character" && tree.fold && tree.point > 0x7f) return certainOrbit(tree.point);
  if (tree.kind === "class" && tree.opaque) return undefined;
  return singleSet(tree);
}

function loopsOverNothing(tree: Regex): boolean {
  switch (tree.kind) {
    case "group":
      return loopsOverNothing(tree.body);
    case "sequence":
    case "alternation":
      return tree.parts.some(loopsOverNothing);
    case "repeat":
      return (tree.max !== 1 && mayBeEmpty(tree.body)) || loopsOverNothing(tree.body);
    default:
      return false;
  }
}
