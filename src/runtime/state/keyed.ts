/** One state a key: the key table with an object for each slot. */
import { KeyTable, type TableOptions } from "./key-table.ts";

export class Keyed<S> {
  readonly table: KeyTable;
  readonly states: (S | undefined)[] = [];
  private readonly make: () => S;

  constructor(options: TableOptions, make: () => S, advancement: (state: S) => number) {
    this.make = make;
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
    this.states[slot] ??= this.make();
    return this.states[slot];
  }

  clear(): void {
    this.table.clear();
  }
}
