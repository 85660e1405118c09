/** Values as numbers: those that rules name are numbered for each field, so that to compare with any of them is to compare numbers. */
import { fold as foldText } from "./fold.ts";
import { valueKey } from "./read.ts";
import { ExactInteger, type Scalar, type Value } from "./value.ts";

/** The numbers of no value, and of one that no rule names; the others follow. */
export const missing = 0;
const unnamed = 1;

/** The values that rules name where the same is read. */
export class Names {
  readonly #isFolded: boolean;
  readonly #numbers = new Map<Value, number>();
  /** Integers beyond those that a double holds exactly, by their digits. */
  readonly #exact = new Map<string, number>();
  /** A longer text is none of them: folding leaves the length. */
  #longest = 0;

  /** `isFolded`: texts are equal whatever their case. */
  constructor(isFolded: boolean) {
    this.#isFolded = isFolded;
  }

  /** The number of a value that a rule names. */
  add(value: Scalar): number {
    const known = this.numberOf(value);
    if (known > unnamed) return known;
    const number = unnamed + 1 + this.#numbers.size + this.#exact.size;
    if (isExact(value)) this.#exact.set(valueKey(value), number);
    else this.#numbers.set(this.#keyOf(value), number);
    if (typeof value === "string") this.#longest = Math.max(this.#longest, value.length);
    return number;
  }

  /** The number of what was read. One look-up, and one pass over a text that is not longer than the longest. */
  numberOf(value: Value): number {
    if (typeof value === "string") return (value.length <= this.#longest && this.#numbers.get(this.#keyOf(value))) || unnamed;
    if (value === undefined) return missing;
    return (isExact(value) ? this.#exact.get(valueKey(value)) : this.#numbers.get(value)) ?? unnamed;
  }

  #keyOf(value: Value): Value {
    return this.#isFolded && typeof value === "string" ? foldText(value) : value;
  }
}

function isExact(value: Value): boolean {
  return typeof value === "number" ? Number.isInteger(value) && !Number.isSafeInteger(value) : value instanceof ExactInteger;
}

/** A set of numbers as pages of bits; the pages are found by their own numbers, so that numbers far apart take no room between them. */
export class NumberSet {
  /** The number of a page and one more, its bits, and so on; all zero where no page is. */
  readonly #pages: Int32Array;

  constructor(numbers: readonly number[]) {
    const count = new Set(numbers.map((number) => number >>> 5)).size;
    this.#pages = new Int32Array(4 << (32 - Math.clz32(count)));
    for (const number of numbers) {
      const at = this.#placeOf(number);
      this.#pages[at] = (number >>> 5) + 1;
      this.#pages[at + 1] = (this.#pages[at + 1] ?? 0) | (1 << (number & 31));
    }
  }

  has(number: number): boolean {
    return (((this.#pages[this.#placeOf(number) + 1] ?? 0) >>> (number & 31)) & 1) === 1;
  }

  /** Where the number's page is, or would be. At least half of the places are free. */
  #placeOf(number: number): number {
    const pages = this.#pages;
    const page = (number >>> 5) + 1;
    let at = (2 * page) & (pages.length - 1);
    while (pages[at] !== page && pages[at] !== 0) at = (at + 2) & (pages.length - 1);
    return at;
  }
}
