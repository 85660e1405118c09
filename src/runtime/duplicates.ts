/** Remembers the ids of recent events: an event that comes twice is dropped, an id that comes back with other content is flagged. */
import type { Reader, Writer } from "./codec.ts";
import type { ContentHash } from "./content-hash.ts";
import { shardCount, shardOf } from "./memory/shard-of.ts";
import { TextTable, tableWords } from "./memory/text-table.ts";

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
  readonly #shards: readonly RecentIds[];
  readonly #seed: number;

  constructor(windowMs: number, idsMax: number, seed: number) {
    const shards = shardCount(idsMax);
    this.#seed = seed | 0;
    this.#shards = Array.from({ length: shards }, () => new RecentIds(windowMs, Math.floor(idsMax / shards), this.#seed));
  }

  /** What an event with this id and content is, at a time of the engine. Amortised O(1). */
  check(id: string, content: ContentHash, nowMs: number): Repeat {
    const { length } = this.#shards;
    return this.#shards[shardOf(id, this.#seed, length)]?.check(id, content, nowMs) ?? "new";
  }

  save(writer: Writer): void {
    writer.list(this.#shards, (shard) => shard.save(writer));
  }
  /** Under another limit ids may lie in another order, and are forgotten later. */
  load(reader: Reader): void {
    for (let left = reader.count(); left > 0; left--)
      for (let ids = reader.count(); ids > 0; ids--) {
        const id = reader.text();
        const contents = reader.list(() => reader.text());
        this.#shards[shardOf(id, this.#seed, this.#shards.length)]?.add(id, contents, reader.number());
      }
  }
}

/** The ids of one shard. */
class RecentIds {
  readonly #ids: TextTable;
  /** Contents of the few ids that had several. */
  readonly #several = new Map<number, readonly string[]>();
  readonly #windowMs: number;
  readonly #idsMax: number;
  // Ends of the list in the order of last sight: record + 1, or 0.
  #oldest = 0;
  #newest = 0;

  constructor(windowMs: number, idsMax: number, seed: number) {
    this.#windowMs = windowMs;
    this.#idsMax = idsMax;
    this.#ids = new TextTable(6, idsMax + 1, seed);
  }

  check(id: string, { low, high }: ContentHash, nowMs: number): Repeat {
    const known = this.#ids.find(id);
    const isRecent = known >= 0 && nowMs - this.#seenMs(known) < this.#windowMs;
    if (isRecent && this.#hasContent(known, low, high)) return "duplicate";
    const record = known >= 0 ? known : this.#ids.add(id);
    if (isRecent) this.#several.set(record, [...this.#contentsOf(record), `${low} ${high}`].slice(-contentsMax));
    else {
      this.#several.delete(record);
      this.#ids.words[record * this.#ids.stride + lowAt] = low;
      this.#ids.words[record * this.#ids.stride + highAt] = high;
    }
    if (known >= 0) this.#unlink(record);
    this.#link(record, nowMs);
    this.#forget(nowMs);
    return isRecent ? "reuse" : "new";
  }

  save(writer: Writer): void {
    writer.count(this.#ids.size);
    for (let record = this.#oldest - 1; record >= 0; record = this.#wordOf(record, newerAt) - 1) {
      writer.text(this.#ids.text(record) ?? "");
      writer.list(this.#contentsOf(record), (content) => writer.text(content));
      writer.number(this.#seenMs(record));
    }
  }

  /** An id that is not there, as another had it: the one seen last. */
  add(id: string, contents: readonly string[], seenMs: number): void {
    const record = this.#ids.add(id);
    const [low, high] = (contents[0] ?? "").split(" ");
    this.#ids.words[record * this.#ids.stride + lowAt] = Number(low);
    this.#ids.words[record * this.#ids.stride + highAt] = Number(high);
    if (contents.length > 1) this.#several.set(record, contents);
    this.#link(record, seenMs);
  }

  #hasContent(record: number, low: number, high: number): boolean {
    const several = this.#several.size === 0 ? undefined : this.#several.get(record);
    if (several !== undefined) return several.includes(`${low} ${high}`);
    return this.#wordOf(record, lowAt) === low && this.#wordOf(record, highAt) === high;
  }

  #contentsOf(record: number): readonly string[] {
    return this.#several.get(record) ?? [`${this.#wordOf(record, lowAt)} ${this.#wordOf(record, highAt)}`];
  }

  #seenMs(record: number): number {
    return this.#ids.doubles[(record * this.#ids.stride + seenAt) >> 1] ?? 0;
  }

  #wordOf(record: number, place: number): number {
    return this.#ids.words[record * this.#ids.stride + place] ?? 0;
  }

  /** Now the one seen last. */
  #link(record: number, nowMs: number): void {
    const { words, stride } = this.#ids;
    this.#ids.doubles[(record * stride + seenAt) >> 1] = nowMs;
    words[record * stride + newerAt] = 0;
    words[record * stride + olderAt] = this.#newest;
    if (this.#newest === 0) this.#oldest = record + 1;
    else words[(this.#newest - 1) * stride + newerAt] = record + 1;
    this.#newest = record + 1;
  }

  #unlink(record: number): void {
    const { words, stride } = this.#ids;
    const [newer, older] = [this.#wordOf(record, newerAt), this.#wordOf(record, olderAt)];
    if (older === 0) this.#oldest = newer;
    else words[(older - 1) * stride + newerAt] = newer;
    if (newer === 0) this.#newest = older;
    else words[(newer - 1) * stride + olderAt] = older;
  }

  #forget(nowMs: number): void {
    while (this.#oldest !== 0) {
      const record = this.#oldest - 1;
      if (this.#ids.size <= this.#idsMax && nowMs - this.#seenMs(record) < this.#windowMs) return;
      this.#unlink(record);
      if (this.#several.size > 0) this.#several.delete(record);
      this.#ids.remove(record);
    }
  }
}
