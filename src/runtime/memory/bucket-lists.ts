/** Lists of buckets in one slab: each a few doubles that sum up a day or an hour, and the place of the next. */
import { lostInProduct, lostInSum } from "./exact-sum.ts";

/** What buckets come to. `…Lost` is what rounding took from a sum. */
export type Totals = {
  count: number;
  sum: number;
  sumLost: number;
  squares: number;
  squaresLost: number;
  least: number;
  most: number;
};

// A bucket: the place of the next, its index, and its totals in their order.
const stride = 9;
const indexAt = 1;
const countAt = 2;
const sumAt = 3;
const sumLostAt = 4;
const squaresAt = 5;
const squaresLostAt = 6;
const leastAt = 7;
const mostAt = 8;

/** A list is two words of its owner's: its first and its last bucket; both 0 for an empty one. Indexes in a list go up. */
export class BucketLists {
  // The first place stays empty, so that 0 is no bucket.
  #cells = new Float64Array(stride * 8);
  #used = 1;
  #free = 0;

  /** Adds a sample to the bucket of an index, which is the last one's or a later. */
  add(words: Uint32Array, at: number, index: number, sample: number): void {
    const last = words[at + 1] ?? 0;
    const bucket = last !== 0 && this.#cells[last * stride + indexAt] === index ? last : this.#begin(words, at, index);
    const cells = this.#cells;
    const from = bucket * stride;
    const [sum, squares, square] = [cells[from + sumAt] ?? 0, cells[from + squaresAt] ?? 0, sample * sample];
    cells[from + countAt] = (cells[from + countAt] ?? 0) + 1;
    cells[from + sumAt] = sum + sample;
    cells[from + sumLostAt] = (cells[from + sumLostAt] ?? 0) + lostInSum(sum, sample);
    cells[from + squaresAt] = squares + square;
    cells[from + squaresLostAt] = (cells[from + squaresLostAt] ?? 0) + lostInSum(squares, square) + lostInProduct(sample, sample);
    cells[from + leastAt] = Math.min(cells[from + leastAt] ?? sample, sample);
    cells[from + mostAt] = Math.max(cells[from + mostAt] ?? sample, sample);
  }

  /** Of the buckets from an index on and before another. O(buckets). */
  totals(words: Uint32Array, at: number, firstIndex: number, endIndex: number): Totals {
    const cells = this.#cells;
    const totals = this.nothing();
    for (let bucket = words[at] ?? 0; bucket !== 0; bucket = cells[bucket * stride] ?? 0) {
      const from = bucket * stride;
      const index = cells[from + indexAt] ?? 0;
      if (index < firstIndex) continue;
      if (index >= endIndex) break;
      const [sum, squares] = [cells[from + sumAt] ?? 0, cells[from + squaresAt] ?? 0];
      totals.count += cells[from + countAt] ?? 0;
      totals.sumLost += lostInSum(totals.sum, sum) + (cells[from + sumLostAt] ?? 0);
      totals.sum += sum;
      totals.squaresLost += lostInSum(totals.squares, squares) + (cells[from + squaresLostAt] ?? 0);
      totals.squares += squares;
      totals.least = Math.min(totals.least, cells[from + leastAt] ?? totals.least);
      totals.most = Math.max(totals.most, cells[from + mostAt] ?? totals.most);
    }
    return totals;
  }

  nothing(): Totals {
    return {
      count: 0,
      sum: 0,
      sumLost: 0,
      squares: 0,
      squaresLost: 0,
      least: Number.POSITIVE_INFINITY,
      most: Number.NEGATIVE_INFINITY,
    };
  }

  /** Gives back the buckets before an index. */
  shiftUpTo(words: Uint32Array, at: number, firstIndex: number): void {
    for (let first = words[at] ?? 0; first !== 0 && this.indexOf(first) < firstIndex; first = words[at] ?? 0) {
      const next = this.#cells[first * stride] ?? 0;
      this.#giveBack(first);
      words[at] = next;
      if (next === 0) words[at + 1] = 0;
    }
  }

  release(words: Uint32Array, at: number): void {
    this.shiftUpTo(words, at, Number.POSITIVE_INFINITY);
  }

  /** Buckets of a list, the oldest first. */
  all(words: Uint32Array, at: number): readonly number[] {
    const buckets: number[] = [];
    for (let bucket = words[at] ?? 0; bucket !== 0; bucket = this.#cells[bucket * stride] ?? 0) buckets.push(bucket);
    return buckets;
  }

  indexOf(bucket: number): number {
    return this.#cells[bucket * stride + indexAt] ?? 0;
  }

  /** Its index and totals, as `append` reads them. */
  parts(bucket: number): readonly number[] {
    return [...this.#cells.subarray(bucket * stride + indexAt, (bucket + 1) * stride)];
  }

  append(words: Uint32Array, at: number, read: () => number): number {
    const bucket = this.#begin(words, at, 0);
    for (let part = indexAt; part < stride; part++) this.#cells[bucket * stride + part] = read();
    return bucket;
  }

  #begin(words: Uint32Array, at: number, index: number): number {
    const bucket = this.#take();
    const from = bucket * stride;
    this.#cells.fill(0, from, from + stride);
    this.#cells[from + indexAt] = index;
    this.#cells[from + leastAt] = Number.POSITIVE_INFINITY;
    this.#cells[from + mostAt] = Number.NEGATIVE_INFINITY;
    const last = words[at + 1] ?? 0;
    if (last === 0) words[at] = bucket;
    else this.#cells[last * stride] = bucket;
    words[at + 1] = bucket;
    return bucket;
  }

  #take(): number {
    if (this.#free !== 0) {
      const bucket = this.#free;
      this.#free = this.#cells[bucket * stride] ?? 0;
      return bucket;
    }
    const bucket = this.#used++;
    if (this.#used * stride > this.#cells.length) {
      const larger = new Float64Array(Math.ceil(this.#used * 1.25) * stride);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    return bucket;
  }

  #giveBack(bucket: number): void {
    this.#cells[bucket * stride] = this.#free;
    this.#free = bucket;
  }
}
