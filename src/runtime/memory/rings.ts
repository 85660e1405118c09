/** Rings of times, one for each owner, in one slab: a ring doubles as it fills, and what it leaves is given to the next of that size. */

/** Times of one span of this length are told apart by their last 32 bits. */
const shortMs = 2 ** 32;
const sizeShift = 27;
const headMask = (1 << sizeShift) - 1;

/**
 * A ring is three words of its owner's: where it lies, its size and head, its length; all 0 for an empty one. Times of a ring do not go back, and none is
 * `spanMs` or more before the newest, which the owner knows and hands in as `newestMs`: so four bytes a time are enough for a span of up to 49 days.
 */
export class Rings {
  readonly #longest: number;
  readonly #isShort: boolean;
  #cells: Uint32Array | Float64Array;
  #used = 1;
  /** Where the first free ring of each size lies; each holds the place of the next. */
  readonly #free: number[] = [];

  /** `longest`: no ring is asked to hold more. */
  constructor(longest: number, spanMs: number) {
    this.#longest = longest;
    this.#isShort = spanMs <= shortMs;
    this.#cells = this.#isShort ? new Uint32Array(64) : new Float64Array(64);
  }

  /** Adds the newest time. Amortised constant time. */
  push(words: Uint32Array, at: number, timeMs: number): void {
    const length = words[at + 2] ?? 0;
    if (length === this.#roomOf(words, at)) this.#grow(words, at, length);
    const room = this.#roomOf(words, at);
    const place = ((words[at + 1] ?? 0) & headMask) + length;
    this.#cells[(words[at] ?? 0) + (place >= room ? place - room : place)] = timeMs;
    words[at + 2] = length + 1;
  }

  /** Takes the oldest out; an empty ring gives its memory back. */
  shift(words: Uint32Array, at: number): void {
    const length = (words[at + 2] ?? 0) - 1;
    if (length === 0) return this.release(words, at);
    const head = (words[at + 1] ?? 0) & headMask;
    words[at + 1] = ((words[at + 1] ?? 0) & ~headMask) | (head + 1 === this.#roomOf(words, at) ? 0 : head + 1);
    words[at + 2] = length;
  }

  /** The nth oldest, which must be there. */
  time(words: Uint32Array, at: number, nth: number, newestMs: number): number {
    const room = this.#roomOf(words, at);
    const place = ((words[at + 1] ?? 0) & headMask) + nth;
    const cell = this.#cells[(words[at] ?? 0) + (place >= room ? place - room : place)] ?? 0;
    return this.#isShort ? newestMs - ((newestMs - cell) >>> 0) : cell;
  }

  /** How many are at or before a time. O(log length). */
  countUpTo(words: Uint32Array, at: number, timeMs: number, newestMs: number): number {
    let low = 0;
    let high = words[at + 2] ?? 0;
    // Most often none is.
    if (high === 0 || this.time(words, at, 0, newestMs) > timeMs) return 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time(words, at, middle, newestMs) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Gives its memory back; the ring is empty then. */
  release(words: Uint32Array, at: number): void {
    if (this.#roomOf(words, at) > 0) this.#giveBack(words[at] ?? 0, (words[at + 1] ?? 0) >>> sizeShift);
    words[at] = 0;
    words[at + 1] = 0;
    words[at + 2] = 0;
  }

  /** Sizes are counted from 1: two times, four, eight, and so on up to the longest. */
  #roomOf(words: Uint32Array, at: number): number {
    const size = (words[at + 1] ?? 0) >>> sizeShift;
    return size === 0 ? 0 : this.#cellsOf(size);
  }

  #cellsOf(size: number): number {
    const cells = 1 << size;
    return cells < this.#longest ? cells : this.#longest;
  }

  #grow(words: Uint32Array, at: number, length: number): void {
    const size = ((words[at + 1] ?? 0) >>> sizeShift) + 1;
    const place = this.#take(size);
    const cells = this.#cells;
    const [old, room, head] = [words[at] ?? 0, this.#roomOf(words, at), (words[at + 1] ?? 0) & headMask];
    for (let nth = 0; nth < length; nth++) cells[place + nth] = cells[old + ((head + nth) % room)] ?? 0;
    if (room > 0) this.#giveBack(old, size - 1);
    words[at] = place;
    words[at + 1] = (size << sizeShift) >>> 0;
  }

  #take(size: number): number {
    const free = this.#free[size] ?? 0;
    if (free !== 0) {
      this.#free[size] = this.#cells[free] ?? 0;
      return free;
    }
    const place = this.#used;
    this.#used += this.#cellsOf(size);
    if (this.#used > this.#cells.length) {
      const length = Math.ceil(this.#used * 1.25);
      const larger = this.#isShort ? new Uint32Array(length) : new Float64Array(length);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    return place;
  }

  #giveBack(place: number, size: number): void {
    this.#cells[place] = this.#free[size] ?? 0;
    this.#free[size] = place;
  }
}
