/** What closures know of the event in hand beyond its fields: one object a detector, filled anew for each event. */
import type { Arrival } from "./order.ts";
import type { ValueRecord } from "./value.ts";

/** Stands for an event that nobody has made yet: what is asked of it is told, or `whole` makes it. */
export const unread: ValueRecord = Object.freeze({});

export class Frame {
  /** Changes with each event: memos made for another generation are void. */
  generation = 0;
  /** Place of the event in event time, in milliseconds; NaN where it has none, and then no state may be read. */
  timeMs = Number.NaN;
  type = "";
  /** Who sent the event: keys are accounted to it. */
  source = "";
  /** Rule whose alert the event is; a rule never sees its own. */
  madeBy = "";
  /** Steps of work taken by the rule in hand. */
  work = 0;
  readonly workMax: number;
  /** What the event alone decides, by number; the same numbers in every detector of a plan. */
  readonly #tellings: Telling[] = [];
  /** Those that the event in hand was asked for, so many of the list. */
  readonly #asked: Telling[] = [];
  #askedCount = 0;
  #arrival: Arrival | undefined;
  #given = "";
  #givenId = "";

  constructor(workMax: number) {
    this.workMax = workMax;
  }

  /** Whether the rule in hand has used up its work: it does not fire. */
  get exhausted(): boolean {
    return this.work > this.workMax;
  }

  /** Begins with an event that came in. */
  begin(arrival: Arrival): void {
    this.generation++;
    this.#askedCount = 0;
    this.timeMs = arrival.timeMs;
    this.type = arrival.type;
    this.source = arrival.source;
    this.madeBy = "";
    this.#arrival = arrival;
  }

  /** Begins with an event that has no place in the input: an alert, an engine event, or a stored event at its deadline. */
  beginMade(made: {
    readonly timeMs: number;
    readonly type: string;
    readonly source: string;
    readonly madeBy: string;
    readonly identity: string;
    readonly eventId: string;
  }): void {
    this.generation++;
    this.#askedCount = 0;
    this.timeMs = made.timeMs;
    this.type = made.type;
    this.source = made.source;
    this.madeBy = made.madeBy;
    this.#arrival = undefined;
    this.#given = made.identity;
    this.#givenId = made.eventId;
  }

  /** The event, made where it is not yet. */
  whole(event: ValueRecord): ValueRecord {
    return event === unread && this.#arrival !== undefined ? this.#arrival.event : event;
  }

  /** A new telling, with the next number. */
  addTelling(): Telling {
    const telling = { number: this.#tellings.length, generation: -1, value: undefined };
    this.#tellings.push(telling);
    return telling;
  }

  /** Keeps what a telling came to. */
  tell(telling: Telling, value: unknown): void {
    telling.generation = this.generation;
    telling.value = value;
    this.#asked[this.#askedCount++] = telling;
  }

  /** What is known of the event in hand and may be passed on: each number with its value behind it. */
  known(mayPass: (value: unknown) => boolean): unknown[] {
    const told: unknown[] = [];
    for (let at = 0; at < this.#askedCount; at++) {
      const telling = this.#asked[at];
      if (telling !== undefined && mayPass(telling.value)) told.push(telling.number, telling.value);
    }
    return told;
  }

  /** What another frame knew of the same event need not be computed again. */
  take(told: readonly unknown[]): void {
    for (let at = 0; at < told.length; at += 2) {
      const telling = this.#tellings[Number(told[at])];
      if (telling === undefined) continue;
      telling.generation = this.generation;
      telling.value = told[at + 1];
    }
  }

  /** What tells the event in hand from every other: its id, with its content's hash where the id was used before, or its place in the input. */
  get identity(): string {
    if (this.#arrival === undefined) return this.#given;
    return this.#arrival.contentId === undefined ? eventIdOf(this.#arrival) : `${eventIdOf(this.#arrival)}#${this.#arrival.contentId}`;
  }

  /** How alerts name the event in hand: its id, or its place in the input. */
  get eventId(): string {
    return this.#arrival === undefined ? this.#givenId : eventIdOf(this.#arrival);
  }
}

/**
 * A computation done once an event: verdict, explanation and learning ask for the same. What was cut short because one
 * rule's work was used up is no answer for the next.
 */
export function oncePerEvent<E, V>(frame: Frame, compute: (event: E) => V): (event: E) => V {
  let generation = -1;
  let known: V;
  return (event) => {
    if (generation === frame.generation) return known;
    const computed = compute(event);
    if (frame.exhausted) return computed;
    known = computed;
    generation = frame.generation;
    return known;
  };
}

/** What a computation came to on the event of this generation. */
type Telling = { readonly number: number; generation: number; value: unknown };

/** The same of what the event alone decides: it can be told ahead of its turn, and then the event is not made for it. */
export function toldPerEvent<V>(frame: Frame, compute: (event: ValueRecord) => V): (event: ValueRecord) => V {
  const telling = frame.addTelling();
  return (event) => {
    if (telling.generation === frame.generation) return telling.value as V; // of this computation, here or on another thread
    const value = compute(frame.whole(event));
    if (!frame.exhausted) frame.tell(telling, value);
    return value;
  };
}

/** An event's id; without one its place in the input. */
export function eventIdOf(arrival: Arrival): string {
  return arrival.id ?? `${arrival.source}/${arrival.partition}/${arrival.offset}`;
}
