/** The loop: takes events in order, lets every rule judge, then all state learn, and feeds alerts back as events. */
import type { Alert } from "./alert.ts";
import { alertEvent, contextOf } from "./alert-event.ts";
import type { Reader, Writer } from "./codec.ts";
import { contentHash, contentId } from "./content-hash.ts";
import { Duplicates } from "./duplicates.ts";
import { Foresight } from "./foresight.ts";
import { eventIdOf, type Frame, unread } from "./frame.ts";
import { Heap } from "./heap.ts";
import type { Limits } from "./limits.ts";
import { LiteralScan } from "./literal-scan.ts";
import { Notices } from "./notices.ts";
import type { Notice } from "./notices.ts";
import { type Arrival, type Bucket, EventOrder, type Position } from "./order.ts";
import { openLineSight } from "./raw/line-sight.ts";
import { asTimestamp, nearest, readKey } from "./read.ts";
import { SightedArrival } from "./sighted-arrival.ts";
import { isQuiet, type LineSight, type SeenFiring, type Sighting } from "./sighting.ts";
import type { Stats } from "./stats.ts";
import type { Program } from "./program.ts";
import type { Suppressor } from "./suppress.ts";
import { ExactInteger, type Value, type ValueRecord } from "./value.ts";
import { type Equal, type SignsFor, Wakes } from "./wake.ts";

/** A rule as the engine runs it. */
export type EngineRule = {
  readonly id: string;
  /** Event types on which `fires` is asked; empty for a rule that only deadlines fire. */
  readonly on: readonly string[];
  /** Whether state has a part in its verdict: such a rule does not judge events outside the order. */
  readonly stateful: boolean;
  /** Whether state has a part in its verdict or in its alert. */
  readonly remembers: boolean;
  readonly fires: (event: ValueRecord) => boolean;
  /** What of the verdict the event alone decides: the rule does not fire where this does not hold. Missing where that is nothing, or all of it. */
  readonly mayFire?: ((event: ValueRecord) => boolean) | undefined;
  /** The verdict where `mayFire` holds, of what is told alone: the event may be unread. Missing where that is not enough. */
  readonly firesTold?: ((event: ValueRecord) => boolean) | undefined;
  /** What an event must have for the rule to fire; every event of its types is asked where this is missing. */
  readonly signs?: SignsFor | undefined;
  /** Values that an event must have in any case. */
  readonly equals?: (() => readonly Equal[]) | undefined;
  /** The number in the program of the condition without which the rule does not fire. */
  readonly condition?: number | undefined;
  readonly alertOf: (event: ValueRecord, firing: Firing) => Alert;
  readonly suppress?: { readonly suppressor: Suppressor; readonly keyOf: (event: ValueRecord) => string | undefined };
  /** Generation of the last event on which it fired, suppressed or not. */
  firedAt: number;
};

/** One firing that is not suppressed. */
export type Firing = {
  readonly identity: string;
  readonly eventId: string;
  readonly timeMs: number;
  readonly dropped: number;
  readonly deadline?: Deadline;
};

/** A wait for an event that must not come. */
export type Deadline = {
  readonly atMs: number;
  readonly rule: EngineRule;
  readonly key: string;
  readonly identity: string;
  readonly eventId: string;
  /** The completing event, as far as the alert reads it. */
  readonly event: ValueRecord;
  readonly source: string;
  /** Orders deadlines of one time: number of the event, then of the rule. */
  readonly generation: number;
  readonly place: number;
  /** Events of the steps, the first one first. */
  readonly identities: readonly string[];
  state: "open" | "broken" | "over";
};

/** State that keeps something of events. All prepare, reading what is there; then all commit. */
export type Learner = {
  readonly events: readonly string[];
  /** What an event must have to be learned from; every event of its types is, where this is missing. */
  readonly signs?: SignsFor | undefined;
  /** What the event alone decides: nothing is learned from it where this does not hold. */
  readonly mayLearn?: ((event: ValueRecord) => boolean) | undefined;
  /** The event may be unread. */
  prepare(event: ValueRecord): void;
  commit(): void;
  /** Forgets everything. */
  clear(): void;
};

