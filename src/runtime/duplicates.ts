/** Remembers the ids of recent events: an event that comes twice is dropped, an id that comes back with other content is flagged. */
import type { Reader, Writer } from "./codec.ts";
import { readElement, readKey } from "./read.ts";
import { ExactInteger, type Value, type ValueRecord } from "./value.ts";

export type Repeat = "new" | "duplicate" | "reuse";

/** Contents that an id was used for, and when the id was seen last. */
export type Seen = { readonly contents: readonly string[]; readonly atMs: number };

/** Contents of one id that are told apart; more of them are all flagged. */
const contentsMax = 16;

/**
 * Ids of the last `windowMs` of event time, at most `idsMax` (the oldest are forgotten: a duplicate is then judged again
 * and its alerts carry the ids they had). The content is known by a keyed 64-bit hash.
 */
export class Duplicates {
  readonly seen = new Map<string, Seen>();
  private readonly windowMs: number;
  private readonly idsMax: number;
  private readonly seed: number;

  constructor(windowMs: number, idsMax: number, seed: number) {
    this.windowMs = windowMs;
    this.idsMax = idsMax;
    this.seed = seed | 0;
  }

  /** What an event with this id is, at a time of the engine. O(size of the event). */
  check(id: string, event: ValueRecord, nowMs: number): Repeat {
    const { low, high } = contentHash(event, this.seed);
    const content = `${low} ${high}`;
    const known = this.seen.get(id);
    const earlier = known !== undefined && nowMs - known.atMs < this.windowMs ? known : undefined;
    if (earlier?.contents.includes(content)) return "duplicate";
    this.seen.delete(id);
    this.seen.set(id, { contents: earlier === undefined ? [content] : [...earlier.contents, content].slice(-contentsMax), atMs: nowMs });
    this.forget(nowMs);
    return earlier === undefined ? "new" : "reuse";
  }

  save(writer: Writer): void {
    writer.list([...this.seen], ([id, { contents, atMs }]) => {
      writer.text(id);
      writer.list(contents, (content) => writer.text(content));
      writer.number(atMs);
    });
  }
  load(reader: Reader): void {
    for (const [id, seen] of reader.list(
      () => [reader.text(), { contents: reader.list(() => reader.text()), atMs: reader.number() }] as const,
    ))
      this.seen.set(id, seen);
  }

  private forget(nowMs: number): void {
    for (const [id, { atMs }] of this.seen) {
      if (this.seen.size <= this.idsMax && nowMs - atMs < this.windowMs) return;
      this.seen.delete(id);
    }
  }
}

/** A hash of an event's content in two 32-bit halves; the order of keys does not count. O(size), at most 1,000 deep. */
export function contentHash(event: ValueRecord, seed: number): { readonly low: number; readonly high: number } {
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

function hashText(text: string, seed: number, tag: number): void {
  let low = seed ^ tag;
  let high = ~seed ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high + unit, 0x85ebca6b) ^ (high >>> 13);
  }
  mix(low, high);
}

function hashValue(value: Value | null, seed: number, depth: number): void {
  if (typeof value === "string") return hashText(value, seed, 1);
  if (typeof value === "number") return hashText(String(value), seed, 2);
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
  for (const name of namesIn(record)) {
    hashValue(readKey(record, name), seed, depth + 1);
    const valueLow = lowHalf;
    const valueHigh = highHalf;
    hashText(name, seed, 8);
    mix(lowHalf ^ valueLow, highHalf ^ Math.imul(valueHigh, 3));
    low = (low + lowHalf) | 0;
    high = (high + highHalf) | 0;
  }
  mix(low, high);
}

function namesIn(record: ValueRecord): readonly string[] {
  try {
    return Object.keys(record);
  } catch {
    // A host's proxy refused: it has no fields that a rule could read either.
    return [];
  }
}
