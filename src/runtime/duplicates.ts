/** Remembers the ids of recent events: an event that comes twice is dropped, an id that comes back with other content is flagged. */
import type { Reader, Writer } from "./codec.ts";
import { textBytes } from "./memory/text-bytes.ts";
import { TextTable, tableWords } from "./memory/text-table.ts";
import { present, readElement } from "./read.ts";
import { ExactInteger, type Value, type ValueRecord } from "./value.ts";

export type Repeat = "new" | "duplicate" | "reuse";

/** Contents of one id that are told apart; more of them are all flagged. */
const contentsMax = 16;

// Words of a record behind those of the table: half of the content's hash, when the id was seen last, the other half, and the records seen next and before.
const lowAt = tableWords;
const seenAt = tableWords + 1;
const highAt = tableWords + 3;
const newerAt = tableWords + 4;
const olderAt = tableWords + 5;

/**
 * Ids of the last `windowMs` of event time, at most `idsMax` (the oldest are forgotten: a duplicate is then judged again
 * and its alerts carry the ids they had). The content is known by a keyed 64-bit hash.
 */
export class Duplicates {
  private readonly ids: TextTable;
  /** Contents of the few ids that had several. */
  private readonly several = new Map<number, readonly string[]>();
  private readonly windowMs: number;
  private readonly idsMax: number;
  private readonly seed: number;
  // Ends of the list in the order of last sight: record + 1, or 0.
  private oldest = 0;
  private newest = 0;

  constructor(windowMs: number, idsMax: number, seed: number) {
    this.windowMs = windowMs;
    this.idsMax = idsMax;
    this.seed = seed | 0;
    this.ids = new TextTable(6, idsMax + 1, this.seed);
  }

  /** What an event with this id and content is, at a time of the engine. Amortised O(1). */
  check(id: string, { low, high }: ContentHash, nowMs: number): Repeat {
    const known = this.ids.find(id);
    const isRecent = known >= 0 && nowMs - this.seenMs(known) < this.windowMs;
    if (isRecent && this.hasContent(known, low, high)) return "duplicate";
    const record = known >= 0 ? known : this.ids.add(id);
    if (isRecent) this.several.set(record, [...this.contentsOf(record), `${low} ${high}`].slice(-contentsMax));
    else {
      this.several.delete(record);
      this.ids.words[record * this.ids.stride + lowAt] = low;
      this.ids.words[record * this.ids.stride + highAt] = high;
    }
    if (known >= 0) this.unlink(record);
    this.link(record, nowMs);
    this.forget(nowMs);
    return isRecent ? "reuse" : "new";
  }

  save(writer: Writer): void {
    writer.count(this.ids.size);
    for (let record = this.oldest - 1; record >= 0; record = this.wordOf(record, newerAt) - 1) {
      writer.text(this.ids.text(record) ?? "");
      writer.list(this.contentsOf(record), (content) => writer.text(content));
      writer.number(this.seenMs(record));
    }
  }
  load(reader: Reader): void {
    for (let left = reader.count(); left > 0; left--) {
      const record = this.ids.add(reader.text());
      const contents = reader.list(() => reader.text());
      const [low, high] = (contents[0] ?? "").split(" ");
      this.ids.words[record * this.ids.stride + lowAt] = Number(low);
      this.ids.words[record * this.ids.stride + highAt] = Number(high);
      if (contents.length > 1) this.several.set(record, contents);
      this.link(record, reader.number());
    }
  }

  private hasContent(record: number, low: number, high: number): boolean {
    const several = this.several.size === 0 ? undefined : this.several.get(record);
    if (several !== undefined) return several.includes(`${low} ${high}`);
    return this.wordOf(record, lowAt) === low && this.wordOf(record, highAt) === high;
  }

  private contentsOf(record: number): readonly string[] {
    return this.several.get(record) ?? [`${this.wordOf(record, lowAt)} ${this.wordOf(record, highAt)}`];
  }

  private seenMs(record: number): number {
    return this.ids.doubles[(record * this.ids.stride + seenAt) >> 1] ?? 0;
  }

  private wordOf(record: number, place: number): number {
    return this.ids.words[record * this.ids.stride + place] ?? 0;
  }

  /** Now the one seen last. */
  private link(record: number, nowMs: number): void {
    const { words, stride } = this.ids;
    this.ids.doubles[(record * stride + seenAt) >> 1] = nowMs;
    words[record * stride + newerAt] = 0;
    words[record * stride + olderAt] = this.newest;
    if (this.newest === 0) this.oldest = record + 1;
    else words[(this.newest - 1) * stride + newerAt] = record + 1;
    this.newest = record + 1;
  }

  private unlink(record: number): void {
    const { words, stride } = this.ids;
    const [newer, older] = [this.wordOf(record, newerAt), this.wordOf(record, olderAt)];
    if (older === 0) this.oldest = newer;
    else words[(older - 1) * stride + newerAt] = newer;
    if (newer === 0) this.newest = older;
    else words[(newer - 1) * stride + olderAt] = older;
  }

