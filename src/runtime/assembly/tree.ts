/**
 * The automaton of Aho and Corasick over the beginnings of the literals: each goes so far as it takes to tell it from the others. What is behind is compared
 * where such a beginning is met, so that the table has a fraction of the rows.
 */
import { allocate, keyCount, keyRoom, keys, lengths, order, putInOrder } from "./keys";

/** A shorter beginning would be met too often; where there is room, fewer need be compared. */
const shortestCut: i32 = 10;
const usualCut: i32 = 16;
let cutMin: i32 = usualCut;

/** By byte: where its column stands in a row, in bytes. The first column has the number of the row's state, the second what comes of bytes in no literal. */
export const columns: usize = memory.data(256 * 2, 4);
/** By row and column: where the next row lies. Rows in which, or in a suffix of which, a beginning ends have odd places. */
export let rows: usize = 0;
/** The longest beginning. */
export let longest: i32 = 0;

/**
 * By state, sixteen bytes: the first of the literals, in their order, that end in it or that it is the beginning of; 256 times how many these are, and how long it is; its next suffix that has
 * some, with the highest bit where it is a beginning that must be compared; the text in which nothing new was left to be met in it.
 */
export let records: usize = 0;
export const beginning: u32 = 0x80000000;

let stride: i32 = 0;
let states: i32 = 0;
/** By state: behind the last of the literals that have this beginning; the row of its longest suffix. */
let lasts: usize = 0;
let failures: usize = 0;

function at(list: usize, index: i32): u32 {
  return load<u32>(list + (<usize>index << 2));
}

function put(list: usize, index: i32, value: u32): void {
  store<u32>(list + (<usize>index << 2), value);
}

function lengthOf(place: i32): i32 {
  return load<u8>(lengths + at(order, place));
}

function byteOf(place: i32, depth: i32): u8 {
  return load<u8>(keys + at(order, place) * keyRoom + depth);
}

/** A table of so many bytes is small enough as it is: there is little to compare. */
export function build(smallTable: i32): void {
  sort();
  nameColumns();
  states = countStates();
  if (<i64>states * stride > smallTable) {
    cutMin = shortestCut;
    states = countStates();
  }
  rows = allocate(<i64>(states + 1) * stride);
  records = allocate(states << 4);
  lasts = allocate(states * 4);
  failures = allocate(states * 4);
  put(lasts, 0, keyCount);
  let made = 1;
  for (let state = 0; state < states; state++) made = makeRow(state, made);
}

/** By length, then by each byte from the last to the first: what is the beginning of another stands before it. */
function sort(): void {
  let other = allocate(keyCount * 4);
  const starts = allocate(256 * 4);
  for (let place = 0; place < keyCount; place++) put(order, place, place);
  for (let byte = keyRoom; byte >= 0; byte--) {
    memory.fill(starts, 0, 256 * 4);
    for (let place = 0; place < keyCount; place++) {
      const value = sortedBy(at(order, place), byte);
      put(starts, value, at(starts, value) + 1);
    }
    let sum: u32 = 0;
    for (let value = 0; value < 256; value++) {
      const count = at(starts, value);
      put(starts, value, sum);
      sum += count;
    }
    for (let place = 0; place < keyCount; place++) {
      const id = at(order, place);
      const value = sortedBy(id, byte);
      const to = at(starts, value);
      put(other, to, id);
      put(starts, value, to + 1);
    }
    const sorted = other;
    other = order;
    putInOrder(sorted);
  }
}

function sortedBy(id: u32, byte: i32): u8 {
  return byte == keyRoom ? load<u8>(lengths + id) : load<u8>(keys + id * keyRoom + byte);
}

