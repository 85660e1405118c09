/** What is read of an event for whoever sleeps, from its object or from what stands in for it. */
import type { Value, ValueRecord } from "./value.ts";

/** A value of the event that is asked for, by any number of rules: one object for all that read the same. */
export type Reading = {
  readonly read: (event: ValueRecord) => Value;
  /** Whether each element of a list that is read counts as well as what is no list. */
  readonly each: boolean;
  /** Where a field is read as it stands: its path, and what its type makes of the value there. */
  readonly field?: { readonly path: readonly string[]; readonly coerce: (raw: Value) => Value };
  /** Paths of which an event must have a value for anything to be read; undefined where that cannot be said. O(size of what is read). */
  readonly roots?: () => readonly (readonly string[])[] | undefined;
};

/** What stands in for an event of which no object was made: it is asked by the numbers of readings. */
export type Look = {
  /** Something could not be said of the event in hand: what was found of it does not hold. */
  readonly isUnsure: boolean;
  /** The bytes of the units of a text, if one is read as it stands; good until the next one is asked for. */
  unitsOf(reading: number): Uint8Array | undefined;
  /** What is read; missing also where that cannot be said. */
  valueOf(reading: number): Value;
};

/** Readings in the order of their numbers. */
export class Readings {
  readonly list: Reading[] = [];
  readonly #numbers = new Map<Reading, number>();

  numberOf(reading: Reading): number {
    const known = this.#numbers.get(reading);
    if (known !== undefined) return known;
    this.#numbers.set(reading, this.list.length);
    return this.list.push(reading) - 1;
  }
}