  private forget(nowMs: number): void {
    while (this.oldest !== 0) {
      const record = this.oldest - 1;
      if (this.ids.size <= this.idsMax && nowMs - this.seenMs(record) < this.windowMs) return;
      this.unlink(record);
      if (this.several.size > 0) this.several.delete(record);
      this.ids.remove(record);
    }
  }
}

/** A hash of an event's content in two 32-bit halves. */
export type ContentHash = { readonly low: number; readonly high: number };

/** Hashes the content of an event; the order of keys does not count. O(size), at most 1,000 deep. */
export function contentHash(event: ValueRecord, seed: number): ContentHash {
  lowHalf = 0;
  highHalf = 0;
  hashValue(event, seed, 0);
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

function mix(low: number, high: number): void {
  lowHalf = Math.imul(low ^ (low >>> 16), 0x7feb352d);
  lowHalf = Math.imul(lowHalf ^ (lowHalf >>> 15), 0x846ca68b) ^ (high >>> 3);
  highHalf = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d);
  highHalf = Math.imul(highHalf ^ (highHalf >>> 12), 0x297a2d39) ^ low;
}

/** Four bytes a step; of a short text, and one whose bytes do not say which it is, two units. */
function hashText(text: string, seed: number, tag: number): void {
  const encoded = textBytes(text);
  let low = seed ^ tag;
  let high = ~seed ^ text.length;
  if (encoded?.isExact) {
    const { view, bytes, length } = encoded;
    let at = 0;
    for (const end = length - 3; at < end; at += 4) {
      const word = view.getInt32(at, true);
      low = Math.imul(low ^ word, 0x01000193);
      low = (low << 15) | (low >>> 17);
      high = Math.imul(high + word, 0x85ebca6b) ^ (high >>> 13);
    }
    for (; at < length; at++) {
      low = Math.imul(low ^ (bytes[at] ?? 0), 0x01000193);
      high = Math.imul(high + (bytes[at] ?? 0), 0x85ebca6b) ^ (high >>> 13);
    }
    return mix(low, high);
  }
  for (let at = 0; at < text.length; at += 2) {
    const word = text.charCodeAt(at) | (at + 1 < text.length ? text.charCodeAt(at + 1) << 16 : 0);
    low = Math.imul(low ^ word, 0x01000193);
    low = (low << 15) | (low >>> 17);
    high = Math.imul(high + word, 0x85ebca6b) ^ (high >>> 13);
  }
  mix(low, high);
}

/** A fraction by its bits; a whole number by its digits, as one of any length has them. */
function hashNumber(value: number, seed: number): void {
  if (Number.isInteger(value)) return hashText(String(value), seed, 2);
  fraction[0] = value;
  mix(seed ^ 9 ^ (fractionWords[0] ?? 0), ~seed ^ (fractionWords[1] ?? 0));
}

const fraction = new Float64Array(1);
const fractionWords = new Int32Array(fraction.buffer);

function hashValue(value: Value | null, seed: number, depth: number): void {
  if (typeof value === "string") return hashText(value, seed, 1);
  if (typeof value === "number") return hashNumber(value, seed);
  if (typeof value === "boolean") return mix(seed ^ (value ? 3 : 4), 0);
  if (value === undefined || value === null || typeof value !== "object" || depth > 1_000) return mix(seed ^ 5, 1);
  if (value instanceof ExactInteger) return hashText(value.digits, seed, 2);
  if (Array.isArray(value)) return hashList(value, seed, depth);
  return hashRecord(value as ValueRecord, seed, depth); // neither text, number, boolean, integer nor list
}

function hashList(list: readonly Value[], seed: number, depth: number): void {
  let low = seed ^ 6;
  let high = list.length;
  for (let index = 0; index < list.length; index++) {
    hashValue(readElement(list, index), seed, depth + 1);
    low = Math.imul(low, 31) ^ lowHalf;
    high = Math.imul(high, 37) ^ highHalf;
  }
  mix(low, high);
}

function hashRecord(record: ValueRecord, seed: number, depth: number): void {
  let low = seed ^ 7;
  let high = 0;
  const own = namesIn(record);
  for (let index = 0; index < own.length; index++) {
    const name = own[index] ?? "";
    hashValue(valueIn(record, name), seed, depth + 1);
    const valueLow = lowHalf;
    const valueHigh = highHalf;
    hashName(name, seed);
    mix(lowHalf ^ valueLow, highHalf ^ Math.imul(valueHigh, 3));
    low = (low + lowHalf) | 0;
    high = (high + highHalf) | 0;
  }
  mix(low, high);
}

/** Events have the same names again and again. */
function hashName(name: string, seed: number): void {
  if (seed !== namesSeed || names.size >= namesMax) {
    names.clear();
    namesSeed = seed;
  }
  const place = names.get(name);
  if (place !== undefined) {
    lowHalf = nameHashes[place] ?? 0;
    highHalf = nameHashes[place + 1] ?? 0;
    return;
  }
  hashText(name, seed, 8);
  const added = 2 * names.size;
  nameHashes[added] = lowHalf;
  nameHashes[added + 1] = highHalf;
  names.set(name, added);
}

const namesMax = 2_048;
const names = new Map<string, number>();
const nameHashes = new Int32Array(2 * namesMax);
let namesSeed = 0;

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
