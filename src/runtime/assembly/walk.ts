/**
 * One walk over a line of JSON: whether it is a plain record, what is at the paths that are asked for, and the hash of its content. What is unusual is not said:
 * whoever is told "no" reads the line as text.
 */
import {
  falseTag, fractionTag, hashBytes, hashWords, highOf, integerTag, listTag, lowOf, mix, nullTag, recordTag, textTag, trueTag,
} from "./walk-hash";
import { clearNames, hashOf, nameAt, nameHash, nodeOf } from "./walk-names";
import { decimal } from "./walk-number";
import { addChild, addSlot, clearPaths, put, root, slots as slotsAt } from "./walk-paths";
import { isUtf8, isWide, plainEnd, unescape, wideEnd, writeUnits, writtenEnd } from "./walk-text";

/** As `json.ts` has them. */
const depthMax: i32 = 64;
const lineMax: usize = 1_048_576;

/** Keys of the records that are open, at most; a record with more of its own is unusual. */
const keysMax: usize = 2048;
const recordKeysMax: usize = 128;

/** Kinds of a value. */
const text: i32 = 1;
const number: i32 = 2;
const yes: i32 = 3;
const no: i32 = 4;
const record: i32 = 5;
const list: i32 = 6;

/** Marks of a text: it was unescaped, it is not ASCII alone. */
const escapedMark: i32 = 1;
const wideMark: i32 = 2;

const keys = heap.alloc(keysMax << 3);
const keysEnd = keys + (keysMax << 3);
/** Texts without their escapes, of one line. */
const unescaped = heap.alloc(lineMax + 64);
const result = heap.alloc(8);

let seed: i32 = 0;
let turn: i32 = 0;
let keysTop: usize = keys;
let unescapedTop: usize = unescaped;
let anyWide: bool = false;
/** The hash of the value that was read last. */
let hashed: u64 = 0;

/** Room for so many bytes, and for what may be read behind them; it stays where it is. */
export function allocate(bytes: i32): usize {
  return heap.alloc(bytes + 32);
}

/** From now on with this key, and no paths. */
export function begin(key: i32): void {
  seed = key;
  clearNames(key);
  clearPaths();
}

/** The node of a key of a node (the first is 1), for which is asked; its bytes stay where they are. 0: there is no room. */
export function step(node: i32, at: usize, end: usize): i32 {
  return addChild(node, nameHash(at, end), at, end);
}

/** The slot in which will be written what is at a node. */
export function slot(node: i32): i32 {
  return addSlot(node);
}

/** Where slots begin. */
export function slots(): usize {
  return slotsAt;
}

/** Where the two halves of a line's hash are. */
export function hashAt(): usize {
  return result;
}

let place: usize = 0;
let high: i32 = 0;

/** Where a text by itself is to begin, behind whatever the module needs. */
export function textAt(): usize {
  if (place == 0) place = heap.alloc(16);
  return place;
}

/** The lower half of the hash of so many bytes of it, begun with these halves; a word is read behind them. */
export function hash(length: i32, from: i32, other: i32): i32 {
  const halves = hashBytes(place, place + length, from, other);
  high = highOf(halves);
  return lowOf(halves);
}

/** The upper half of the same. */
export function highHalf(): i32 {
  return high;
}

/** As `writeUnits`. */
export function units(at: usize, end: usize, to: usize, table: usize): usize {
  return writeUnits(at, end, to, table);
}

/** Whether a line is a plain record. What was written into slots has the number of the turn. The byte at `end` is overwritten while it lasts. */
export function walk(at: usize, end: usize, now: i32): bool {
  if (end - at > lineMax) return false;
  turn = now;
  keysTop = keys;
  unescapedTop = unescaped;
  anyWide = false;
  // No JSON has this byte, in no place: nothing goes beyond it.
  const behind = load<u8>(end);
  store<u8>(end, 0);
  const isPlain = isRecord(at, end);
  store<u8>(end, behind);
  return isPlain;
}

