/**
 * A keyed hash of an event's content in two halves of 32 bits; the order of keys does not count. `assembly/walk-hash.ts` has the same of an event's bytes: texts
 * are hashed as UTF-8, whole numbers and fractions by their value, and the hash of a name begins that of its value.
 */
import { type TextBytes, textBytes } from "./memory/text-bytes.ts";
import { present, readElement } from "./read.ts";
import { ExactInteger, type Value, type ValueRecord } from "./value.ts";

/** What a value is begins its hash. */
const tags = { text: 1, integer: 2, true: 3, false: 4, missing: 5, list: 6, record: 7, name: 8, fraction: 9 } as const;

/** Shorter texts are hashed word by word alone. */
const stripesMin = 32;
const depthMax = 1_000;

/** A hash of an event's content in two 32-bit halves. */
export type ContentHash = { readonly low: number; readonly high: number };

/** Hashes the content of an event. O(size), at most 1,000 deep. */
export function contentHash(event: ValueRecord, seed: number): ContentHash {
  key = seed | 0;
  if (key !== namesKey) forgetNames();
  namesKey = key;
  turns = 0;
  isStrange = anyInherited();
  hashRecord(event, key, ~key, 0);
  return { low: lowHalf >>> 0, high: highHalf >>> 0 };
}

/** Sixteen hexadecimal digits of the content hash, to tell events of one id apart. */
export function contentId(event: ValueRecord): string {
  const { low, high } = contentHash(event, 0);
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

// Two running halves instead of a pair for every value: this runs once for each event.
let lowHalf = 0;
let highHalf = 0;
let key = 0;

function mix(low: number, high: number): void {
  lowHalf = Math.imul(low ^ (low >>> 16), 0x7feb352d);
  lowHalf = Math.imul(lowHalf ^ (lowHalf >>> 15), 0x846ca68b) ^ (high >>> 3);
  highHalf = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d);
  highHalf = Math.imul(highHalf ^ (highHalf >>> 12), 0x297a2d39) ^ low;
}

function stepLow(low: number, word: number): number {
  const mixed = Math.imul(low ^ word, 0x01000193);
  return (mixed << 15) | (mixed >>> 17);
}

function stepHigh(high: number, word: number): number {
  return Math.imul(high + word, 0x85ebca6b) ^ (high >>> 13);
}

function hashValue(value: Value | null, low: number, high: number, depth: number): void {
  if (typeof value === "string") {
    hashText(value, low ^ tags.text, high);
    mix(lowHalf, highHalf);
  } else if (typeof value === "number" && Number.isFinite(value)) hashNumber(value, low, high);
  else if (typeof value === "boolean") mix(low ^ (value ? tags.true : tags.false), high);
  else if (value === undefined || value === null || typeof value !== "object" || depth > depthMax) mix(low ^ tags.missing, high ^ 1);
  else if (value instanceof ExactInteger) hashDigits(value.digits, low, high);
  else if (Array.isArray(value)) hashList(value, low, high, depth);
  else hashRecord(value as ValueRecord, low, high, depth); // neither text, number, boolean, integer nor list
}

function hashNumber(value: number, low: number, high: number): void {
  if ((value | 0) === value) hashWords(value, value >> 31, low ^ tags.integer, high);
  else if (Number.isSafeInteger(value)) hashWords(value | 0, Math.floor(value / 0x1_0000_0000), low ^ tags.integer, high);
  else if (Number.isInteger(value)) hashDigits(String(value), low, high);
  else {
    fraction[0] = value;
    hashWords(fractionWords[0] ?? 0, fractionWords[1] ?? 0, low ^ tags.fraction, high);
  }
}

const fraction = new Float64Array(1);
/** Little-endian, as every engine's are. */
const fractionWords = new Int32Array(fraction.buffer);

function hashWords(first: number, second: number, low: number, high: number): void {
  mix(stepLow(stepLow(low, first), second), stepHigh(stepHigh(high, first), second));
}

/** An integer of any length by its digits. */
function hashDigits(digits: string, low: number, high: number): void {
  hashText(digits, low ^ tags.integer, high);
  mix(lowHalf, highHalf);
}

function hashList(list: readonly Value[], from: number, high: number, depth: number): void {
  let low = from ^ tags.list;
  let other = high;
  for (let index = 0; index < list.length; index++) {
    hashValue(readElement(list, index), key, ~key, depth + 1);
    low = Math.imul(low, 31) ^ lowHalf;
    other = Math.imul(other, 37) ^ highHalf;
  }
  mix(low, other ^ list.length);
}

