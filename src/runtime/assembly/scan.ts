/** Which of many literals a text in the memory has: what `automaton/literals.ts` says of it. */
import { begin, ended, keys, lengths, makeRoom, reports, text } from "./keys";
import { buildLanes, read } from "./lanes";
import { build as buildTree, forget } from "./tree";

/** Where to put the literals, thirty-two bytes each. */
export function make(count: i32, textBytes: i32): usize {
  makeRoom(count, textBytes);
  return keys;
}

/** The lengths of the literals, one byte each. */
export function lengthsAt(): usize {
  return lengths;
}

/** When the literals are in their places. A table of at most so many bytes has more of them than it takes to tell them apart. */
export function build(smallTable: i32): void {
  buildTree(smallTable);
  buildLanes();
}

export function textAt(): usize {
  return text;
}

export function reportsAt(): usize {
  return reports;
}

/**
 * Looks at so many bytes from `textAt` on; the text that they are part of has bytes from `from` to `to` beside them. How many pairs of numbers stand at `reportsAt` then: a literal, and
 * where it ends first, or -1 where it does so again.
 */
export function scan(count: i32, from: i32, to: i32, isFirst: bool): i32 {
  if (!begin(from, to, isFirst)) forget();
  read(count);
  return ended();
}
