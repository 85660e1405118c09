/** SEEN IN: where a value came from. The values of a key's past events in a window, each with the last event that had it. */
import type { Reader, Writer } from "../codec.ts";
import type { Value } from "../value.ts";
import { Keyed } from "./keyed.ts";
import type { KeyTable, TableOptions } from "./key-table.ts";

export type Origin = { readonly value: Value; readonly timeMs: number; readonly identity: string };
export type Origins = { readonly byValue: Map<string, Origin>; droppedMs: number };

export class SeenValues {
  readonly #keyed: Keyed<Origins>;
  readonly withinMs: number;
  readonly #valuesMax: number;
  readonly #onDrop: () => void;

  constructor(withinMs: number, valuesMax: number, table: TableOptions, onDrop: () => void) {
    this.withinMs = withinMs;
    this.#valuesMax = valuesMax;
    this.#onDrop = onDrop;
    this.#keyed = new Keyed<Origins>(
      table,
      () => ({ byValue: new Map(), droppedMs: Number.NEGATIVE_INFINITY }),
      (origins) => origins.byValue.size,
    );
  }

  get table(): KeyTable {
    return this.#keyed.table;
  }

  /** The last event of the window that had the value. */
  origin(key: string, nowMs: number, value: string): Origin | undefined {
    const origin = this.#keyed.get(key)?.byValue.get(value);
    return origin !== undefined && origin.timeMs > nowMs - this.withinMs ? origin : undefined;
  }

  /** All values of the window. O(values). */
  values(key: string, nowMs: number): readonly Value[] {
    const origins = this.#keyed.get(key);
    if (origins === undefined) return [];
    return [...origins.byValue.values()].filter((origin) => origin.timeMs > nowMs - this.withinMs).map((origin) => origin.value);
  }

  learn(key: string, source: string, nowMs: number, values: readonly (readonly [string, Value])[], identity: string): void {
    const origins = this.#keyed.open(key, source, nowMs);
    if (origins === undefined) return;
    const { byValue } = origins;
    for (const [valueKey, value] of values) {
      byValue.delete(valueKey);
      byValue.set(valueKey, { value, timeMs: nowMs, identity });
    }
    let dropped = false;
    for (const [oldest, origin] of byValue) {
      const expired = origin.timeMs <= nowMs - this.withinMs;
      if (!expired && byValue.size <= this.#valuesMax) break;
      byValue.delete(oldest);
      if (expired) continue;
      origins.droppedMs = origin.timeMs;
      dropped = true;
    }
    if (dropped) this.#onDrop();
  }

  save(writer: Writer): void {
    this.#keyed.save(writer, (origins) => {
      writer.list([...origins.byValue], ([key, origin]) => {
        writer.text(key);
        writer.value(origin.value);
        writer.number(origin.timeMs);
        writer.text(origin.identity);
      });
      writer.number(origins.droppedMs);
    });
  }
  load(reader: Reader): void {
    this.#keyed.load(reader, () => {
      const byValue = new Map(
        reader.list(() => [reader.text(), { value: reader.value(), timeMs: reader.number(), identity: reader.text() }] as const),
      );
      return { byValue, droppedMs: reader.number() };
    });
  }

  isShort(key: string, nowMs: number): boolean {
    return (this.#keyed.get(key)?.droppedMs ?? Number.NEGATIVE_INFINITY) > nowMs - this.withinMs;
  }
}