function isRecord(at: usize, end: usize): bool {
  const from = at;
  at = blank(at);
  if (load<u8>(at) != 0x7b) return false;
  at = readRecord(at + 1, root, seed, ~seed, 1);
  if (at == 0 || blank(at) != end) return false;
  if (anyWide && !isUtf8(from, end)) return false;
  store<u64>(result, hashed);
  return true;
}

/** The first byte from here that is not white space. */
// @ts-ignore: decorator
@inline
function blank(at: usize): usize {
  return load<u8>(at) > 0x20 ? at : blanks(at);
}

function blanks(at: usize): usize {
  while (true) {
    const byte = load<u8>(at);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return at;
    at++;
  }
}

/** Behind the record whose first byte behind the brace is here; 0 where it is unusual. */
function readRecord(at: usize, node: i32, low: i32, high: i32, depth: i32): usize {
  if (depth > depthMax) return 0;
  const base = keysTop;
  let top = base;
  let seen: u64 = 0;
  low ^= recordTag;
  at = blank(at);
  if (load<u8>(at) == 0x7d) {
    hashed = mix(low, high);
    return at + 1;
  }
  while (true) {
    if (load<u8>(at) != 0x22) return 0;
    const from = at + 1;
    let end = plainEnd(from);
    if (load<u8>(end) != 0x22) {
      if (load<u8>(end) < 0x80) return 0;
      end = wideEnd(end);
      if (load<u8>(end) != 0x22) return 0;
      anyWide = true;
    }
    const name = nameAt(from, end, node);
    const key = hashOf(name);
    const child = nodeOf(name);
    // A bit for each of 64 classes of keys says of most that they are new.
    const bit: u64 = (<u64>1) << (key >> 58);
    if ((seen & bit) != 0) for (let known = base; known < top; known += 8) if (load<u64>(known) == key) return 0;
    seen |= bit;
    if (top == keysEnd || top - base == recordKeysMax << 3) return 0;
    store<u64>(top, key);
    top += 8;
    at = blank(end + 1);
    if (load<u8>(at) != 0x3a) return 0;
    at = blank(at + 1);
    keysTop = top;
    at = readValue(at, child, lowOf(key), highOf(key), depth);
    if (at == 0) return 0;
    low += lowOf(hashed);
    high += highOf(hashed);
    at = blank(at);
    const mark = load<u8>(at);
    if (mark != 0x2c) {
      if (mark != 0x7d) return 0;
      keysTop = base;
      hashed = mix(low, high);
      return at + 1;
    }
    at = blank(at + 1);
  }
}

/** Behind the list whose first byte behind the bracket is here; 0 where it is unusual. */
function readList(at: usize, low: i32, high: i32, depth: i32): usize {
  if (depth > depthMax) return 0;
  let length = 0;
  low ^= listTag;
  at = blank(at);
  if (load<u8>(at) == 0x5d) {
    hashed = mix(low, high);
    return at + 1;
  }
  while (true) {
    at = readValue(at, 0, seed, ~seed, depth);
    if (at == 0) return 0;
    length++;
    low = (low * 31) ^ lowOf(hashed);
    high = (high * 37) ^ highOf(hashed);
    at = blank(at);
    const mark = load<u8>(at);
    if (mark != 0x2c) {
      if (mark != 0x5d) return 0;
      hashed = mix(low, high ^ length);
      return at + 1;
    }
    at = blank(at + 1);
  }
}

/** Behind the value that begins here; 0 where it is unusual. */
function readValue(at: usize, node: i32, low: i32, high: i32, depth: i32): usize {
  switch (load<u8>(at)) {
    case 0x22:
      return readText(at + 1, node, low, high);
    case 0x7b: {
      const end = readRecord(at + 1, node, low, high, depth + 1);
      if (node != 0 && end != 0) put(node, turn, record, at, end, 0, 0, 0);
      return end;
    }
    case 0x5b: {
      const end = readList(at + 1, low, high, depth + 1);
      if (node != 0 && end != 0) put(node, turn, list, at, end, 0, 0, 0);
      return end;
    }
    case 0x74:
      if (load<u32>(at) != 0x65757274) return 0;
      hashed = mix(low ^ trueTag, high);
      if (node != 0) put(node, turn, yes, at, at + 4, 0, 0, 0);
      return at + 4;
    case 0x66:
      if (load<u32>(at + 1) != 0x65736c61) return 0;
      hashed = mix(low ^ falseTag, high);
      if (node != 0) put(node, turn, no, at, at + 5, 0, 0, 0);
      return at + 5;
    case 0x6e:
      if (load<u32>(at) != 0x6c6c756e) return 0;
      hashed = mix(low ^ nullTag, high ^ 1);
      return at + 4;
    default:
      return readNumber(at, node, low, high);
  }
}

