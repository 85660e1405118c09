/** One state a key: the key table with an object for each slot. */
import type { Reader, Writer } from "../codec.ts";
import { KeyTable, type TableOptions } from "./key-table.ts";

export class Keyed<S> {
  readonly table: KeyTable;
  readonly states: (S | undefined)[] = [];
  readonly #make: () => S;

  constructor(options: TableOptions, make: () => S, advancement: (state: S) => number) {
    this.#make = make;
    this.table = new KeyTable(options, {
      advancement: (slot) => {
        const state = this.states[slot];
        return state === undefined ? 0 : advancement(state);
      },
      clear: (slot) => {
        this.states[slot] = undefined;
      },
    });
  }

  /** What is known of a key. */
  get(key: string): S | undefined {
    const slot = this.table.find(key);
    return slot < 0 ? undefined : this.states[slot];
  }

  /** The state of a key, made when there is none; undefined when no room could be made. */
  open(key: string, source: string, nowMs: number): S | undefined {
    const slot = this.table.claim(key, source, nowMs);
    if (slot < 0) return undefined;
    this.states[slot] ??= this.#make();
    return this.states[slot];
  }

  save(writer: Writer, saveState: (state: S) => void): void {
    this.table.save(writer);
    this.states.forEach((state) => {
      if (state !== undefined) saveState(state);
    });
  }

  /** Into an empty one. `loadState` makes the state of a key. */
  load(reader: Reader, loadState: (key: string) => S): void {
    this.table.load(reader);
    for (let slot = 0; slot < this.table.slots; slot++) {
      const key = this.table.keyOf(slot);
      if (key !== undefined) this.states[slot] = loadState(key);
    }
  }
}