function nameColumns(): void {
  let column: u16 = 2;
  for (let byte = 0; byte < 256; byte++) store<u16>(columns + (byte << 1), 4);
  for (let id = 0; id < keyCount; id++) {
    for (let depth: u32 = 0; depth < load<u8>(lengths + id); depth++) {
      const place = columns + (<usize>load<u8>(keys + id * keyRoom + depth) << 1);
      if (load<u16>(place) == 4) store<u16>(place, column++ << 2);
    }
  }
  for (let upper = 0x41; upper <= 0x5a; upper++) store<u16>(columns + (upper << 1), load<u16>(columns + ((upper + 0x20) << 1)));
  // One more, for what is met stands one byte behind its place.
  stride = (<i32>column + 1) << 2;
}

/** Of two neighbours in their order, how many bytes they share. */
function sharedWithNext(place: i32): i32 {
  if (place < 0 || place + 1 >= keyCount) return 0;
  const shorter = min(lengthOf(place), lengthOf(place + 1));
  let depth = 0;
  while (depth < shorter && byteOf(place, depth) == byteOf(place + 1, depth)) depth++;
  return depth;
}

/** A literal has the states of its beginning that the one before it does not have. */
function countStates(): i32 {
  let count = 1;
  let before = 0;
  longest = 0;
  for (let place = 0; place < keyCount; place++) {
    const behind = sharedWithNext(place);
    const length = min(lengthOf(place), max(cutMin, max(before, behind) + 1));
    count += length - before;
    longest = max(longest, length);
    before = behind;
  }
  return count;
}

/** Every state is as if nothing had been met in it. */
export function forget(): void {
  for (let state = 0; state < states; state++) store<u32>(records + (state << 4), 0, 12);
}

/** Whether literals end in it or are told from others by it, or in or by one of its suffixes. */
function isMet(record: usize): bool {
  return (load<u32>(record, 4) >>> 8) > 0 || (load<u32>(record, 8) & ~beginning) > 0;
}

/** Its longest suffix lies nearer the root and is complete; its children come behind all others. */
function makeRow(state: i32, known: i32): i32 {
  let made = known;
  const record = records + (state << 4);
  const row = rows + state * stride + (state != 0 && isMet(record) ? 1 : 0);
  if (state != 0) memory.copy(row, at(failures, state), stride);
  else for (let column = 4; column < stride; column += 4) store<u32>(row + column, <u32>row);
  store<u32>(row, state);
  const depth: i32 = load<u8>(record, 4);
  const last: i32 = at(lasts, state);
  let place: i32 = load<i32>(record);
  // A beginning of one literal alone goes no further.
  if (state != 0 && load<u32>(record, 4) >>> 8 > 0 && place + 1 == last) return made;
  while (place < last && lengthOf(place) == depth) place++;
  while (place < last) {
    const byte = byteOf(place, depth);
    const from = place;
    while (place < last && byteOf(place, depth) == byte) place++;
    const column = row + load<u16>(columns + (<usize>byte << 1));
    const suffix = load<u32>(column);
    const child = made++;
    put(failures, child, suffix);
    put(lasts, child, place);
    const next = rows + child * stride + (describe(child, from, place, depth + 1, load<u32>(suffix)) ? 1 : 0);
    store<u32>(column, <u32>next);
    // Another state of this length may have it as a suffix, and ask for its number before its row is made.
    store<u32>(next, child);
  }
  return made;
}

/** Writes the record of a state; whether anything is met in it. */
function describe(state: i32, from: i32, to: i32, depth: i32, suffix: u32): bool {
  const record = records + (state << 4);
  const count = endingIn(from, to, depth);
  store<u32>(record, from);
  store<u32>(record, (count << 8) | depth, 4);
  const other = records + (suffix << 4);
  const met = load<u32>(other, 4) >>> 8 > 0 ? suffix : load<u32>(other, 8) & ~beginning;
  store<u32>(record, met | (count > 0 && lengthOf(from) > depth ? beginning : 0), 8);
  return isMet(record);
}

/** How many of these literals end with this beginning, or are told from all others by it. */
function endingIn(from: i32, to: i32, depth: i32): i32 {
  if (to - from == 1 && (depth >= cutMin || lengthOf(from) == depth)) return 1;
  let count = 0;
  while (from + count < to && lengthOf(from + count) == depth) count++;
  return count;
}
