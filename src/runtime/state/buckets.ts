/** Baselines: what a key was like in whole UTC days (or hours) that are over, never its present. */
import type { Reader, Writer } from "../codec.ts";
import { Keyed } from "./keyed.ts";
import type { TableOptions } from "./key-table.ts";

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Days, or hours for less than two days. */
export function bucketMsOf(overMs: number): number {
  return overMs < 2 * dayMs ? hourMs : dayMs;
}

/** One bucket: enough for count, sum, mean and deviation (B. Welford, 1962). `samples` only where an order statistic asks. */
export type Bucket = {
  readonly index: number;
  count: number;
  sum: number;
  mean: number;
  squares: number;
  least: number;
  most: number;
  readonly samples: number[];
};

export type Past = { buckets: Bucket[]; samples: number; droppedIndex: number };

export type BaselineValue =
  | { readonly kind: "count" | "sum" | "avg" | "stddev" | "min" | "max" | "median" }
  | { readonly kind: "percentile"; readonly rank: number };

/** What the closed buckets say, for values and for notes. */
export type Summary = { readonly count: number; readonly sum: number; readonly mean: number; readonly deviation: number | undefined };

export class Baselines {
  readonly keyed: Keyed<Past>;
  readonly overMs: number;
  readonly bucketMs: number;
  private readonly keepsSamples: boolean;
  private readonly samplesMax: number;
  private readonly onDrop: () => void;

  /** `established`: with so many samples a key is never evicted. */
  constructor(overMs: number, keepsSamples: boolean, samplesMax: number, established: number, table: TableOptions, onDrop: () => void) {
    this.overMs = overMs;
    this.bucketMs = bucketMsOf(overMs);
    this.keepsSamples = keepsSamples;
    this.samplesMax = samplesMax;
    this.onDrop = onDrop;
    this.keyed = new Keyed<Past>(table, newPast, (past) => {
      const count = past.buckets.reduce((sum, bucket) => sum + bucket.count, 0);
      return count >= established ? Number.POSITIVE_INFINITY : count;
    });
  }

  /** Samples in the closed buckets at a time. O(buckets of the period). */
  count(key: string, nowMs: number): number {
    return this.closed(key, nowMs).reduce((sum, bucket) => sum + bucket.count, 0);
  }

  /** The statistic at a time; undefined where it has no value. The number of samples is for the caller to look at. */
  value(key: string, nowMs: number, statistic: BaselineValue): number | undefined {
    const buckets = this.closed(key, nowMs);
    switch (statistic.kind) {
      case "count":
        return buckets.reduce((sum, bucket) => sum + bucket.count, 0);
      case "sum":
        return buckets.reduce((sum, bucket) => sum + bucket.sum, 0);
      case "avg": {
        const { count, sum } = summaryOf(buckets);
        return count === 0 ? undefined : sum / count;
      }
      case "stddev":
        return summaryOf(buckets).deviation;
      case "min":
        return finite(buckets.reduce((least, bucket) => Math.min(least, bucket.least), Number.POSITIVE_INFINITY));
      case "max":
        return finite(buckets.reduce((most, bucket) => Math.max(most, bucket.most), Number.NEGATIVE_INFINITY));
      case "median":
      case "percentile":
        return this.ordered(key, nowMs, buckets, statistic);
    }
  }

  summary(key: string, nowMs: number): Summary {
    return summaryOf(this.closed(key, nowMs));
  }

  /** Whether samples of the period were dropped: an order statistic is then missing. */
  isShort(key: string, nowMs: number): boolean {
    const past = this.keyed.get(key);
    return past !== undefined && past.droppedIndex >= this.firstIndex(nowMs);
  }

  learn(key: string, source: string, nowMs: number, sample: number): void {
    const past = this.keyed.open(key, source, nowMs);
    if (past === undefined) return;
    const index = Math.floor(nowMs / this.bucketMs);
    this.forget(past, this.firstIndex(nowMs));
    let bucket = past.buckets.at(-1);
    if (bucket === undefined || bucket.index !== index) {
      bucket = {
        index,
        count: 0,
        sum: 0,
        mean: 0,
        squares: 0,
        least: Number.POSITIVE_INFINITY,
        most: Number.NEGATIVE_INFINITY,
        samples: [],
      };
      past.buckets.push(bucket);
    }
    add(bucket, sample);
    if (!this.keepsSamples) return;
    bucket.samples.push(sample);
    past.samples++;
    if (past.samples > this.samplesMax) this.dropOldest(past);
  }

