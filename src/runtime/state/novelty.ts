/** NEW: a value that none of the key's past events had, once there are enough of them. */
import type { Reader, Writer } from "../codec.ts";
import { Keyed } from "./keyed.ts";
import type { KeyTable, TableOptions } from "./key-table.ts";
import { loadLastSeen, saveLastSeen } from "./sliding.ts";
import { TimeQueue } from "./time-queue.ts";

export type Known = { readonly times: TimeQueue; readonly lastMs: Map<string, number>; droppedMs: number };

export class Novelties {
  readonly #keyed: Keyed<Known>;
  readonly overMs: number;
  readonly #samplesMin: number;
  readonly #valuesMax: number;
  readonly #onDrop: () => void;

  constructor(overMs: number, samplesMin: number, valuesMax: number, table: TableOptions, onDrop: () => void) {
    this.overMs = overMs;
    this.#samplesMin = samplesMin;
    this.#valuesMax = valuesMax;
    this.#onDrop = onDrop;
    this.#keyed = new Keyed<Known>(table, newKnown, (known) =>
      known.times.length >= samplesMin ? Number.POSITIVE_INFINITY : known.times.length,
    );
  }

  get table(): KeyTable {
    return this.#keyed.table;
  }

  /** Past events in the window, counted to `samplesMin` and no further. */
  pastEvents(key: string, nowMs: number): number {
    const known = this.#keyed.get(key);
    return known === undefined ? 0 : known.times.length - known.times.countUpTo(nowMs - this.overMs);
  }

  /** Whether the value is new to a key with enough past; undefined when values were dropped that it could have been among. */
  isNew(key: string, nowMs: number, value: string): boolean | undefined {
    if (this.pastEvents(key, nowMs) < this.#samplesMin) return false;
    const known = this.#keyed.get(key);
    if (known === undefined) return true;
    const lastMs = known.lastMs.get(value);
    if (lastMs !== undefined && lastMs > nowMs - this.overMs) return false;
    return known.droppedMs > nowMs - this.overMs ? undefined : true;
  }

  /** When the key had the value last, where it had it in the window. */
  lastSeen(key: string, value: string): number | undefined {
    return this.#keyed.get(key)?.lastMs.get(value);
  }

  /** `value` undefined: an event of the key without one still counts as past. */
  learn(key: string, source: string, nowMs: number, value: string | undefined): void {
    const known = this.#keyed.open(key, source, nowMs);
    if (known === undefined) return;
    known.times.push(nowMs);
    while (known.times.length > this.#samplesMin || known.times.at(0) <= nowMs - this.overMs) known.times.shift();
    if (value === undefined) return;
    known.lastMs.delete(value);
    known.lastMs.set(value, nowMs);
    for (const [oldest, seenMs] of known.lastMs) {
      const expired = seenMs <= nowMs - this.overMs;
      if (!expired && known.lastMs.size <= this.#valuesMax) break;
      known.lastMs.delete(oldest);
      if (expired) continue;
      known.droppedMs = seenMs;
      this.#onDrop();
    }
  }

  save(writer: Writer): void {
    this.#keyed.save(writer, (known) => {
      known.times.save(writer);
      saveLastSeen(writer, known.lastMs);
      writer.number(known.droppedMs);
    });
  }
  load(reader: Reader): void {
    this.#keyed.load(reader, () => ({ times: TimeQueue.load(reader), lastMs: loadLastSeen(reader), droppedMs: reader.number() }));
  }

  isShort(key: string, nowMs: number): boolean {
    return (this.#keyed.get(key)?.droppedMs ?? Number.NEGATIVE_INFINITY) > nowMs - this.overMs;
  }
}

function newKnown(): Known {
  return { times: new TimeQueue(), lastMs: new Map(), droppedMs: Number.NEGATIVE_INFINITY };
}
