/** What a sequence keeps of the keys of one shard: begun matches, and waits for what must not come behind them. */
import type { Reader, Writer } from "../codec.ts";
import type { Deadline } from "../engine.ts";
import type { KeyTable, TableOptions } from "./key-table.ts";
import { LatestPartials, ListedPartials, loadPartial, type Partial, type Partials, recordOf, savePartial } from "./partials.ts";

/** A wait of one completing event: it stands as long as one way to complete has not seen the absence broken. */
export type OpenWait = { variants: readonly Partial[]; readonly deadline: Deadline };

/** A deadline without its rule, which the owner of the machine knows. */
export type DeadlineFacts = Omit<Deadline, "rule" | "place" | "state">;

const none: readonly never[] = [];
const droppedMax = 1_000;

export class Begun {
  readonly #partials: Partials;
  readonly #positions: number;
  readonly #openDeadline: (facts: DeadlineFacts) => Deadline;
  /** By slot. */
  readonly #waits = new Map<number, OpenWait[]>();
  /** Until when keys may lack matches that were dropped for want of room: the last few of them. */
  readonly #droppedUntil = new Map<string, number>();

  /** `keepsOne`: no step reads another, and of each position the newest match is enough. */
  constructor(positions: number, keepsOne: boolean, table: TableOptions, openDeadline: (facts: DeadlineFacts) => Deadline) {
    this.#positions = positions;
    this.#openDeadline = openDeadline;
    const beside = {
      advancement: (slot: number) => this.#openIn(slot).length * 100,
      clear: (slot: number) => this.#breakWaits(slot),
    };
    this.#partials = keepsOne ? new LatestPartials(positions, table, beside) : new ListedPartials(table, beside);
  }

  get table(): KeyTable {
    return this.#partials.table;
  }

  /** What waits for the step behind a position. */
  at(key: string, position: number): readonly Partial[] {
    const slot = this.table.find(key);
    return slot < 0 ? none : this.#partials.at(slot, position);
  }

  /** In place of what stands at a position of a key; nothing where the key has gone. */
  replace(key: string, position: number, partials: readonly Partial[]): void {
    const slot = this.table.find(key);
    if (slot >= 0) this.#partials.keep(slot, position, partials);
  }

  /** Waits of a key, those included that are over. */
  waitsOf(key: string): readonly OpenWait[] {
    return this.#waits.get(this.table.find(key)) ?? none;
  }

  /** The open waits of a key that has a slot, to be added to. */
  openWaits(key: string): OpenWait[] {
    const slot = this.table.find(key);
    const waits = this.#openIn(slot);
    this.#waits.set(slot, waits);
    return waits;
  }

  noteDropped(key: string, untilMs: number, nowMs: number): void {
    const dropped = this.#droppedUntil;
    dropped.set(key, untilMs);
    if (dropped.size <= droppedMax) return;
    for (const [other, until] of dropped) if (until <= nowMs || dropped.size > droppedMax) dropped.delete(other);
  }

  mayLack(key: string, nowMs: number): boolean {
    return (this.#droppedUntil.get(key) ?? Number.NEGATIVE_INFINITY) > nowMs;
  }

  save(writer: Writer): void {
    const { table } = this;
    table.save(writer);
    for (let slot = 0; slot < table.slots; slot++) {
      if (!table.holds(slot)) continue;
      writer.count(this.#positions);
      for (let position = 0; position < this.#positions; position++)
        writer.list(this.#partials.at(slot, position), (partial) => savePartial(writer, partial));
      writer.list(this.#openIn(slot), (wait) => {
        writer.list(wait.variants, (partial) => savePartial(writer, partial));
        saveDeadline(writer, wait.deadline);
      });
    }
    writer.list([...this.#droppedUntil], ([key, untilMs]) => {
      writer.text(key);
      writer.number(untilMs);
    });
  }

  /** Into an empty one; opens the deadlines anew. */
  load(reader: Reader): void {
    const { table } = this;
    table.load(reader);
    for (let slot = 0; slot < table.slots; slot++) {
      const key = table.keyOf(slot);
      if (key === undefined) continue;
      const lists = reader.list(() => reader.list(() => loadPartial(reader)));
      for (const [position, list] of lists.entries()) if (list.length > 0) this.#partials.keep(slot, position, list);
      const waits = reader.list(() => ({
        variants: reader.list(() => loadPartial(reader)),
        deadline: this.#openDeadline(loadDeadline(reader, key)),
      }));
      if (waits.length > 0) this.#waits.set(slot, waits);
    }
    for (const [key, untilMs] of reader.list(() => [reader.text(), reader.number()] as const)) this.#droppedUntil.set(key, untilMs);
  }

  #openIn(slot: number): OpenWait[] {
    return (this.#waits.get(slot) ?? none).filter(({ deadline }) => deadline.state === "open");
  }

  /** Without its key's state nothing could end a wait: it ends with it, for an alert must not be invented. */
  #breakWaits(slot: number): void {
    for (const { deadline } of this.#waits.get(slot) ?? none) if (deadline.state === "open") deadline.state = "broken";
    this.#waits.delete(slot);
  }
}

function saveDeadline(writer: Writer, deadline: Deadline): void {
  writer.number(deadline.atMs);
  writer.text(deadline.identity);
  writer.text(deadline.eventId);
  writer.value(deadline.event);
  writer.text(deadline.source);
  writer.number(deadline.generation);
  writer.list(deadline.identities, (identity) => writer.text(identity));
}

function loadDeadline(reader: Reader, key: string): DeadlineFacts {
  const [atMs, identity, eventId] = [reader.number(), reader.text(), reader.text()];
  const event = recordOf(reader.value());
  return {
    atMs,
    key,
    identity,
    eventId,
    event,
    source: reader.text(),
    generation: reader.number(),
    identities: reader.list(() => reader.text()),
  };
}
