/** Reads a text with the automaton, eight parts of it side by side, for a step of it waits for the one before and for memory. */
import { allocate, compare, isKnown, low, report, stamp, text } from "./keys";
import { beginning, columns, longest, records, rows } from "./tree";

/** So much of a text is read before what was met in it is looked at. */
const blockBytes: i32 = 4096;
/** A shorter part of a text is read in one go. */
const partMin: i32 = 32;

/** What was met, eight bytes each: the row, and behind how many bytes of the part. Each part has its own, in its order. */
let met: usize = 0;
const metRoom: usize = (<usize>blockBytes / 8 + 1) * 8;
/** By part: where the next of them is written. */
let ends: usize = 0;

export function buildLanes(): void {
  met = allocate(<i64>metRoom * 8);
  ends = allocate(8 * 4);
}

/** Reports what stands in so many bytes of the text. */
export function read(count: i32): void {
  for (let from = 0; from < count; from += blockBytes) readBlock(from, min(from + blockBytes, count));
}

/** The row in which the automaton stands before this place. */
function rowBefore(place: i32): u32 {
  let row = <u32>rows;
  for (let at = max(low, place - longest + 1); at < place; at++) row = step(row, text + at);
  return row;
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function step(row: u32, place: usize): u32 {
  return load<u32>(row + load<u16>((<usize>load<u8>(place) << 1) + columns));
}

function readOn(from: i32, to: i32, before: u32): void {
  let row = before;
  for (let at = from; at < to; at++) {
    row = step(row, text + at);
    if ((row & 1) != 0) mark(row, at + 1);
  }
}

function readBlock(from: i32, to: i32): void {
  const part = (to - from) >> 3;
  let a = rowBefore(from);
  if (part < partMin) {
    readOn(from, to, a);
    return;
  }
  let b = <u32>rows;
  let c = <u32>rows;
  let d = <u32>rows;
  let e = <u32>rows;
  let f = <u32>rows;
  let g = <u32>rows;
  let h = <u32>rows;
  const first = text + from;
  const rest = first + (part << 2);
  const two = part << 1;
  const three = two + part;
  const before = longest - 1;
  for (let at = first - before, other = rest - before; at < first; at++, other++) {
    b = step(b, at + part);
    c = step(c, at + two);
    d = step(d, at + three);
    e = step(e, other);
    f = step(f, other + part);
    g = step(g, other + two);
    h = step(h, other + three);
  }
  for (let lane = 0; lane < 8; lane++) store<u32>(ends + (lane << 2), <u32>(met + lane * metRoom));
  for (let at = first, other = rest; at < rest - three; at++, other++) {
    a = step(a, at);
    b = step(b, at + part);
    c = step(c, at + two);
    d = step(d, at + three);
    e = step(e, other);
    f = step(f, other + part);
    g = step(g, other + two);
    h = step(h, other + three);
    if (((a | b | c | d | e | f | g | h) & 1) == 0) continue;
    const behind = <u32>(at - first) + 1;
    push(0, a, behind);
    push(1, b, behind);
    push(2, c, behind);
    push(3, d, behind);
    push(4, e, behind);
    push(5, f, behind);
    push(6, g, behind);
    push(7, h, behind);
  }
  for (let lane = 0; lane < 8; lane++) {
    const list = met + lane * metRoom;
    const end = <usize>load<u32>(ends + (lane << 2));
    for (let at = list; at < end; at += 8) mark(load<u32>(at), from + part * lane + load<i32>(at, 4));
  }
  readOn(from + part * 8, to, h);
}

/** Writes it down; where nothing was met, the next is written over it. */
function push(lane: i32, row: u32, behind: u32): void {
  const place = ends + (lane << 2);
  const to = load<u32>(place);
  store<u32>(to, row);
  store<u32>(to, behind, 4);
  store<u32>(place, to + ((row & 1) << 3));
}

/** What ends in a row, or has its beginning there. */
function mark(row: u32, end: i32): void {
  const met = records + (load<u32>(row) << 4);
  if (load<u32>(met, 12) == stamp) return;
  let isNew = false;
  for (let record = met; record != records; ) {
    const first = load<u32>(record);
    const counted = load<u32>(record, 4);
    const suffix = load<u32>(record, 8);
    // Those behind the first have the same bytes.
    if (!isKnown(first)) {
      isNew = true;
      if (suffix & beginning) compare(first, end - <i32>(counted & 0xff));
      else for (let place = first; place < first + (counted >>> 8); place++) report(place, end);
    }
    record = records + ((suffix & ~beginning) << 4);
  }
  if (!isNew) store<u32>(met, stamp, 12);
}
