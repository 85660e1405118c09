/** FREQUENCY: the share of a key's past events that had a value. */
import type { Reader, Writer } from "../codec.ts";
import { Keyed } from "./keyed.ts";
import type { KeyTable, TableOptions } from "./key-table.ts";
import { TimeQueue } from "./time-queue.ts";

/** `values[i]` belongs to the ith time; `first` is the place of the oldest in `values`. "" for an event without the value. */
export type Habits = {
  readonly times: TimeQueue;
  values: string[];
  first: number;
  readonly counts: Map<string, number>;
  droppedMs: number;
};

export class Frequencies {
  readonly #keyed: Keyed<Habits>;
  readonly overMs: number;
  readonly #entriesMax: number;
  readonly #onDrop: () => void;

  constructor(overMs: number, samplesMin: number, entriesMax: number, table: TableOptions, onDrop: () => void) {
    this.overMs = overMs;
    this.#entriesMax = entriesMax;
    this.#onDrop = onDrop;
    this.#keyed = new Keyed<Habits>(table, newHabits, (habits) =>
      habits.times.length >= samplesMin ? Number.POSITIVE_INFINITY : habits.times.length,
    );
  }

  get table(): KeyTable {
    return this.#keyed.table;
  }

  /** Past events in the window, and how many of them had the value. O(events that have left the window since the key was last touched). */
  shareOf(key: string, nowMs: number, value: string): { readonly having: number; readonly all: number } {
    const habits = this.#keyed.get(key);
    if (habits === undefined) return { having: 0, all: 0 };
    const expired = habits.times.countUpTo(nowMs - this.overMs);
    let having = habits.counts.get(value) ?? 0;
    for (let index = 0; index < expired; index++) if (habits.values[habits.first + index] === value) having--;
    return { having, all: habits.times.length - expired };
  }

  learn(key: string, source: string, nowMs: number, value: string | undefined): void {
    const habits = this.#keyed.open(key, source, nowMs);
    if (habits === undefined) return;
    while (habits.times.length > 0 && habits.times.at(0) <= nowMs - this.overMs) this.#forgetOldest(habits);
    if (habits.times.length >= this.#entriesMax) {
      habits.droppedMs = habits.times.at(0);
      this.#forgetOldest(habits);
      this.#onDrop();
    }
    habits.times.push(nowMs);
    habits.values.push(value ?? "");
    habits.counts.set(value ?? "", (habits.counts.get(value ?? "") ?? 0) + 1);
  }

  save(writer: Writer): void {
    this.#keyed.save(writer, (habits) => {
      habits.times.save(writer);
      for (const value of habits.values.slice(habits.first)) writer.text(value);
      writer.number(habits.droppedMs);
    });
  }
  load(reader: Reader): void {
    this.#keyed.load(reader, () => {
      const times = TimeQueue.load(reader);
      const values = Array.from({ length: times.length }, () => reader.text());
      const counts = new Map<string, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      return { times, values, first: 0, counts, droppedMs: reader.number() };
    });
  }

  isShort(key: string, nowMs: number): boolean {
    return (this.#keyed.get(key)?.droppedMs ?? Number.NEGATIVE_INFINITY) > nowMs - this.overMs;
  }

  #forgetOldest(habits: Habits): void {
    habits.times.shift();
    const value = habits.values[habits.first] ?? "";
    const left = (habits.counts.get(value) ?? 1) - 1;
    if (left === 0) habits.counts.delete(value);
    else habits.counts.set(value, left);
    habits.first++;
    if (habits.first < 64 || habits.first * 2 < habits.values.length) return;
    habits.values = habits.values.slice(habits.first);
    habits.first = 0;
  }
}

function newHabits(): Habits {
  return { times: new TimeQueue(), values: [], first: 0, counts: new Map(), droppedMs: Number.NEGATIVE_INFINITY };
}