function hashRecord(record: ValueRecord, from: number, other: number, depth: number): void {
  if (isStrange || !isPlain(record)) return hashStrange(record, from, other, depth);
  let low = from ^ tags.record;
  let high = other;
  try {
    // In a loop of this form an engine reads values without looking for their names; nothing of it is inherited.
    for (const name in record) {
      const turn = turnOf(name);
      hashValue(record[name], expectedLow[turn] ?? 0, expectedHigh[turn] ?? 0, depth + 1);
      low = (low + lowHalf) | 0;
      high = (high + highHalf) | 0;
    }
  } catch {
    // A getter threw. What stands around this record may have such, too: nothing of the event is read twice for each of them.
    isStrange = true;
    return hashStrange(record, from, other, depth);
  }
  mix(low, high);
}

function isPlain(record: ValueRecord): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(record);
    return prototype === Object.prototype || prototype === null;
  } catch {
    return false;
  }
}

/** Whether the event in hand is hashed name by name: somebody gave all objects a name that a loop meets, or something in it refused. */
let isStrange = false;

function anyInherited(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
}

/** The same of any object of a host: what it refuses is missing. */
function hashStrange(record: ValueRecord, from: number, other: number, depth: number): void {
  let low = from ^ tags.record;
  let high = other;
  for (const name of namesIn(record)) {
    const turn = turnOf(name);
    hashValue(valueIn(record, name), expectedLow[turn] ?? 0, expectedHigh[turn] ?? 0, depth + 1);
    low = (low + lowHalf) | 0;
    high = (high + highHalf) | 0;
  }
  mix(low, high);
}

/** Where the hash of a name stands: events have the same names again and again, most often in the order of the event before. */
function turnOf(name: string): number {
  const turn = turns < turnsMax ? turns++ : turnsMax - 1;
  if (expected[turn] !== name) expect(name, turn);
  return turn;
}

/** The name's hash is the one of a turn from now on, and at hand. */
function expect(name: string, turn: number): void {
  let place = names.get(name);
  if (place === undefined) {
    if (names.size >= namesMax) forgetNames();
    hashText(name, key ^ tags.name, ~key);
    place = 2 * names.size;
    nameHashes[place] = lowHalf;
    nameHashes[place + 1] = highHalf;
    names.set(name, place);
  }
  expected[turn] = name;
  expectedLow[turn] = nameHashes[place] ?? 0;
  expectedHigh[turn] = nameHashes[place + 1] ?? 0;
}

function forgetNames(): void {
  names.clear();
  // Where no name is expected stands one all the same, with its hash: to compare texts alone takes less.
  hashText("", key ^ tags.name, ~key);
  expected.fill("");
  expectedLow.fill(lowHalf);
  expectedHigh.fill(highHalf);
}

const namesMax = 2_048;
const names = new Map<string, number>();
const nameHashes = new Int32Array(2 * namesMax);
let namesKey = Number.NaN;
/** The names of the event before in the order in which they came, and their hashes; those behind share the last place. */
const turnsMax = 256;
const expected = new Array<string>(turnsMax).fill("");
const expectedLow = new Int32Array(turnsMax);
const expectedHigh = new Int32Array(turnsMax);
let turns = 0;

/** Not mixed: a name's begins the hash of its value. */
function hashText(text: string, low: number, high: number): void {
  if (text.length < stripesMin && hashAscii(text, low, high)) return;
  const encoded = textBytes(text);
  if (encoded?.isExact) hashEncoded(encoded, low, high);
  else if (text.length <= pieceMax) hashUnits(text, low, high);
  else {
    // Longer than any line: piece by piece.
    lowHalf = low;
    highHalf = high;
    for (let at = 0; at < text.length; at += pieceMax) hashUnits(text.slice(at, at + pieceMax), lowHalf, highHalf);
  }
}

const pieceMax = 1 << 21;

function hashEncoded({ hasher, view, length }: TextBytes, low: number, high: number): void {
  if (hasher === undefined) hashBytes(view, length, low, high);
  else {
    lowHalf = hasher.hash(length, low, high);
    highHalf = hasher.highHalf();
  }
}

