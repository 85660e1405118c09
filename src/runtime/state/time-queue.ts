/** Times of a key in ascending order, in a ring: the newest come in behind, the oldest go out in front. */
import type { Reader, Writer } from "../codec.ts";

export class TimeQueue {
  // A plain list of numbers: for a few of them a typed array takes four times the memory.
  #times: number[] = [0, 0, 0, 0];
  #head = 0;
  length = 0;

  /** Times must not go back. Amortised constant time. */
  push(timeMs: number): void {
    if (this.length === this.#times.length) this.#grow();
    this.#times[(this.#head + this.length) & (this.#times.length - 1)] = timeMs;
    this.length++;
  }

  /** The nth oldest; NaN past the end. */
  at(index: number): number {
    return index < this.length ? (this.#times[(this.#head + index) & (this.#times.length - 1)] ?? Number.NaN) : Number.NaN;
  }

  /** Takes the oldest. */
  shift(): number {
    const oldest = this.at(0);
    if (this.length > 0) {
      this.#head = (this.#head + 1) & (this.#times.length - 1);
      this.length--;
    }
    return oldest;
  }

  /** How many are at or before a time. O(log length). */
  countUpTo(timeMs: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  save(writer: Writer): void {
    writer.count(this.length);
    for (let index = 0; index < this.length; index++) writer.number(this.at(index));
  }

  static load(reader: Reader): TimeQueue {
    const queue = new TimeQueue();
    for (let left = reader.count(); left > 0; left--) queue.push(reader.number());
    return queue;
  }

  #grow(): void {
    const larger: number[] = [];
    for (let index = 0; index < this.length; index++) larger.push(this.at(index));
    for (let room = this.length; room > 0; room--) larger.push(0);
    this.#times = larger;
    this.#head = 0;
  }
}