  save(writer: Writer): void {
    this.keyed.save(writer, (past) => {
      writer.list(past.buckets, (bucket) => {
        for (const part of [bucket.index, bucket.count, bucket.sum, bucket.mean, bucket.squares, bucket.least, bucket.most])
          writer.number(part);
        writer.list(bucket.samples, (sample) => writer.number(sample));
      });
      writer.number(past.droppedIndex);
    });
  }

  load(reader: Reader): void {
    this.keyed.load(reader, () => {
      const buckets = reader.list((): Bucket => {
        const [index, count, sum, mean, squares, least, most] = [
          reader.number(),
          reader.number(),
          reader.number(),
          reader.number(),
          reader.number(),
          reader.number(),
          reader.number(),
        ];
        return { index, count, sum, mean, squares, least, most, samples: reader.list(() => reader.number()) };
      });
      return { buckets, samples: buckets.reduce((sum, bucket) => sum + bucket.samples.length, 0), droppedIndex: reader.number() };
    });
  }

  private dropOldest(past: Past): void {
    const oldest = past.buckets.find((bucket) => bucket.samples.length > 0);
    if (oldest === undefined) return;
    past.droppedIndex = oldest.index;
    oldest.samples.shift();
    past.samples--;
    this.onDrop();
  }

  private forget(past: Past, firstIndex: number): void {
    while (past.buckets.length > 0 && (past.buckets[0]?.index ?? firstIndex) < firstIndex)
      past.samples -= past.buckets.shift()?.samples.length ?? 0;
  }

  /** The first bucket that begins at or after t − over. */
  private firstIndex(nowMs: number): number {
    return Math.ceil((nowMs - this.overMs) / this.bucketMs);
  }

  /** Those that begin at or after t − over and end at or before t's own bucket begins. */
  private closed(key: string, nowMs: number): readonly Bucket[] {
    const past = this.keyed.get(key);
    if (past === undefined) return [];
    const first = this.firstIndex(nowMs);
    const own = Math.floor(nowMs / this.bucketMs);
    return past.buckets.filter((bucket) => bucket.index >= first && bucket.index < own);
  }

  private ordered(key: string, nowMs: number, buckets: readonly Bucket[], statistic: BaselineValue): number | undefined {
    if (this.isShort(key, nowMs)) return undefined;
    const sorted = buckets.flatMap((bucket) => bucket.samples).sort((a, b) => a - b);
    const n = sorted.length;
    if (n === 0) return undefined;
    if (statistic.kind === "percentile") return sorted[Math.max(1, Math.ceil((statistic.rank / 100) * n)) - 1];
    return ((sorted[(n - 1) >> 1] ?? 0) + (sorted[n >> 1] ?? 0)) / 2;
  }
}

function newPast(): Past {
  return { buckets: [], samples: 0, droppedIndex: Number.NEGATIVE_INFINITY };
}

function add(bucket: Bucket, sample: number): void {
  bucket.count++;
  bucket.sum += sample;
  const before = sample - bucket.mean;
  bucket.mean += before / bucket.count;
  bucket.squares += before * (sample - bucket.mean);
  bucket.least = Math.min(bucket.least, sample);
  bucket.most = Math.max(bucket.most, sample);
}

/** Joins buckets (T. Chan, G. Golub, R. LeVeque: Updating formulae, 1979). The deviation is that of a sample, from two on. */
function summaryOf(buckets: readonly Bucket[]): Summary {
  let count = 0;
  let sum = 0;
  let mean = 0;
  let squares = 0;
  for (const bucket of buckets) {
    if (bucket.count === 0) continue;
    const joined = count + bucket.count;
    const difference = bucket.mean - mean;
    squares += bucket.squares + (difference * difference * count * bucket.count) / joined;
    mean += (difference * bucket.count) / joined;
    sum += bucket.sum;
    count = joined;
  }
  return {
    count,
    sum,
    mean: count === 0 ? 0 : sum / count,
    deviation: count < 2 ? undefined : Math.sqrt(Math.max(0, squares) / (count - 1)),
  };
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
