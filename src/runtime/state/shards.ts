/** What a term keeps, in shards by key. Each has a table, limits and memory of its own: one that grows or is full holds up the keys of no other. */
import type { Reader, Savable, Writer } from "../codec.ts";
import { shardOf } from "../memory/shard-of.ts";
import { KeyBudget, type KeyTable, type TableOptions } from "./key-table.ts";

/** State by key that has one table. */
export type Store = Savable & { readonly table: KeyTable };

export class Shards<S extends Store> {
  readonly #tables: readonly TableOptions[];
  readonly #make: (table: TableOptions) => S;
  readonly #made: (S | undefined)[];
  /** Decides which shard a key is in: a snapshot's own, where one was loaded. */
  #seed: number;
  /** Answers for shards of which nothing was ever kept. */
  #empty: S | undefined;

  /** One table each, a power of two of them. A shard is made when something of its keys is kept. */
  constructor(tables: readonly TableOptions[], make: (table: TableOptions) => S) {
    this.#tables = tables;
    this.#make = make;
    this.#made = tables.map(() => undefined);
    this.#seed = tables[0]?.budget.seed ?? 0;
  }

  /** The shard of a key, to be read. */
  of(key: string): S {
    return (
      this.#made[this.#numberOf(key)] ?? (this.#empty ??= this.#make(this.#tableOf(0, new KeyBudget(0, this.#tables[0]?.budget.seed))))
    );
  }

  /** The shard of a key, to keep something in. */
  open(key: string): S {
    const number = this.#numberOf(key);
    return (this.#made[number] ??= this.#make(this.#tableOf(number)));
  }

  /** Whether the key may have lost something: see `KeyTable`. */
  mayHaveLost(key: string, source: string): boolean {
    return this.of(key).table.mayHaveLost(key, source);
  }

  clear(): void {
    for (const shard of this.#made) shard?.table.clear();
  }

  save(writer: Writer): void {
    writer.number(this.#seed);
    for (const shard of this.#made) {
      writer.flag(shard !== undefined);
      shard?.save(writer);
    }
  }
  /** Into an empty one that has as many. */
  load(reader: Reader): void {
    this.#seed = reader.number();
    for (const number of this.#made.keys()) {
      if (!reader.flag()) continue;
      const shard = this.#make(this.#tableOf(number));
      shard.load(reader);
      this.#made[number] = shard;
    }
  }

  #numberOf(key: string): number {
    return shardOf(key, this.#seed, this.#tables.length);
  }

  #tableOf(number: number, budget?: KeyBudget): TableOptions {
    const table = this.#tables[number];
    if (table === undefined) throw new Error("aidr is wrong: a shard without a table");
    return budget ? { ...table, budget } : table;
  }
}
