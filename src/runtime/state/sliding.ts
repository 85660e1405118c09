/** Sliding windows (t − d, t]: counts, distinct values, sums, extremes; exact up to the caps, a lower bound or missing beyond. */
import type { Reader, Writer } from "../codec.ts";
import { Rings } from "../memory/rings.ts";
import { Keyed } from "./keyed.ts";
import { KeyTable, type TableOptions } from "./key-table.ts";

/** How many events of a key lie in the window. Keeps the newest `entriesMax` times, or `enough` where no more is ever asked. */
export class SlidingCount {
  readonly table: KeyTable;
  readonly withinMs: number;
  readonly #entriesMax: number;
  readonly #enough: number | undefined;
  readonly #onDrop: () => void;
  /** The words of a slot are its ring of times; the newest is the time of the last touch. */
  readonly #rings: Rings;
  /** The newest time that was dropped for want of room, of the few slots that it happens to. */
  readonly #droppedMs = new Map<number, number>();

  constructor(withinMs: number, enough: number | undefined, entriesMax: number, table: TableOptions, onDrop: () => void) {
    this.withinMs = withinMs;
    this.#enough = enough === undefined ? undefined : Math.max(1, enough);
    this.#entriesMax = Math.min(this.#enough ?? entriesMax, entriesMax);
    this.#onDrop = onDrop;
    this.#rings = new Rings(this.#entriesMax, withinMs);
    this.table = new KeyTable(table, {
      words: 3,
      advancement: (slot) => this.#lengthOf(slot),
      clear: (slot) => {
        this.#rings.release(this.table.words, this.table.wordsOf(slot));
        this.#droppedMs.delete(slot);
      },
    });
  }

  /** Events in (nowMs − within, nowMs] before the one in hand. O(log entries). */
  count(key: string, nowMs: number): number {
    const slot = this.table.find(key);
    return slot < 0 ? 0 : this.#lengthOf(slot) - this.#expired(slot, nowMs);
  }

  learn(key: string, source: string, nowMs: number): void {
    const rings = this.#rings;
    const { table } = this;
    const known = table.find(key);
    // Before the touch: times are read from the newest on.
    if (known >= 0) for (let left = this.#expired(known, nowMs); left > 0; left--) rings.shift(table.words, table.wordsOf(known));
    const slot = table.claim(key, source, nowMs);
    if (slot < 0) return;
    if (this.#lengthOf(slot) === this.#entriesMax) this.#dropOldest(slot, nowMs);
    rings.push(table.words, table.wordsOf(slot), nowMs);
  }

  save(writer: Writer): void {
    const rings = this.#rings;
    const { table } = this;
    table.save(writer);
    for (let slot = 0; slot < table.slots; slot++) {
      if (!table.holds(slot)) continue;
      const length = this.#lengthOf(slot);
      writer.count(length);
      for (let nth = 0; nth < length; nth++) writer.number(rings.time(table.words, table.wordsOf(slot), nth, table.touched(slot)));
      writer.number(this.#droppedMs.get(slot) ?? Number.NEGATIVE_INFINITY);
    }
  }
  load(reader: Reader): void {
    const { table } = this;
    table.load(reader);
    for (let slot = 0; slot < table.slots; slot++) {
      if (!table.holds(slot)) continue;
      for (let left = reader.count(); left > 0; left--) this.#rings.push(table.words, table.wordsOf(slot), reader.number());
      const droppedMs = reader.number();
      if (droppedMs !== Number.NEGATIVE_INFINITY) this.#droppedMs.set(slot, droppedMs);
    }
  }

  /** Whether the window lacks events that were dropped. */
  isShort(key: string, nowMs: number): boolean {
    return (this.#droppedMs.get(this.table.find(key)) ?? Number.NEGATIVE_INFINITY) > nowMs - this.withinMs;
  }

  #lengthOf(slot: number): number {
    return this.table.words[this.table.wordsOf(slot) + 2] ?? 0;
  }

  #expired(slot: number, nowMs: number): number {
    return this.#rings.countUpTo(this.table.words, this.table.wordsOf(slot), nowMs - this.withinMs, this.table.touched(slot));
  }

  /** Nothing is lost where no more is ever asked. */
  #dropOldest(slot: number, nowMs: number): void {
    const rings = this.#rings;
    const { table } = this;
    const at = table.wordsOf(slot);
    if (this.#entriesMax !== this.#enough) {
      this.#droppedMs.set(slot, rings.time(table.words, at, 0, nowMs));
      this.#onDrop();
    }
    rings.shift(table.words, at);
  }
}

type Distinct = { readonly lastMs: Map<string, number>; droppedMs: number };

/** How many distinct values of a key lie in the window: the values seen last, with the time of each. */
export class SlidingDistinct {
  readonly #keyed: Keyed<Distinct>;
  readonly withinMs: number;
  readonly #valuesMax: number;
  readonly #enough: number | undefined;
  readonly #onDrop: () => void;

