/** Characters that no part of a program tells apart are one to the automaton, so that a state has few ways out. */
import { assertion, operation, type Program } from "./program.ts";

/** What stands on one side of a place in the text: a character of a word, a line feed, or nothing. */
export const word = 1;
export const newline = 2;
export const edge = 4;

/** Kinds of sides that the assertions of a program tell apart. */
export function sidesOf({ code }: Program): number {
  let sides = 0;
  for (let at = 0; at < code.length; at += 3) {
    if (code[at] !== operation.assert) continue;
    const kind = code[at + 1] ?? 0;
    if (kind >= assertion.wordBoundary) sides |= word;
    else sides |= kind >= assertion.lineStart ? newline | edge : edge;
  }
  return sides;
}

type Classes = {
  readonly firsts: Int32Array;
  readonly classes: Uint16Array;
  readonly sideOf: Uint8Array;
  readonly members: readonly Uint8Array[];
};

const wordRanges = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];

/** Characters that no set and no assertion of the program tells apart are one class. */
export function classesOf(sets: Program["sets"], sides: number): Classes {
  const told = [...sets, ...((sides & word) !== 0 ? [wordRanges] : []), ...((sides & newline) !== 0 ? [[0x0a, 0x0a]] : [])];
  const cuts = new Set([0]);
  for (const set of told) for (let at = 0; at < set.length; at += 2) cuts.add(set[at] ?? 0).add((set[at + 1] ?? 0) + 1);
  cuts.delete(0x110000);
  const firsts = Int32Array.from(cuts).sort();
  const has = told.map((set) => membership(set, firsts));
  const known = new Map<string, number>();
  const classes = new Uint16Array(firsts.length);
  const members: Uint8Array[] = [];
  const sideOf: number[] = [];
  for (let range = 0; range < firsts.length; range++) {
    const facts = Uint8Array.from(has, (flags) => flags[range] ?? 0);
    const key = facts.join("");
    let symbol = known.get(key);
    if (symbol === undefined) {
      symbol = members.length;
      known.set(key, symbol);
      members.push(facts.slice(0, sets.length));
      const isWord = (sides & word) !== 0 && facts[sets.length] === 1;
      const isNewline = (sides & newline) !== 0 && facts.at(-1) === 1;
      sideOf.push((isWord ? word : 0) | (isNewline ? newline : 0));
    }
    classes[range] = symbol;
  }
  return { firsts, classes, sideOf: Uint8Array.from(sideOf), members };
}

/** For each range between two cuts, whether the set has it. */
function membership(set: readonly number[], firsts: Int32Array): Uint8Array {
  const flags = new Uint8Array(firsts.length);
  let at = 0;
  for (let range = 0; range < firsts.length; range++) {
    const first = firsts[range] ?? 0;
    while (at < set.length && (set[at + 1] ?? 0) < first) at += 2;
    if (at < set.length && (set[at] ?? 0) <= first) flags[range] = 1;
  }
  return flags;
}
