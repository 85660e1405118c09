/** What else an event must have for a rule that a sign has woken: looked at before the rule is, for all rules in one place and each value read once. */
import { nearest } from "./read.ts";
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

/** The value that must be read, or a number that is at least or at most a bound. */
export type Guard = { readonly reading: Reading } & Wanted;
export type Wanted = { readonly value: string | boolean } | { readonly least: number } | { readonly most: number };

/** How the wanted is compared. */
const isEqual = 0;
const isLeast = 1;
const isMost = 2;

export class Guards {
  /** Those of a sleeper begin at `starts` of it and end at `starts` of the next. */
  readonly #starts: Int32Array;
  readonly #slots: number[] = [];
  readonly #wanted: (string | boolean | number)[] = [];
  readonly #ways: number[] = [];
  readonly #readings: Reading[] = [];
  /** What was read of the event in hand, by slot. */
  readonly #values: Value[] = [];
  readonly #read: boolean[] = [];
  #event: ValueRecord = {};
  #look: Look | undefined;
  /** By slot: the number of its reading. */
  readonly #numbers: number[] = [];

  constructor(guards: readonly (readonly Guard[] | undefined)[], readings: Readings) {
    this.#starts = new Int32Array(guards.length + 1);
    const slots = new Map<Reading, number>();
    for (const [number, all] of guards.entries()) {
      for (const guard of all ?? []) {
        const { reading } = guard;
        const slot = slots.get(reading) ?? this.#readings.push(reading) - 1;
        slots.set(reading, slot);
        this.#numbers[slot] = readings.numberOf(reading);
        this.#slots.push(slot);
        this.#wanted.push("value" in guard ? guard.value : "least" in guard ? guard.least : guard.most);
        this.#ways.push("value" in guard ? isEqual : "least" in guard ? isLeast : isMost);
      }
      this.#starts[number + 1] = this.#slots.length;
    }
  }

  /** Every question is about this event until the next one begins. */
  begin(event: ValueRecord): void {
    this.#event = event;
    this.#look = undefined;
    this.#forget();
  }

  /** The same of an event that was not made. */
  beginLook(look: Look): void {
    this.#look = look;
    this.#forget();
  }

  #forget(): void {
    for (let slot = 0; slot < this.#readings.length; slot++) this.#read[slot] = false;
  }

  /** Whether the event has what the sleeper of this number needs. */
  admit(number: number): boolean {
    const end = this.#starts[number + 1] ?? 0;
    for (let at = this.#starts[number] ?? 0; at < end; at++) {
      const slot = this.#slots[at] ?? 0;
      if (this.#read[slot] !== true) {
        this.#values[slot] = this.#look ? this.#look.valueOf(this.#numbers[slot] ?? 0) : this.#readings[slot]?.read(this.#event);
        this.#read[slot] = true;
      }
      const way = this.#ways[at];
      if (way === isEqual ? this.#values[slot] !== this.#wanted[at] : !isWithin(nearest(this.#values[slot]), Number(this.#wanted[at]), way))
        return false;
    }
    return true;
  }
}

function isWithin(given: number | undefined, bound: number, way: number | undefined): boolean {
  return given !== undefined && (way === isLeast ? given >= bound : given <= bound);
}