  constructor(withinMs: number, enough: number | undefined, valuesMax: number, table: TableOptions, onDrop: () => void) {
    this.withinMs = withinMs;
    this.#enough = enough;
    this.#valuesMax = Math.min(enough ?? valuesMax, valuesMax);
    this.#onDrop = onDrop;
    this.#keyed = new Keyed<Distinct>(
      table,
      () => ({ lastMs: new Map(), droppedMs: Number.NEGATIVE_INFINITY }),
      (state) => state.lastMs.size,
    );
  }

  get table(): KeyTable {
    return this.#keyed.table;
  }

  /** Distinct values in the window, with the value of the event in hand where it has one. O(values that are out of date). */
  count(key: string, nowMs: number, current: string | undefined): number {
    const state = this.#keyed.get(key);
    const own = current === undefined ? 0 : 1;
    if (state === undefined) return own;
    const edge = nowMs - this.withinMs;
    let expired = 0;
    // The map is in the order in which values were last seen: the expired come first.
    for (const lastMs of state.lastMs.values()) {
      if (lastMs > edge) break;
      expired++;
    }
    const living = state.lastMs.size - expired;
    const known = current === undefined ? undefined : state.lastMs.get(current);
    return known !== undefined && known > edge ? living : living + own;
  }

  learn(key: string, source: string, nowMs: number, value: string): void {
    const state = this.#keyed.open(key, source, nowMs);
    if (state === undefined) return;
    const { lastMs } = state;
    lastMs.delete(value);
    lastMs.set(value, nowMs);
    for (const [oldest, seenMs] of lastMs) {
      const expired = seenMs <= nowMs - this.withinMs;
      if (!expired && lastMs.size <= this.#valuesMax) break;
      lastMs.delete(oldest);
      if (expired || (this.#enough !== undefined && this.#valuesMax === this.#enough)) continue;
      state.droppedMs = seenMs;
      this.#onDrop();
    }
  }

  save(writer: Writer): void {
    this.#keyed.save(writer, (state) => {
      saveLastSeen(writer, state.lastMs);
      writer.number(state.droppedMs);
    });
  }
  load(reader: Reader): void {
    this.#keyed.load(reader, () => ({ lastMs: loadLastSeen(reader), droppedMs: reader.number() }));
  }

  isShort(key: string, nowMs: number): boolean {
    return (this.#keyed.get(key)?.droppedMs ?? Number.NEGATIVE_INFINITY) > nowMs - this.withinMs;
  }
}

/** When each value was seen last, in that order. */
export function saveLastSeen(writer: Writer, lastMs: ReadonlyMap<string, number>): void {
  writer.list([...lastMs], ([value, seenMs]) => {
    writer.text(value);
    writer.number(seenMs);
  });
}

export function loadLastSeen(reader: Reader): Map<string, number> {
  return new Map(reader.list(() => [reader.text(), reader.number()] as const));
}
