/** What else an event must have for a rule that a sign has woken: looked at before the rule is, for all rules in one place and each value read once. */
import type { Value, ValueRecord } from "./value.ts";

/** A value of the event that is asked for, by any number of rules: one object for all that read the same. */
export type Reading = {
  readonly read: (event: ValueRecord) => Value;
  /** Whether each element of a list that is read counts as well as what is no list. */
  readonly each: boolean;
  /** Where a field is read as it stands: its path, and what its type makes of the value there. */
  readonly field?: { readonly path: readonly string[]; readonly coerce: (raw: Value) => Value };
  /** Paths of which an event must have a value for anything to be read; undefined where that cannot be said. */
  readonly roots?: readonly (readonly string[])[];
};

/** The value that must be read. */
export type Guard = { readonly reading: Reading; readonly value: string | boolean };

export class Guards {
  /** Those of a sleeper begin at `starts` of it and end at `starts` of the next. */
  readonly #starts: Int32Array;
  readonly #slots: number[] = [];
  readonly #wanted: (string | boolean)[] = [];
  readonly #readings: Reading[] = [];
  /** What was read of the event in hand, by slot. */
  readonly #values: Value[] = [];
  readonly #read: boolean[] = [];
  #event: ValueRecord = {};

  constructor(guards: readonly (readonly Guard[] | undefined)[]) {
    this.#starts = new Int32Array(guards.length + 1);
    const slots = new Map<Reading, number>();
    for (const [number, all] of guards.entries()) {
      for (const { reading, value } of all ?? []) {
        const slot = slots.get(reading) ?? this.#readings.push(reading) - 1;
        slots.set(reading, slot);
        this.#slots.push(slot);
        this.#wanted.push(value);
      }
      this.#starts[number + 1] = this.#slots.length;
    }
  }

  /** Every question is about this event until the next one begins. */
  begin(event: ValueRecord): void {
    this.#event = event;
    for (let slot = 0; slot < this.#readings.length; slot++) this.#read[slot] = false;
  }

  /** Whether the event has what the sleeper of this number needs. */
  admit(number: number): boolean {
    const end = this.#starts[number + 1] ?? 0;
    for (let at = this.#starts[number] ?? 0; at < end; at++) {
      const slot = this.#slots[at] ?? 0;
      if (this.#read[slot] !== true) {
        this.#values[slot] = this.#readings[slot]?.read(this.#event);
        this.#read[slot] = true;
      }
      if (this.#values[slot] !== this.#wanted[at]) return false;
    }
    return true;
  }
}