// @ts-ignore: decorator
@inline
function readText(at: usize, node: i32, low: i32, high: i32): usize {
  let from = at;
  let end = plainEnd(at);
  let marks = 0;
  let behind = end + 1;
  if (load<u8>(end) != 0x22) {
    if (load<u8>(end) >= 0x80) {
      end = wideEnd(end);
      marks = wideMark;
      anyWide = true;
    }
    behind = end + 1;
    if (load<u8>(end) == 0x5c) {
      const quote = unescape(at, end, unescapedTop);
      if (quote == 0) return 0;
      from = unescapedTop;
      end = writtenEnd;
      behind = quote + 1;
      marks |= escapedMark;
      if (isWide) {
        marks |= wideMark;
        anyWide = true;
      }
      if (node != 0) unescapedTop = end;
    } else if (load<u8>(end) != 0x22) return 0;
  }
  const unmixed = hashBytes(from, end, low ^ textTag, high);
  hashed = mix(lowOf(unmixed), highOf(unmixed));
  if (node != 0) put(node, turn, text, from, end, marks, 0, lowOf(hashed));
  return behind;
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

function readNumber(from: usize, node: i32, low: i32, high: i32): usize {
  const isNegative = load<u8>(from) == 0x2d;
  let at = from + <usize>isNegative;
  let byte = load<u8>(at);
  if (!isDigit(byte)) return 0;
  let digits: u64 = 0;
  let count = 0;
  if (byte == 0x30) byte = load<u8>(++at);
  else {
    do {
      digits = digits * 10 + <u64>(byte - 0x30);
      count++;
      byte = load<u8>(++at);
    } while (isDigit(byte));
    if (count > 19) return 0;
  }
  // A digit behind a zero is no JSON, and is refused by what follows a value.
  let value: f64;
  if (byte != 0x2e && (byte | 0x20) != 0x65) value = <f64>digits;
  else {
    let scale = 0;
    if (byte == 0x2e) {
      byte = load<u8>(++at);
      if (!isDigit(byte)) return 0;
      do {
        digits = digits * 10 + <u64>(byte - 0x30);
        if (digits != 0) count++;
        scale--;
        byte = load<u8>(++at);
      } while (isDigit(byte));
      if (count > 19) return 0;
    }
    if ((byte | 0x20) == 0x65) {
      byte = load<u8>(++at);
      const isSmall = byte == 0x2d;
      if (isSmall || byte == 0x2b) byte = load<u8>(++at);
      if (!isDigit(byte)) return 0;
      let exponent = 0;
      do {
        if (exponent < 10_000) exponent = exponent * 10 + <i32>(byte - 0x30);
        byte = load<u8>(++at);
      } while (isDigit(byte));
      scale += isSmall ? -exponent : exponent;
    }
    value = decimal(digits, scale);
  }
  // Neither a safe integer nor a plain fraction: `json.ts` knows what it is. What is not a number is greater than nothing.
  if (!(value <= 9007199254740991)) return 0;
  if (isNegative) value = -value;
  if (floor(value) == value) {
    const whole = <i64>value;
    hashed = hashWords(<i32>whole, <i32>(whole >> 32), low ^ integerTag, high);
  } else {
    const bits = reinterpret<u64>(value);
    hashed = hashWords(<i32>bits, <i32>(bits >> 32), low ^ fractionTag, high);
  }
  if (node != 0) put(node, turn, number, from, at, 0, value, 0);
  return at;
}
