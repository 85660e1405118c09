/** Begun matches of a sequence by key and position: the newest of each in typed arrays, or, where steps read earlier ones, lists of them. */
import type { Reader, Writer } from "../codec.ts";
import { TextArena } from "../memory/text-arena.ts";
import { isRecord } from "../read.ts";
import type { Value, ValueRecord } from "../value.ts";
import { KeyTable, type SlotView, type TableOptions } from "./key-table.ts";

export type Bound = { readonly name: string; readonly event: ValueRecord };

/** A begun match. */
export type Partial = {
  readonly startMs: number;
  readonly lastMs: number;
  readonly identities: readonly string[];
  readonly bound: readonly Bound[];
  /** Text of what is bound: of two with the same, the one that began last is enough. */
  readonly signature: string;
};

/** What stands at a position waits for the step behind it. */
export type Partials = {
  readonly table: KeyTable;
  at(slot: number, position: number): readonly Partial[];
  keep(slot: number, position: number, partials: readonly Partial[]): void;
};

/** What else the owner has of a slot: it adds to how far the slot has come, and is forgotten with it. */
type Beside = Pick<SlotView, "advancement" | "clear">;

const none: readonly never[] = [];

/** Lists of begun matches, with what they bind. */
export class ListedPartials implements Partials {
  readonly table: KeyTable;
  readonly #lists: (readonly Partial[])[][] = [];

  constructor(options: TableOptions, beside: Beside) {
    this.table = new KeyTable(options, {
      advancement: (slot) => (this.#lists[slot]?.findLastIndex((list) => list.length > 0) ?? -1) + 1 + beside.advancement(slot),
      clear: (slot) => {
        beside.clear(slot);
        this.#lists[slot] = [];
      },
    });
  }

  at(slot: number, position: number): readonly Partial[] {
    return this.#lists[slot]?.[position] ?? none;
  }

  keep(slot: number, position: number, partials: readonly Partial[]): void {
    const lists = this.#lists[slot] ?? [];
    this.#lists[slot] = lists;
    while (lists.length < position) lists.push(none);
    lists[position] = partials;
  }
}

/** One begun match a position, which binds nothing: where its events' names lie, then when it began and went on last. */
export class LatestPartials implements Partials {
  readonly table: KeyTable;
  readonly #positions: number;
  readonly #names: TextArena;
  /** Words of a slot from its own first on until its doubles, which need an even place. */
  readonly #wordsToDoubles: number;

  constructor(positions: number, options: TableOptions, beside: Beside) {
    this.#positions = positions;
    this.#wordsToDoubles = positions + (positions & 1);
    this.table = new KeyTable(options, {
      words: this.#wordsToDoubles + 4 * positions,
      advancement: (slot) => this.#stepsOf(slot) + beside.advancement(slot),
      clear: (slot) => {
        beside.clear(slot);
        for (let position = 0; position < positions; position++) this.#drop(slot, position);
      },
    });
    this.#names = new TextArena({
      places: () => this.table.slots * positions,
      moveTexts: (move) => {
        const { words } = this.table;
        for (let slot = 0; slot < this.table.slots; slot++) {
          const at = this.table.wordsOf(slot);
          for (let place = at; place < at + positions; place++) if (words[place] !== 0) words[place] = move(words[place] ?? 0);
        }
      },
    });
  }

  at(slot: number, position: number): readonly Partial[] {
    const name = this.table.words[this.table.wordsOf(slot) + position] ?? 0;
    if (name === 0) return none;
    const { doubles } = this.table;
    const at = this.#doublesAt(slot, position);
    const [startMs, lastMs] = [doubles[at] ?? 0, doubles[at + 1] ?? 0];
    return [{ startMs, lastMs, identities: splitNames(this.#names.text(name)), bound: none, signature: "" }];
  }

  keep(slot: number, position: number, [partial]: readonly Partial[]): void {
    if (partial === undefined) return this.#drop(slot, position);
    const at = this.#doublesAt(slot, position);
    this.table.doubles[at] = partial.startMs;
    this.table.doubles[at + 1] = partial.lastMs;
    const place = this.table.wordsOf(slot) + position;
    const before = this.table.words[place] ?? 0;
    // What is replaced is not moved any more when the arena makes room.
    this.table.words[place] = 0;
    this.table.words[place] = this.#names.put(joinNames(partial.identities), before);
  }

  #stepsOf(slot: number): number {
    const at = this.table.wordsOf(slot);
    let steps = this.#positions;
    while (steps > 0 && this.table.words[at + steps - 1] === 0) steps--;
    return steps;
  }

  #drop(slot: number, position: number): void {
    const place = this.table.wordsOf(slot) + position;
    const name = this.table.words[place] ?? 0;
    if (name === 0) return;
    this.#names.drop(name);
    this.table.words[place] = 0;
  }

  #doublesAt(slot: number, position: number): number {
    return ((this.table.wordsOf(slot) + this.#wordsToDoubles) >> 1) + 2 * position;
  }
}

/** Each name behind its length, so that no name can be taken for two. */
function joinNames(names: readonly string[]): string {
  let joined = "";
  for (const name of names) joined += `${name.length}:${name}`;
  return joined;
}

function splitNames(joined: string): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at < joined.length; ) {
    const begin = joined.indexOf(":", at) + 1;
    const end = begin + Number(joined.slice(at, begin - 1));
    names.push(joined.slice(begin, end));
    at = end;
  }
  return names;
}

export function savePartial(writer: Writer, partial: Partial): void {
  writer.number(partial.startMs);
  writer.number(partial.lastMs);
  writer.list(partial.identities, (identity) => writer.text(identity));
  writer.list(partial.bound, (bound) => {
    writer.text(bound.name);
    writer.value(bound.event);
  });
  writer.text(partial.signature);
}

export function loadPartial(reader: Reader): Partial {
  const [startMs, lastMs] = [reader.number(), reader.number()];
  const identities = reader.list(() => reader.text());
  const bound = reader.list(() => ({ name: reader.text(), event: recordOf(reader.value()) }));
  return { startMs, lastMs, identities, bound, signature: reader.text() };
}

export function recordOf(value: Value): ValueRecord {
  return isRecord(value) ? value : {};
}
