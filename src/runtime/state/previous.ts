/** PREVIOUS: what a field was in the key's event before this one. */
import type { Reader, Writer } from "../codec.ts";
import type { Value } from "../value.ts";
import { Keyed } from "./keyed.ts";
import type { KeyTable, TableOptions } from "./key-table.ts";

export type Last = { value: Value; timeMs: number; identity: string };

export class PreviousValues {
  readonly #keyed: Keyed<Last>;
  readonly #withinMs: number;

  /** `withinMs` Infinity: however long ago. */
  constructor(withinMs: number, table: TableOptions) {
    this.#withinMs = withinMs;
    this.#keyed = new Keyed<Last>(
      table,
      () => ({ value: undefined, timeMs: Number.NEGATIVE_INFINITY, identity: "" }),
      () => 1,
    );
  }

  get table(): KeyTable {
    return this.#keyed.table;
  }

  last(key: string, nowMs: number): Last | undefined {
    const last = this.#keyed.get(key);
    return last !== undefined && last.timeMs > nowMs - this.#withinMs ? last : undefined;
  }

  save(writer: Writer): void {
    this.#keyed.save(writer, (last) => {
      writer.value(last.value);
      writer.number(last.timeMs);
      writer.text(last.identity);
    });
  }
  load(reader: Reader): void {
    this.#keyed.load(reader, () => ({ value: reader.value(), timeMs: reader.number(), identity: reader.text() }));
  }

  learn(key: string, source: string, nowMs: number, value: Value, identity: string): void {
    const last = this.#keyed.open(key, source, nowMs);
    if (last === undefined) return;
    last.value = value;
    last.timeMs = nowMs;
    last.identity = identity;
  }
}
