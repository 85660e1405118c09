/** Sliding windows (t − d, t]: counts, distinct values, sums, extremes; exact up to the caps, a lower bound or missing beyond. */
import type { Reader, Writer } from "../codec.ts";
import { Keyed } from "./keyed.ts";
import type { TableOptions } from "./key-table.ts";
import { TimeQueue } from "./time-queue.ts";

type Times = { readonly times: TimeQueue; droppedMs: number };

/** How many events of a key lie in the window. Keeps the newest `entriesMax` times, or `enough` where no more is ever asked. */
export class SlidingCount {
  readonly keyed: Keyed<Times>;
  readonly withinMs: number;
  private readonly entriesMax: number;
  private readonly enough: number | undefined;
  private readonly onDrop: () => void;

  constructor(withinMs: number, enough: number | undefined, entriesMax: number, table: TableOptions, onDrop: () => void) {
    this.withinMs = withinMs;
    this.enough = enough;
    this.entriesMax = Math.min(enough ?? entriesMax, entriesMax);
    this.onDrop = onDrop;
    this.keyed = new Keyed<Times>(table, newTimes, (state) => state.times.length);
  }

  /** Events in (nowMs − within, nowMs] before the one in hand. O(log entries). */
  count(key: string, nowMs: number): number {
    const state = this.keyed.get(key);
    return state === undefined ? 0 : state.times.length - state.times.countUpTo(nowMs - this.withinMs);
  }

  learn(key: string, source: string, nowMs: number): void {
    const state = this.keyed.open(key, source, nowMs);
    if (state === undefined) return;
    const { times } = state;
    while (times.length > 0 && times.at(0) <= nowMs - this.withinMs) times.shift();
    times.push(nowMs);
    if (times.length <= this.entriesMax) return;
    const dropped = times.shift();
    if (this.enough !== undefined && this.entriesMax === this.enough) return;
    state.droppedMs = dropped;
    this.onDrop();
  }

  save(writer: Writer): void {
    this.keyed.save(writer, (state) => saveTimes(writer, state));
  }
  load(reader: Reader): void {
    this.keyed.load(reader, () => ({ times: TimeQueue.load(reader), droppedMs: reader.number() }));
  }

  /** Whether the window lacks events that were dropped. */
  isShort(key: string, nowMs: number): boolean {
    return (this.keyed.get(key)?.droppedMs ?? Number.NEGATIVE_INFINITY) > nowMs - this.withinMs;
  }
}

function saveTimes(writer: Writer, state: Times): void {
  state.times.save(writer);
  writer.number(state.droppedMs);
}

function newTimes(): Times {
  return { times: new TimeQueue(), droppedMs: Number.NEGATIVE_INFINITY };
}

type Distinct = { readonly lastMs: Map<string, number>; droppedMs: number };

/** How many distinct values of a key lie in the window: the values seen last, with the time of each. */
export class SlidingDistinct {
  readonly keyed: Keyed<Distinct>;
  readonly withinMs: number;
  private readonly valuesMax: number;
  private readonly enough: number | undefined;
  private readonly onDrop: () => void;

  constructor(withinMs: number, enough: number | undefined, valuesMax: number, table: TableOptions, onDrop: () => void) {
    this.withinMs = withinMs;
    this.enough = enough;
    this.valuesMax = Math.min(enough ?? valuesMax, valuesMax);
    this.onDrop = onDrop;
    this.keyed = new Keyed<Distinct>(
      table,
      () => ({ lastMs: new Map(), droppedMs: Number.NEGATIVE_INFINITY }),
      (state) => state.lastMs.size,
    );
  }

  /** Distinct values in the window, with the value of the event in hand where it has one. O(values that are out of date). */
  count(key: string, nowMs: number, current: string | undefined): number {
    const state = this.keyed.get(key);
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
    const state = this.keyed.open(key, source, nowMs);
    if (state === undefined) return;
    const { lastMs } = state;
    lastMs.delete(value);
    lastMs.set(value, nowMs);
    for (const [oldest, seenMs] of lastMs) {
      const expired = seenMs <= nowMs - this.withinMs;
      if (!expired && lastMs.size <= this.valuesMax) break;
      lastMs.delete(oldest);
      if (expired || (this.enough !== undefined && this.valuesMax === this.enough)) continue;
      state.droppedMs = seenMs;
      this.onDrop();
    }
  }

  save(writer: Writer): void {
    this.keyed.save(writer, (state) => {
      saveLastSeen(writer, state.lastMs);
      writer.number(state.droppedMs);
    });
  }
  load(reader: Reader): void {
    this.keyed.load(reader, () => ({ lastMs: loadLastSeen(reader), droppedMs: reader.number() }));
  }

  isShort(key: string, nowMs: number): boolean {
    return (this.keyed.get(key)?.droppedMs ?? Number.NEGATIVE_INFINITY) > nowMs - this.withinMs;
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
