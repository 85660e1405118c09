/** TOGETHER: steps in any order, each by an event of its own. The newest k − 1 events of each of k steps lose no alert. */
import type { Reader, Writer } from "../codec.ts";
import type { Frame } from "../frame.ts";
import type { ValueRecord } from "../value.ts";
import { Keyed } from "./keyed.ts";
import type { KeyTable, TableOptions } from "./key-table.ts";
import { mayBe, type Part } from "./sequence.ts";
import { Shards } from "./shards.ts";

export type TogetherStep = Part & { readonly name: string };

/** An event that took a step. `serial` tells events apart, also those of one id. */
export type Taken = { readonly timeMs: number; readonly serial: number; readonly identity: string };

export type KeyTaken = { readonly lists: (readonly Taken[])[] };

export class Togethers {
  readonly #shards: Shards<TakenShard>;
  readonly events: readonly string[];
  readonly #withinMs: number;
  readonly #steps: readonly TogetherStep[];
  readonly #frame: Frame;
  readonly #pending: { readonly key: string; readonly step: number }[] = [];

  constructor(withinMs: number, steps: readonly TogetherStep[], frame: Frame, tables: readonly TableOptions[]) {
    this.#withinMs = withinMs;
    this.#steps = steps;
    this.#frame = frame;
    this.events = [...new Set(steps.flatMap((step) => [...step.events]))];
    this.#shards = new Shards(tables, (table) => new TakenShard(steps.length, table));
  }

  /** The events of the other steps with which the event in hand makes a whole, by step; undefined where it does not. Changes nothing. */
  completion(event: ValueRecord): { readonly key: string; readonly own: number; readonly others: ReadonlyMap<number, Taken> } | undefined {
    for (const [own, step] of this.#steps.entries()) {
      const key = this.#keyIfMatching(step, event);
      if (key === undefined) continue;
      const others = this.#assign(key, own);
      if (others !== undefined) return { key, own, others };
    }
    return undefined;
  }

  /** Whether the event, as far as it decides that alone, is one of the steps: only then it completes them, or is kept. */
  mayLearn(event: ValueRecord): boolean {
    return this.#steps.some((step) => mayBe(step, event, this.#frame.type));
  }

  prepare(event: ValueRecord): void {
    if (this.#pending.length > 0) this.#pending.length = 0;
    for (const [index, step] of this.#steps.entries()) {
      const key = this.#keyIfMatching(step, event);
      if (key !== undefined) this.#pending.push({ key, step: index });
    }
  }

  commit(): void {
    if (this.#pending.length === 0) return;
    const { timeMs, generation, eventId, source } = this.#frame;
    for (const { key, step } of this.#pending) {
      const state = this.#shards.open(key).keyed.open(key, source, timeMs);
      if (state === undefined) continue;
      const list = state.lists[step] ?? [];
      state.lists[step] = [...list, { timeMs, serial: generation, identity: eventId }].slice(-Math.max(1, this.#steps.length - 1));
    }
    this.#pending.length = 0;
  }

  /** Whether events of the key were dropped: see `KeyTable`. */
  mayHaveLost(key: string, source: string): boolean {
    return this.#shards.mayHaveLost(key, source);
  }

  save(writer: Writer): void {
    this.#shards.save(writer);
  }
  load(reader: Reader): void {
    this.#shards.load(reader);
  }

  clear(): void {
    this.#shards.clear();
  }

  #keyIfMatching(step: TogetherStep, event: ValueRecord): string | undefined {
    if (!step.events.has(this.#frame.type)) return undefined;
    return step.where(event) ? step.keyOf(event) : undefined;
  }

  /** Gives each other step an event of its own, by augmenting paths (H. Kuhn, 1955). O(steps³) at most. */
  #assign(key: string, own: number): ReadonlyMap<number, Taken> | undefined {
    const state = this.#shards.of(key).keyed.get(key);
    const needed = this.#steps.map((_, index) => index).filter((index) => index !== own);
    if (needed.length === 0) return new Map();
    if (state === undefined) return undefined;
    const holder = new Map<number, number>();
    const taken = new Map<number, Taken>();
    const give = (step: number, tried: Set<number>): boolean => {
      for (const candidate of (state.lists[step] ?? []).toReversed()) {
        if (this.#frame.timeMs - candidate.timeMs >= this.#withinMs || tried.has(candidate.serial)) continue;
        tried.add(candidate.serial);
        const other = holder.get(candidate.serial);
        if (other !== undefined && !give(other, tried)) continue;
        holder.set(candidate.serial, step);
        taken.set(step, candidate);
        return true;
      }
      return false;
    };
    return needed.every((step) => give(step, new Set())) ? taken : undefined;
  }
}

class TakenShard {
  readonly keyed: Keyed<KeyTaken>;

  constructor(steps: number, table: TableOptions) {
    this.keyed = new Keyed<KeyTaken>(
      table,
      () => ({ lists: Array.from({ length: steps }, () => []) }),
      (state) => state.lists.filter((list) => list.length > 0).length,
    );
  }

  get table(): KeyTable {
    return this.keyed.table;
  }

  save(writer: Writer): void {
    this.keyed.save(writer, (state) =>
      writer.list(state.lists, (list) =>
        writer.list(list, (taken) => {
          writer.number(taken.timeMs);
          writer.number(taken.serial);
          writer.text(taken.identity);
        }),
      ),
    );
  }
  load(reader: Reader): void {
    this.keyed.load(reader, () => ({
      lists: reader.list(() => reader.list((): Taken => ({ timeMs: reader.number(), serial: reader.number(), identity: reader.text() }))),
    }));
  }
}
