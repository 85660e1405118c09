/** One text at a time, written where it can be hashed, and its hash. */
import { hashBytes, highOf, lowOf } from "./walk-hash";

/** Behind whatever the module needs itself. */
const place: usize = (__heap_base + 15) & ~15;
let high: i32 = 0;

/** Where the text is to begin. */
export function textAt(): usize {
  return place;
}

/** The lower half of the hash of so many bytes, begun with these halves; a word is read behind them. */
export function hash(length: i32, from: i32, other: i32): i32 {
  const halves = hashBytes(place, place + length, from, other);
  high = highOf(halves);
  return lowOf(halves);
}

/** The upper half of the same. */
export function highHalf(): i32 {
  return high;
}
