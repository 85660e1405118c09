/** Baselines: what a key was like in whole UTC days (or hours) that are over, never its present. */
import type { Reader, Writer } from "../codec.ts";
import { BucketLists, type Totals } from "../memory/bucket-lists.ts";
import { squaredDistances } from "../memory/exact-sum.ts";
import { KeyTable, type TableOptions } from "./key-table.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Days, or hours for less than two days. */
export function bucketMsOf(overMs: number): number {
  return overMs < 2 * dayMs ? hourMs : dayMs;
}

export type BaselineValue =
  | { readonly kind: "count" | "sum" | "avg" | "stddev" | "min" | "max" | "median" }
  | { readonly kind: "percentile"; readonly rank: number };

/** What the closed buckets say, for values and for notes. */
export type Summary = { readonly count: number; readonly sum: number; readonly mean: number; readonly deviation: number | undefined };

/** Samples of a key where an order statistic asks for them: how many, and the bucket of the last that was dropped for want of room. */
type Samples = { readonly byBucket: Map<number, number[]>; kept: number; droppedIndex: number };

export class Baselines {
  readonly table: KeyTable;
  readonly overMs: number;
  readonly bucketMs: number;
  readonly #keepsSamples: boolean;
  readonly #samplesMax: number;
  readonly #onDrop: () => void;
  /** The words of a slot are its list of buckets. */
  readonly #lists = new BucketLists();
  /** By slot. */
  readonly #samples = new Map<number, Samples>();

  /** `established`: with so many samples a key is never evicted. */
  constructor(overMs: number, keepsSamples: boolean, samplesMax: number, established: number, table: TableOptions, onDrop: () => void) {
    this.overMs = overMs;
    this.bucketMs = bucketMsOf(overMs);
    this.#keepsSamples = keepsSamples;
    this.#samplesMax = samplesMax;
    this.#onDrop = onDrop;
    this.table = new KeyTable(table, {
      words: 2,
      advancement: (slot) => {
        const { count } = this.#totals(slot, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
        return count >= established ? Number.POSITIVE_INFINITY : count;
      },
      clear: (slot) => {
        this.#lists.release(this.table.words, this.table.wordsOf(slot));
        this.#samples.delete(slot);
      },
    });
  }

  /** Samples in the closed buckets at a time. O(buckets of the period). */
  count(key: string, nowMs: number): number {
    return this.#closed(key, nowMs).count;
  }

  /** The statistic at a time; undefined where it has no value. The number of samples is for the caller to look at. */
  value(key: string, nowMs: number, statistic: BaselineValue): number | undefined {
    const totals = this.#closed(key, nowMs);
    switch (statistic.kind) {
      case "count":
        return totals.count;
      case "sum":
        return totals.sum;
      case "avg":
        return totals.count === 0 ? undefined : totals.sum / totals.count;
      case "stddev":
        return deviationOf(totals);
      case "min":
        return finite(totals.least);
      case "max":
        return finite(totals.most);
      case "median":
      case "percentile":
        return this.#ordered(key, nowMs, statistic);
    }
  }

  summary(key: string, nowMs: number): Summary {
    const totals = this.#closed(key, nowMs);
    const { count, sum } = totals;
    return { count, sum, mean: count === 0 ? 0 : sum / count, deviation: deviationOf(totals) };
  }

  /** Whether samples of the period were dropped: an order statistic is then missing. */
  isShort(key: string, nowMs: number): boolean {
    const samples = this.#samples.get(this.table.find(key));
    return samples !== undefined && samples.droppedIndex >= this.#firstIndex(nowMs);
  }