export type EngineOptions = {
  readonly limits: Limits;
  /** How far an event may be behind the newest of its source. */
  readonly latenessMs: number;
  /** The same where a decision is due now. */
  readonly inlineLatenessMs: number;
  readonly sources: readonly string[];
  /** Key of the content hash by which duplicates are known. */
  readonly seed: number;
  /** Looks for the literals of signs; shared with the tests of the rules. */
  readonly scan?: LiteralScan;
  /** Has the conditions of the rules. */
  readonly program?: Program;
  readonly onEngineEvent?: (event: ValueRecord) => void;
  /** Told of each event that no state sees: late, without a readable time, or dated in a future that nothing confirms. */
  readonly onOutside?: (event: ValueRecord, bucket: Bucket) => void;
  readonly onAlert?: (alert: Alert, event: ValueRecord) => void;
};

const noAlerts: readonly Alert[] = [];
const countNames = ["events", "alerts", "suppressed", "duplicates", "late", "untimed", "future", "withoutType"] as const;

export class Engine {
  readonly frame: Frame;
  readonly notices = new Notices();
  readonly deadlines = new Heap<Deadline>((a, b) => a.atMs - b.atMs || a.generation - b.generation || a.place - b.place);
  readonly #learners: readonly Learner[];
  readonly #rules: readonly EngineRule[];
  readonly #ruleWakes: Wakes;
  readonly #learnerWakes: Wakes;
  readonly #foresight: Foresight;
  readonly #options: EngineOptions;
  readonly #order: EventOrder;
  readonly #repeats: Duplicates;
  readonly #counts = { events: 0, alerts: 0, suppressed: 0, duplicates: 0, late: 0, untimed: 0, future: 0, withoutType: 0 };
  readonly #alertsByRule = new Map<string, number>();
  /** Size of the deadlines at which broken ones are cleared away. */
  #deadlinesUncleared = 1_024;
  readonly #onAbsence = new Map<string, number>();
  #offset = 0;
  #out: Alert[] = [];
  readonly #alertsAreRead: boolean;

