/** What can be known of an event ahead of its turn: whom it wakes and can concern, which rules without a past it makes fire, and their alerts. */
import type { Alert } from "./alert.ts";
import { contextOf } from "./alert-event.ts";
import { contentHash } from "./content-hash.ts";
import type { Frame } from "./frame.ts";
import type { Arrival } from "./order.ts";
import type { SeenFiring, Sighting } from "./sighting.ts";
import { Suppressor } from "./suppress.ts";
import { ExactInteger, type ValueRecord } from "./value.ts";
import type { Wakes } from "./wake.ts";

/** What is asked of a rule ahead of its turn. */
type Foreseeable = {
  readonly stateful: boolean;
  readonly remembers: boolean;
  readonly fires: (event: ValueRecord) => boolean;
  readonly mayFire?: ((event: ValueRecord) => boolean) | undefined;
  readonly firesTold?: ((event: ValueRecord) => boolean) | undefined;
  readonly alertOf: (event: ValueRecord, firing: { identity: string; eventId: string; timeMs: number; dropped: number }) => Alert;
  readonly suppress?: {
    readonly keyOf: (event: ValueRecord) => string | undefined;
    readonly suppressor: { readonly durationMs: number; readonly keysMax: number };
  };
};

type Learning = { readonly mayLearn?: ((event: ValueRecord) => boolean) | undefined; readonly prepare: (event: ValueRecord) => void };

export class Foresight {
  readonly #rules: readonly Foreseeable[];
  readonly #ruleWakes: Wakes;
  readonly #learners: readonly Learning[];
  readonly #learnerWakes: Wakes;
  readonly #frame: Frame;
  readonly #how: { readonly seed: number; readonly alertsAreRead: boolean };
  /** By number of a rule, what alerts were made of its firings: the turn of the next ones will most likely suppress them. */
  readonly #silences = new Map<number, Suppressor>();

  /** Rules and learners with what wakes them; contents are hashed with the seed. */
  constructor(
    [rules, ruleWakes]: readonly [readonly Foreseeable[], Wakes],
    [learners, learnerWakes]: readonly [readonly Learning[], Wakes],
    frame: Frame,
    how: { readonly seed: number; readonly alertsAreRead: boolean },
  ) {
    this.#rules = rules;
    this.#ruleWakes = ruleWakes;
    this.#learners = learners;
    this.#learnerWakes = learnerWakes;
    this.#frame = frame;
    this.#how = how;
  }

  /** Asks the rules without a past about an event. Nothing is learned; only whether an alert is made ahead depends on what was seen before. */
  sight(arrival: Arrival): Sighting {
    const { event, type, id, timeMs, sequence, source } = arrival;
    this.#frame.begin(arrival);
    const { low, high } = id === undefined ? noHash : contentHash(event, this.#how.seed);
    const rules: number[] = [];
    const firings: (SeenFiring | undefined)[] = [];
    for (let left = this.#ruleWakes.wake(event, type), index = 0; index < left; index++) {
      const number = this.#ruleWakes.woken[index] ?? 0;
      const fires = this.#verdict(number, event);
      if (fires === false) continue;
      if (fires === true && id !== undefined) firings[rules.length] = this.#firing(number, event, id, timeMs);
      rules.push(2 * number + (fires === true ? 1 : 0));
    }
    const learners: number[] = [];
    for (let left = this.#learnerWakes.wake(event, type), index = 0; index < left; index++) {
      const number = this.#learnerWakes.woken[index] ?? 0;
      if (this.#learns(this.#learners[number], event)) learners.push(number);
    }
    return {
      type,
      id,
      timeMs,
      sequence,
      source,
      low,
      high,
      rules: new Int32Array(rules),
      firings,
      learners: new Int32Array(learners),
      told: this.#frame.known(isPlainData),
    };
  }

  /** Undefined where only its turn can tell. */
  #verdict(number: number, event: ValueRecord): boolean | undefined {
    const rule = this.#rules[number];
    if (rule === undefined) return undefined;
    if (rule.stateful) {
      if (!this.#may(rule.mayFire, event)) return false;
      // What its turn will ask of the event is known then: here no state has anything to say.
      this.#frame.work = 0;
      rule.firesTold?.(event);
      return undefined;
    }
    this.#frame.work = 0;
    const fires = rule.fires(event);
    return this.#frame.exhausted ? undefined : fires;
  }

  /** Nothing is kept: what would be is forgotten with the next. */
  #learns(learner: Learning | undefined, event: ValueRecord): boolean {
    if (!this.#may(learner?.mayLearn, event)) return false;
    this.#frame.work = 0;
    learner?.prepare(event);
    return true;
  }

  /** What took too much work is for its turn to tell. */
  #may(decides: ((event: ValueRecord) => boolean) | undefined, event: ValueRecord): boolean {
    this.#frame.work = 0;
    return decides === undefined || decides(event) || this.#frame.exhausted;
  }

  /** Undefined where only its turn can tell, or a copy of the alert would be another one. */
  #firing(number: number, event: ValueRecord, id: string, timeMs: number): SeenFiring | undefined {
    const rule = this.#rules[number];
    if (rule === undefined || rule.remembers) return undefined;
    const key = rule.suppress?.keyOf(event);
    if (rule.suppress !== undefined && key !== undefined && this.#isSilent(number, rule.suppress.suppressor, key, timeMs)) return { key };
    // As in its turn, saying why is free.
    this.#frame.work = Number.NEGATIVE_INFINITY;
    const alert = rule.alertOf(event, { identity: id, eventId: id, timeMs, dropped: 0 });
    if (!isPlainData(alert)) return undefined;
    const context = this.#how.alertsAreRead ? contextOf(event) : undefined;
    return context !== undefined && isPlainData(context) ? { key, alert, context } : { key, alert };
  }

  #isSilent(number: number, { durationMs, keysMax }: { durationMs: number; keysMax: number }, key: string, timeMs: number): boolean {
    if (Number.isNaN(timeMs)) return false;
    let silences = this.#silences.get(number);
    if (silences === undefined) {
      silences = new Suppressor(durationMs, keysMax);
      this.#silences.set(number, silences);
    }
    return silences.admit(key, timeMs) === undefined;
  }
}

const noHash = { low: 0, high: 0 };

/** Whether it has no exact integer, which a copy between threads makes a record of. O(size). */
function isPlainData(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return !(value instanceof ExactInteger) && Object.values(value).every(isPlainData);
}