  learn(key: string, source: string, nowMs: number, sample: number): void {
    const slot = this.table.claim(key, source, nowMs);
    if (slot < 0) return;
    const { words } = this.table;
    const at = this.table.wordsOf(slot);
    const index = Math.floor(nowMs / this.bucketMs);
    this.#forget(slot, this.#firstIndex(nowMs));
    this.#lists.add(words, at, index, sample);
    if (this.#keepsSamples) this.#keepSample(slot, index, sample);
  }

  save(writer: Writer): void {
    const lists = this.#lists;
    const { table } = this;
    table.save(writer);
    for (let slot = 0; slot < table.slots; slot++) {
      if (!table.holds(slot)) continue;
      const samples = this.#samples.get(slot);
      const buckets = lists.all(table.words, table.wordsOf(slot));
      writer.list(buckets, (bucket) => {
        for (const part of lists.parts(bucket)) writer.number(part);
        writer.list(samples?.byBucket.get(lists.indexOf(bucket)) ?? [], (sample) => writer.number(sample));
      });
      writer.number(samples?.droppedIndex ?? Number.NEGATIVE_INFINITY);
    }
  }

  load(reader: Reader): void {
    const lists = this.#lists;
    const { table } = this;
    table.load(reader);
    for (let slot = 0; slot < table.slots; slot++) {
      if (!table.holds(slot)) continue;
      const samples: Samples = { byBucket: new Map(), kept: 0, droppedIndex: Number.NEGATIVE_INFINITY };
      for (let left = reader.count(); left > 0; left--) {
        const bucket = lists.append(table.words, table.wordsOf(slot), () => reader.number());
        const list = reader.list(() => reader.number());
        if (list.length > 0) samples.byBucket.set(lists.indexOf(bucket), list);
        samples.kept += list.length;
      }
      samples.droppedIndex = reader.number();
      if (this.#keepsSamples) this.#samples.set(slot, samples);
    }
  }

  #keepSample(slot: number, index: number, sample: number): void {
    const samples = this.#samples.get(slot) ?? { byBucket: new Map<number, number[]>(), kept: 0, droppedIndex: Number.NEGATIVE_INFINITY };
    this.#samples.set(slot, samples);
    const list = samples.byBucket.get(index);
    if (list === undefined) samples.byBucket.set(index, [sample]);
    else list.push(sample);
    if (++samples.kept <= this.#samplesMax) return;
    for (const [oldest, kept] of samples.byBucket) {
      if (kept.shift() === undefined) continue;
      samples.kept--;
      samples.droppedIndex = oldest;
      break;
    }
    this.#onDrop();
  }

  /** Buckets before an index go, with their samples. */
  #forget(slot: number, firstIndex: number): void {
    this.#lists.shiftUpTo(this.table.words, this.table.wordsOf(slot), firstIndex);
    const samples = this.#samples.get(slot);
    if (samples === undefined) return;
    for (const [index, list] of samples.byBucket) {
      if (index >= firstIndex) break;
      samples.byBucket.delete(index);
      samples.kept -= list.length;
    }
  }

  /** The first bucket that begins at or after t − over. */
  #firstIndex(nowMs: number): number {
    return Math.ceil((nowMs - this.overMs) / this.bucketMs);
  }

  /** Of the buckets that begin at or after t − over and end at or before t's own bucket begins. */
  #closed(key: string, nowMs: number): Totals {
    return this.#totals(this.table.find(key), this.#firstIndex(nowMs), Math.floor(nowMs / this.bucketMs));
  }

  #totals(slot: number, firstIndex: number, endIndex: number): Totals {
    return slot < 0 ? this.#lists.nothing() : this.#lists.totals(this.table.words, this.table.wordsOf(slot), firstIndex, endIndex);
  }

  #ordered(key: string, nowMs: number, statistic: BaselineValue): number | undefined {
    if (this.isShort(key, nowMs)) return undefined;
    const [first, own] = [this.#firstIndex(nowMs), Math.floor(nowMs / this.bucketMs)];
    const sorted: number[] = [];
    for (const [index, list] of this.#samples.get(this.table.find(key))?.byBucket ?? [])
      if (index >= first && index < own) for (const sample of list) sorted.push(sample);
    sorted.sort((a, b) => a - b);
    const n = sorted.length;
    if (n === 0) return undefined;
    if (statistic.kind === "percentile") return sorted[Math.max(1, Math.ceil((statistic.rank / 100) * n)) - 1];
    return ((sorted[(n - 1) >> 1] ?? 0) + (sorted[n >> 1] ?? 0)) / 2;
  }
}

/** The deviation of a sample, from two on. Equal samples have none, whatever the rounding. */
function deviationOf({ count, sum, sumLost, squares, squaresLost, least, most }: Totals): number | undefined {
  if (count < 2) return undefined;
  if (least === most) return 0;
  return finite(Math.sqrt(Math.max(0, squaredDistances(count, sum, sumLost, squares, squaresLost)) / (count - 1)));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
