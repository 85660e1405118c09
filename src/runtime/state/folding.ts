/** Sums and extremes of a sliding window by two stacks: nothing is ever subtracted, so no error gathers. */
import type { Reader, Writer } from "../codec.ts";
import { Keyed } from "./keyed.ts";
import type { KeyTable, TableOptions } from "./key-table.ts";

/** Folded values: an associative operation with its neutral element. */
export type Fold = { readonly zero: number; readonly combine: (a: number, b: number) => number };

export const sumFold: Fold = { zero: 0, combine: (a, b) => a + b };
export const minFold: Fold = { zero: Number.POSITIVE_INFINITY, combine: Math.min };
export const maxFold: Fold = { zero: Number.NEGATIVE_INFINITY, combine: Math.max };

/**
 * A window as two stacks (K. Tangwongsan, M. Hirzel, S. Schneider: Low-latency sliding-window aggregation, 2017): entries
 * before `middle` carry the fold from themselves to `middle`, those behind it are folded in `back`.
 */
export class FoldedWindow {
  times: number[] = [];
  values: number[] = [];
  folded: number[] = [];
  start = 0;
  middle = 0;
  back: number;
  droppedMs = Number.NEGATIVE_INFINITY;

  constructor(zero: number) {
    this.back = zero;
  }
  get length(): number {
    return this.times.length - this.start;
  }
}

/** The fold of a number over the window of a key. Amortised constant time an event. */
export class SlidingFold {
  readonly #keyed: Keyed<FoldedWindow>;
  readonly withinMs: number;
  readonly #fold: Fold;
  readonly #entriesMax: number;
  readonly #onDrop: () => void;

  constructor(withinMs: number, fold: Fold, entriesMax: number, table: TableOptions, onDrop: () => void) {
    this.withinMs = withinMs;
    this.#fold = fold;
    this.#entriesMax = entriesMax;
    this.#onDrop = onDrop;
    this.#keyed = new Keyed<FoldedWindow>(
      table,
      () => new FoldedWindow(fold.zero),
      (window) => window.length,
    );
  }

  get table(): KeyTable {
    return this.#keyed.table;
  }

  /** Fold and number of the entries in (nowMs − within, nowMs], before the event in hand. Changes nothing. */
  read(key: string, nowMs: number): { readonly value: number; readonly count: number } {
    const window = this.#keyed.get(key);
    if (window === undefined) return { value: this.#fold.zero, count: 0 };
    const first = firstAfter(window, nowMs - this.withinMs);
    return { value: this.#foldFrom(window, first), count: window.times.length - first };
  }

  learn(key: string, source: string, nowMs: number, value: number): void {
    const window = this.#keyed.open(key, source, nowMs);
    if (window === undefined) return;
    while (window.length > 0 && (window.times[window.start] ?? 0) <= nowMs - this.withinMs) this.#dropOldest(window);
    if (window.length >= this.#entriesMax) {
      window.droppedMs = window.times[window.start] ?? nowMs;
      this.#dropOldest(window);
      this.#onDrop();
    }
    window.times.push(nowMs);
    window.values.push(value);
    window.back = this.#fold.combine(window.back, value);
  }

  isShort(key: string, nowMs: number): boolean {
    return (this.#keyed.get(key)?.droppedMs ?? Number.NEGATIVE_INFINITY) > nowMs - this.withinMs;
  }

  #foldFrom(window: FoldedWindow, first: number): number {
    if (first < window.middle) return this.#fold.combine(window.folded[first] ?? this.#fold.zero, window.back);
    if (first === window.middle) return window.back;
    let value = this.#fold.zero;
    for (let index = first; index < window.values.length; index++)
      value = this.#fold.combine(value, window.values[index] ?? this.#fold.zero);
    return value;
  }

  #dropOldest(window: FoldedWindow): void {
    if (window.start === window.middle) this.#turnOver(window);
    window.start++;
    if (window.start < 64 || window.start * 2 < window.times.length) return;
    // The front half is gone: move the rest down.
    for (const list of [window.times, window.values, window.folded]) list.splice(0, window.start);
    window.middle -= window.start;
    window.start = 0;
  }

  /** All entries become the front stack: each carries the fold from itself to the end. */
  #turnOver(window: FoldedWindow): void {
    refold(window, window.times.length, this.#fold);
    window.back = this.#fold.zero;
  }

  save(writer: Writer): void {
    this.#keyed.save(writer, (window) => {
      writer.list(window.times.slice(window.start), (timeMs) => writer.number(timeMs));
      for (const value of window.values.slice(window.start)) writer.number(value);
      writer.count(window.middle - window.start);
      writer.number(window.droppedMs);
    });
  }

  /** Folds are made anew: the same operations in the same order give the same sums. */
  load(reader: Reader): void {
    this.#keyed.load(reader, () => {
      const window = new FoldedWindow(this.#fold.zero);
      window.times = reader.list(() => reader.number());
      window.values = window.times.map(() => reader.number());
      refold(window, reader.count(), this.#fold);
      for (const value of window.values.slice(window.middle)) window.back = this.#fold.combine(window.back, value);
      window.droppedMs = reader.number();
      return window;
    });
  }
}

function refold(window: FoldedWindow, middle: number, fold: Fold): void {
  window.middle = middle;
  window.folded.length = middle;
  let value = fold.zero;
  for (let index = middle - 1; index >= window.start; index--) {
    value = fold.combine(window.values[index] ?? fold.zero, value);
    window.folded[index] = value;
  }
  for (let index = 0; index < window.start; index++) window.folded[index] = fold.zero;
}

function firstAfter(window: FoldedWindow, timeMs: number): number {
  let low = window.start;
  let high = window.times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((window.times[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