  constructor(rules: readonly EngineRule[], learners: readonly Learner[], frame: Frame, options: EngineOptions) {
    this.#rules = rules;
    this.#learners = learners;
    this.frame = frame;
    this.#options = options;
    const { limits, latenessMs, inlineLatenessMs, sources } = options;
    this.#order = new EventOrder({
      latenessMs,
      inlineLatenessMs,
      futureMs: limits.futureMs,
      idleMs: limits.idleMs,
      sourcesMax: limits.sources,
      sources,
    });
    this.#repeats = new Duplicates(Math.max(limits.duplicateMs, latenessMs), limits.duplicateIds, options.seed);
    const scan = options.scan ?? new LiteralScan();
    this.#ruleWakes = new Wakes(rules, scan, options.program);
    this.#learnerWakes = new Wakes(
      learners.map(({ events, signs }) => ({ on: events, signs })),
      scan,
    );
    this.#alertsAreRead = rules.some((rule) => rule.on.includes("alert")) || learners.some((one) => one.events.includes("alert"));
    const alertsAreRead = this.#alertsAreRead;
    this.#foresight = new Foresight([rules, this.#ruleWakes], [learners, this.#learnerWakes], frame, { seed: options.seed, alertsAreRead });
  }

  /** Judges an event now: the order of arrival is the order. */
  judge(event: ValueRecord, at: Position | undefined): readonly Alert[] {
    const arrival = this.#arrivalOf(event, at);
    this.#order.acceptNow(arrival);
    if (this.#order.takeDiscredited()) for (const learner of this.#learners) learner.clear();
    this.#take(arrival);
    return this.#given();
  }

  /** Takes an event into event-time order; gives the alerts of all events whose turn has come. */
  push(event: ValueRecord, at: Position | undefined): readonly Alert[] {
    return this.#accept(this.#arrivalOf(event, at));
  }

  /** The same of an event of which this was seen; `read` gives it when somebody asks for it. */
  pushSighted(sighting: Sighting, read: () => ValueRecord, at: Position | undefined): readonly Alert[] {
    return this.#accept(new SightedArrival(sighting, read, at, at?.offset ?? this.#offset++));
  }

  /** What can be known of an event ahead of its turn, and by another engine of the same rules. Nothing is learned. */
  sight(event: ValueRecord): Sighting {
    return this.#foresight.sight(this.#arrivalOf(event, undefined));
  }

  /** Looks at lines ahead of their turn; undefined where bytes cannot be looked at. */
  lineSight(): LineSight | undefined {
    return openLineSight(this.#ruleWakes, this.#learnerWakes, this.#options.seed);
  }

  #accept(arrival: Arrival): readonly Alert[] {
    if (this.#order.accept(arrival) !== undefined) this.#take(arrival);
    if (this.#order.size > this.#options.limits.bufferedEvents) {
      this.report({ kind: "order_buffer_full", source: arrival.source, limit: this.#options.limits.bufferedEvents }, arrival.timeMs);
      const first = this.#order.force();
      if (first !== undefined) this.#take(first);
    }
    return this.#release();
  }

  /** The host's clock, an input like any other: silent sources no longer hold up the rest, and deadlines pass. */
  tick(nowMs: number): readonly Alert[] {
    this.#order.tick(nowMs);
    return this.#release();
  }

  /** A source will not speak again. */
  finish(source: string): readonly Alert[] {
    this.#order.finish(source);
    return this.#release();
  }

  /** The end of the input: every event takes its turn. Open deadlines stay open, for no time has passed. */
  flush(): readonly Alert[] {
    for (let next = this.#order.last(); next !== undefined; next = this.#order.last()) this.#take(next);
    return this.#given();
  }

  stats(): Stats {
    let open = 0;
    for (const deadline of this.deadlines.sorted()) if (deadline.state === "open") open++;
    return {
      ...this.#counts,
      alertsByRule: this.#alertsByRule,
      onAbsence: this.#onAbsence,
      openDeadlines: open,
      waitingDeadlines: this.deadlines.size,
      buffered: this.#order.size,
      notices: this.notices.counts,
    };
  }

  /** A wait begins. Broken ones are cleared away before they outnumber the open ones. Amortised O(log open). */
  openDeadline(deadline: Deadline): void {
    this.deadlines.push(deadline);
    if (this.deadlines.size <= this.#deadlinesUncleared) return;
    this.deadlines.keep((one) => one.state === "open");
    this.#deadlinesUncleared = 1_024 + 2 * this.deadlines.size;
  }

  /** Notes that a limit was passed; it becomes an `engine` event behind the event in hand. */
  report(notice: Notice, timeMs: number): void {
    this.notices.report(notice, timeMs);
  }

  /** Everything but the stores of terms and rules, which have sections of their own. */
  save(writer: Writer): void {
    writer.number(this.frame.generation);
    writer.number(this.#offset);
    for (const name of countNames) writer.number(this.#counts[name]);
    for (const counts of [this.#alertsByRule, this.#onAbsence]) {
      writer.list([...counts], ([rule, count]) => {
        writer.text(rule);
        writer.number(count);
      });
    }
    this.#order.save(writer);
    this.#repeats.save(writer);
    this.notices.save(writer);
  }

  /** Into an engine that has seen nothing. */
  load(reader: Reader): void {
    this.frame.generation = reader.number();
    this.#offset = reader.number();
    for (const name of countNames) this.#counts[name] = reader.number();
    for (const counts of [this.#alertsByRule, this.#onAbsence]) {
      for (const [rule, count] of reader.list(() => [reader.text(), reader.number()] as const)) counts.set(rule, count);
    }
    this.#order.load(reader);
    this.#repeats.load(reader);
    this.notices.load(reader);
  }

  /** No event that could still come is ordered before this time. */
  get watermarkMs(): number {
    return this.#order.watermarkMs;
  }

  #release(): readonly Alert[] {
    for (let next = this.#order.next(); next !== undefined; next = this.#order.next()) this.#take(next);
    this.#pass(this.#order.watermarkMs);
    return this.#given();
  }

  #given(): readonly Alert[] {
    if (this.#out.length === 0) return noAlerts;
    const alerts = this.#out;
    this.#out = [];
    return alerts;
  }

  #arrivalOf(event: ValueRecord, at: Position | undefined): Arrival {
    const type = readKey(event, "event_type");
    const id = readKey(event, "event_id");
    const source = at?.source ?? readKey(event, "source");
    const sequence = nearest(readKey(event, "sequence"));
    return {
      event,
      type: typeof type === "string" ? type : "",
      timeMs: asTimestamp(readKey(event, "timestamp")) ?? Number.NaN,
      sequence: sequence ?? Number.NEGATIVE_INFINITY,
      source: typeof source === "string" ? source : "",
      partition: at?.partition ?? 0,
      offset: at?.offset ?? this.#offset++,
      ingestMs: at?.ingestMs,
      id: idOf(id),
      contentId: undefined,
      bucket: undefined,
      sighting: undefined,
    };
  }

  /** One event in its turn: duplicates out, deadlines first, then the verdicts, then what they made. */
  #take(arrival: Arrival): void {
    const known = this.#unrepeated(arrival);
    if (known === undefined) return;
    const { type, sighting } = known;
    this.#counts.events++;
    if (type === "") this.#counts.withoutType++;
    const outside = known.bucket !== undefined;
    if (outside) this.#countOutside(known);
    else this.#pass(Math.min(known.timeMs, this.#order.watermarkMs));
    this.frame.begin(known);
    if (sighting?.told !== undefined) this.frame.take(sighting.told);
    if (sighting === undefined || !isQuiet(sighting)) this.#turn(known, type, known.timeMs, outside, sighting);
    this.#announce(outside ? this.#order.watermarkMs : known.timeMs);
  }

  #unrepeated(arrival: Arrival): Arrival | undefined {
    if (arrival.id === undefined) return arrival;
    const nowMs = arrival.bucket === undefined ? arrival.timeMs : this.#order.watermarkMs;
    const hash = arrival.sighting ?? contentHash(arrival.event, this.#options.seed);
    const repeat = this.#repeats.check(arrival.id, hash, Number.isFinite(nowMs) ? nowMs : 0);
    if (repeat === "new") return arrival;
    if (repeat === "duplicate") {
      this.#counts.duplicates++;
      return undefined;
    }
    this.report({ kind: "id_reuse", source: arrival.source, key: arrival.id }, nowMs);
    arrival.contentId = contentId(arrival.event);
    return arrival;
  }

  #countOutside(arrival: Arrival): void {
    const nowMs = this.#order.watermarkMs;
    if (arrival.bucket !== undefined) this.#options.onOutside?.(arrival.event, arrival.bucket);
    if (arrival.bucket === "late") {
      this.#counts.late++;
      this.report({ kind: "late", source: arrival.source }, nowMs);
    } else if (arrival.bucket === "future") {
      this.#counts.future++;
      this.report({ kind: "future_time", source: arrival.source, key: eventIdOf(arrival) }, nowMs);
    } else {
      this.#counts.untimed++;
      this.report({ kind: "untimed", source: arrival.source }, nowMs);
    }
  }

  /** Judge, then learn; alerts take their turns directly behind. INVARIANT: no rule of this event reads what the event leaves behind. */
  #turn(given: Given, type: string, timeMs: number, outside: boolean, sighting?: Sighting): void {
    const { frame } = this;
    let alerts: MadeAlert[] | undefined;
    frame.work = 0;
    // What was seen elsewhere is of another event than the one that the program has in hand.
    if (sighting !== undefined) this.#options.program?.begin(undefined);
    const asked = sighting?.rules.length ?? this.#ruleWakes.wake(given.event, type);
    for (let index = 0; index < asked; index++) {
      const seen = sighting?.rules[index];
      const rule = this.#rules[seen === undefined ? (this.#ruleWakes.woken[index] ?? 0) : seen >> 1];
      // A rule never sees its own alerts.
      if (rule === undefined || (outside && rule.stateful) || rule.id === frame.madeBy) continue;
      if ((seen === undefined || (seen & 1) === 0) && !this.#asks(rule, given, timeMs, sighting?.told !== undefined)) continue;
      rule.firedAt = frame.generation;
      const { identity } = frame;
      const foreseen = identity === sighting?.id ? sighting.firings[index] : undefined;
      const alert = this.#fire(rule, given, { identity, eventId: frame.eventId, timeMs, dropped: 0 }, foreseen);
      if (alert !== undefined && this.#alertsAreRead) (alerts ??= []).push({ rule, alert, context: foreseen?.context });
    }
    if (!outside) this.#learn(given, type, timeMs, sighting);
    if (alerts !== undefined) for (const made of alerts) this.#turnOfAlert(made, made.context ?? given.event, timeMs, outside);
  }

  #learn(given: Given, type: string, timeMs: number, sighting: Sighting | undefined): void {
    this.frame.work = 0;
    const seen = sighting?.learners;
    const learners = this.#learners;
    const learnerWakes = this.#learnerWakes;
    const learning = seen?.length ?? learnerWakes.wake(given.event, type);
    const numbers = seen ?? learnerWakes.woken;
    for (let index = 0; index < learning; index++) {
      const learner = learners[numbers[index] ?? 0];
      if (learner !== undefined) this.#prepare(learner, sighting?.told === undefined ? given.event : unread, timeMs);
    }
    for (let index = 0; index < learning; index++) learners[numbers[index] ?? 0]?.commit();
  }

  /** What takes too much work is not learned. */
  #prepare(learner: Learner, event: ValueRecord, timeMs: number): void {
    this.frame.work = 0;
    learner.prepare(event);
    if (this.frame.exhausted) this.report({ kind: "work_limit", source: this.frame.source, limit: this.frame.workMax }, timeMs);
  }

  #asks(rule: EngineRule, given: Given, timeMs: number, isTold: boolean): boolean {
    this.frame.work = 0;
    const fires = isTold && rule.firesTold !== undefined ? rule.firesTold(unread) : rule.fires(given.event);
    if (!this.frame.exhausted) return fires;
    this.report({ kind: "work_limit", rule: rule.id, source: this.frame.source, limit: this.frame.workMax }, timeMs);
    return false;
  }

  /** Makes the alert of a firing and hands it out, unless SUPPRESS drops it. */
  #fire(rule: EngineRule, given: Given, firing: Firing, foreseen?: SeenFiring): Alert | undefined {
    const key = rule.suppress && (foreseen === undefined ? rule.suppress.keyOf(given.event) : foreseen.key);
    let dropped = 0;
    if (rule.suppress !== undefined && key !== undefined && !Number.isNaN(firing.timeMs)) {
      const admitted = rule.suppress.suppressor.admit(key, firing.timeMs);
      if (admitted === undefined) {
        this.#counts.suppressed++;
        return undefined;
      }
      dropped = admitted.dropped;
    }
    // The verdict has paid for its work; saying why is free.
    this.frame.work = Number.NEGATIVE_INFINITY;
    const made = foreseen?.alert;
    const alert =
      made === undefined ? rule.alertOf(given.event, { ...firing, dropped }) : dropped === 0 ? made : { ...made, suppressed: dropped };
    this.#counts.alerts++;
    this.#alertsByRule.set(rule.id, (this.#alertsByRule.get(rule.id) ?? 0) + 1);
    if (alert.on_absence !== undefined) this.#onAbsence.set(rule.id, (this.#onAbsence.get(rule.id) ?? 0) + 1);
    this.#out.push(alert);
    this.#options.onAlert?.(alert, given.event);
    return alert;
  }

  #turnOfAlert({ rule, alert }: MadeAlert, event: ValueRecord, timeMs: number, outside: boolean): void {
    this.frame.beginMade({
      timeMs,
      type: "alert",
      source: this.frame.source,
      madeBy: rule.id,
      identity: alert.alert_id,
      eventId: alert.alert_id,
    });
    this.#turn({ event: alertEvent(alert, contextOf(event)) }, "alert", timeMs, outside);
  }

  /** Engine events that are due take their turns behind the event in hand and its alerts. */
  #announce(nowMs: number): void {
    for (const event of this.notices.take(nowMs)) {
      this.#options.onEngineEvent?.(event);
      const source = readKey(event, "source");
      this.frame.beginMade({
        timeMs: nowMs,
        type: "engine",
        source: typeof source === "string" ? source : "",
        madeBy: "",
        identity: "engine",
        eventId: "engine",
      });
      this.#turn({ event }, "engine", nowMs, false);
    }
  }

  /** Time has come to here: deadlines up to it fire, each at its own time, in order. */
  #pass(nowMs: number): void {
    for (let first = this.deadlines.peek(); first !== undefined && first.atMs <= nowMs; first = this.deadlines.peek()) {
      this.deadlines.pop();
      if (first.state !== "open") continue;
      first.state = "over";
      const { rule, event, atMs, source, identity, eventId } = first;
      this.frame.beginMade({ timeMs: atMs, type: "", source, madeBy: "", identity, eventId });
      const alert = this.#fire(rule, first, { identity, eventId, timeMs: atMs, dropped: 0, deadline: first });
      if (alert !== undefined && this.#alertsAreRead) this.#turnOfAlert({ rule, alert }, event, atMs, false);
      this.#announce(atMs);
    }
  }
}

/** What has an event, which may be made when it is asked for. */
type Given = { readonly event: ValueRecord };

type MadeAlert = { readonly rule: EngineRule; readonly alert: Alert; readonly context?: ValueRecord | undefined };

function idOf(id: Value): string | undefined {
  if (typeof id === "string") return id;
  return typeof id === "number" ? String(id) : id instanceof ExactInteger ? id.digits : undefined;
}