/** Four characters are a word; false where one is not ASCII. */
function hashAscii(text: string, from: number, other: number): boolean {
  const { length } = text;
  let low = from;
  let high = other ^ length;
  let all = 0;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    const one = text.charCodeAt(at);
    const two = text.charCodeAt(at + 1);
    const three = text.charCodeAt(at + 2);
    const four = text.charCodeAt(at + 3);
    const word = one | (two << 8) | (three << 16) | (four << 24);
    all |= one | two | three | four;
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  if (at < length) {
    let word = 0;
    for (let shift = 0; at < length; at++, shift += 8) {
      const unit = text.charCodeAt(at);
      all |= unit;
      word |= unit << shift;
    }
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  lowHalf = low;
  highHalf = high;
  return all < 0x80;
}

/** Of a text whose bytes do not say which it is, and of a short one: in UTF-8 in which half a pair of surrogates has the three bytes that its number would have. */
function hashUnits(text: string, low: number, high: number): void {
  const bytes = new Uint8Array(3 * text.length + 4);
  let to = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes[to++] = point;
    else {
      if (point < 0x800) bytes[to++] = 0xc0 | (point >> 6);
      else {
        if (point < 0x10000) bytes[to++] = 0xe0 | (point >> 12);
        else {
          bytes[to++] = 0xf0 | (point >> 18);
          bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
        }
        bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
      }
      bytes[to++] = 0x80 | (point & 0x3f);
    }
  }
  hashBytes(new DataView(bytes.buffer), to, low, high);
}

/** Four words a step, of which none waits for another; at least as many bytes as end a word can be read. */
function hashBytes(view: DataView, length: number, from: number, other: number): void {
  let at = 0;
  lowHalf = from;
  highHalf = other ^ length;
  if (length >= stripesMin) at = hashStripes(view, length);
  let low = lowHalf;
  let high = highHalf;
  for (; at < length; at += 4) {
    const left = length - at;
    const word = view.getInt32(at, true) & (left < 4 ? (1 << (left << 3)) - 1 : -1);
    low = stepLow(low, word);
    high = stepHigh(high, word);
  }
  lowHalf = low;
  highHalf = high;
}

/** From the halves to the halves; gives where the last whole stripe ends. */
function hashStripes(view: DataView, length: number): number {
  let turn = lowHalf ^ highHalf;
  let [a0, a1, a2, a3] = [lowHalf ^ 0x243f6a88, lowHalf ^ 0x05a308d3, lowHalf ^ 0x13198a2e, lowHalf ^ 0x03707344];
  let [b0, b1, b2, b3] = [highHalf ^ 0x24093822, highHalf ^ 0x299f31d0, highHalf ^ 0x082efa98, highHalf ^ 0x6c4e6c89];
  let at = 0;
  for (const last = length - 16; at <= last; at += 16) {
    const [w0, w1] = [view.getInt32(at, true) ^ turn, view.getInt32(at + 4, true) ^ turn];
    const [w2, w3] = [view.getInt32(at + 8, true) ^ turn, view.getInt32(at + 12, true) ^ turn];
    turn = (turn + 0x9e3779b9) | 0;
    a0 = (((a0 << 5) | (a0 >>> 27)) + Math.imul(w0, 0x9e3779b1)) | 0;
    a1 = (((a1 << 5) | (a1 >>> 27)) + Math.imul(w1, 0x9e3779b1)) | 0;
    a2 = (((a2 << 5) | (a2 >>> 27)) + Math.imul(w2, 0x9e3779b1)) | 0;
    a3 = (((a3 << 5) | (a3 >>> 27)) + Math.imul(w3, 0x9e3779b1)) | 0;
    b0 = (((b0 << 11) | (b0 >>> 21)) + (w0 ^ a0)) | 0;
    b1 = (((b1 << 11) | (b1 >>> 21)) + (w1 ^ a1)) | 0;
    b2 = (((b2 << 11) | (b2 >>> 21)) + (w2 ^ a2)) | 0;
    b3 = (((b3 << 11) | (b3 >>> 21)) + (w3 ^ a3)) | 0;
  }
  const low = stepLow(stepLow(stepLow(stepLow(lowHalf, a0), a1), a2), a3);
  const high = stepHigh(stepHigh(stepHigh(stepHigh(highHalf, b0), b1), b2), b3);
  lowHalf = stepLow(low, high);
  highHalf = stepHigh(high, lowHalf);
  return at;
}

/** Of a name that is the record's own. */
function valueIn(record: ValueRecord, name: string): Value {
  try {
    return present(record[name]);
  } catch {
    return undefined;
  }
}

function namesIn(record: ValueRecord): readonly string[] {
  try {
    return Object.keys(record);
  } catch {
    // A host's proxy refused: it has no fields that a rule could read either.
    return [];
  }
}
