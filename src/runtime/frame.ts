/** What closures know of the event in hand beyond its fields: one object a detector, filled anew for each event. */
import type { Arrival } from "./order.ts";

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
  /** What conditions that the event alone decides came to, by number; the same numbers in every detector of a plan. */
  private readonly verdicts: Verdict[] = [];
  private arrival: Arrival | undefined;
  private given = "";
  private givenId = "";

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
    this.timeMs = arrival.timeMs;
    this.type = arrival.type;
    this.source = arrival.source;
    this.madeBy = "";
    this.arrival = arrival;
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
    this.timeMs = made.timeMs;
    this.type = made.type;
    this.source = made.source;
    this.madeBy = made.madeBy;
    this.arrival = undefined;
    this.given = made.identity;
    this.givenId = made.eventId;
  }

  /** A new verdict, with the next number. */
  addVerdict(): Verdict {
    const verdict = { generation: -1, held: false };
    this.verdicts.push(verdict);
    return verdict;
  }

  /** Verdicts that are known of the event in hand: twice the number, and one more where it held. O(all verdicts). */
  knownVerdicts(): Int32Array {
    const known: number[] = [];
    for (const [number, { generation, held }] of this.verdicts.entries())
      if (generation === this.generation) known.push(2 * number + (held ? 1 : 0));
    return Int32Array.from(known);
  }

  /** What another frame knew of the same event need not be computed again. */
  takeVerdicts(known: Int32Array): void {
    for (let at = 0; at < known.length; at++) {
      const one = known[at] ?? 0;
      const verdict = this.verdicts[one >> 1];
      if (verdict === undefined) continue;
      verdict.generation = this.generation;
      verdict.held = (one & 1) === 1;
    }
  }

  /** What tells the event in hand from every other: its id, with its content's hash where the id was used before, or its place in the input. */
  get identity(): string {
    if (this.arrival === undefined) return this.given;
    return this.arrival.contentId === undefined ? eventIdOf(this.arrival) : `${eventIdOf(this.arrival)}#${this.arrival.contentId}`;
  }

  /** How alerts name the event in hand: its id, or its place in the input. */
  get eventId(): string {
    return this.arrival === undefined ? this.givenId : eventIdOf(this.arrival);
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

/** Whether a condition held on the event of this generation. */
export type Verdict = { generation: number; held: boolean };

/** The same of a condition that the event alone decides: what it came to can be told ahead of its turn. */
export function verdictPerEvent<E>(frame: Frame, compute: (event: E) => boolean): (event: E) => boolean {
  const verdict = frame.addVerdict();
  return (event) => {
    if (verdict.generation === frame.generation) return verdict.held;
    const held = compute(event);
    if (frame.exhausted) return held;
    verdict.generation = frame.generation;
    verdict.held = held;
    return held;
  };
}

/** An event's id; without one its place in the input. */
export function eventIdOf(arrival: Arrival): string {
  return arrival.id ?? `${arrival.source}/${arrival.partition}/${arrival.offset}`;
}
