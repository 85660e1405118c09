/** The literals that are looked for, in thirty-two bytes each, the text, and what is said of the literals that were found. */

export const keyRoom: i32 = 32;
/** What is compared at once. */
const width: i32 = 16;

/** By number: the bytes, and how many of them count. */
export let keys: usize = 0;
export let lengths: usize = 0;
export let keyCount: i32 = 0;

/** Where the text lies, and from where to where it goes, seen from there: what came before in a longer text is kept in front. */
export let text: usize = 0;
export let low: i32 = 0;
export let high: i32 = 0;

/** The literals in the order of their bytes. */
export let order: usize = 0;

/** By place in that order, two bytes: twice the number of the text in which the literal was found last, and one more where it was found twice. */
let stamps: usize = 0;
export let stamp: u32 = 0;
const stampMax: u32 = 0xfffe;
/** Pairs: a literal, and where it ends the first time, or -1 the second time. */
export let reports: usize = 0;
let reported: i32 = 0;

/** Zeros, and some behind them. Traps where there is not so much memory. */
export function allocate(bytes: i64): usize {
  if (bytes > bytesMax) unreachable();
  const place = heap.alloc(<usize>bytes + 16);
  memory.fill(place, 0, <usize>bytes + 16);
  return place;
}

const bytesMax: i64 = 1 << 29;

/** Room for so many literals, and for a text of so many bytes. */
export function makeRoom(count: i32, textBytes: i32): void {
  keyCount = count;
  keys = allocate(count * keyRoom);
  lengths = allocate(count);
  stamps = allocate(count * 2);
  reports = allocate(count * 16);
  order = allocate(count * 4);
  text = allocate(textBytes + 4 * keyRoom) + keyRoom;
}

/** As a sort leaves it. */
export function putInOrder(sorted: usize): void {
  order = sorted;
}

/** `isFirst`: nothing of this text was read before. False where the numbers of texts begin anew. */
export function begin(from: i32, to: i32, isFirst: bool): bool {
  low = from;
  high = to;
  reported = 0;
  if (!isFirst) return true;
  stamp += 2;
  if (stamp < stampMax) return true;
  memory.fill(stamps, 0, keyCount * 2);
  stamp = 2;
  return false;
}

/** How many pairs were written since. */
export function ended(): i32 {
  return reported;
}

/** Whether there is nothing more to say of a literal. */
export function isKnown(place: u32): bool {
  return load<u16>(stamps + (<usize>place << 1)) == stamp + 1;
}

/** A literal ends here. Of one literal the first end comes first, and none comes twice. */
export function report(place: u32, end: i32): void {
  const last: u32 = load<u16>(stamps + (<usize>place << 1));
  if (last == stamp + 1) return;
  const isAgain = last == stamp;
  store<u16>(stamps + (<usize>place << 1), <u16>(isAgain ? stamp + 1 : stamp));
  const to = reports + (<usize>reported << 3);
  store<u32>(to, load<u32>(order + (<usize>place << 2)));
  store<i32>(to, isAgain ? -1 : end, 4);
  reported++;
}

/** Reports the literal if it begins here. Letters of ASCII are compared without their case, all else exactly. */
export function compare(place: u32, start: i32): void {
  const id = load<u32>(order + (<usize>place << 2));
  const length: i32 = load<u8>(lengths + id);
  if (start < low || start + length > high) return;
  const key = keys + id * keyRoom;
  if (!isAlike(text + start, key, min(length, width))) return;
  if (length > width && !isAlike(text + start + width, key + width, length - width)) return;
  report(place, start + length);
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function isAlike(place: usize, key: usize, length: i32): bool {
  const bytes = v128.load(place);
  const isUpper = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(26));
  const folded = v128.or(bytes, v128.and(isUpper, i8x16.splat(0x20)));
  const wanted: i32 = (1 << length) - 1;
  return (i8x16.bitmask(i8x16.eq(folded, v128.load(key))) & wanted) == wanted;
}
