/** Detection quality on labelled telemetry: events and alerts go by once, in order, and only tallies are kept. */
import type { Alert } from "../runtime/alert.ts";
import { asTimestamp, readKey, readPath } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import { isCounted, type Label, type Part } from "./labels.ts";
import { type Middle, middleOf, type Share, shareOf } from "./statistics.ts";

export type Evaluated = {
  readonly events: number;
  /** Days of event time, UTC, on which there was any event. */
  readonly days: number;
  readonly sessions: {
    readonly malicious: number;
    readonly benign: number;
    readonly excluded: number;
    readonly unlabelled: number;
    /** Labelled, and without any event. */
    readonly unseen: number;
    /** Labelled, and not in the part that is counted. */
    readonly left: number;
  };
  /** Attacked sessions in which an alert came, and not before the attack began. */
  readonly found: Share;
  readonly categories: readonly CategoryScore[];
  readonly campaigns: Share;
  /** Benign sessions with an alert. */
  readonly falseSessions: Share;
  readonly precision: { readonly sessions: Share; readonly alerts: Share };
  readonly alerts: AlertTally & { readonly withoutSession: number; readonly unlabelled: number; readonly excluded: number };
  readonly alertCategories: readonly AlertCategoryScore[];
  readonly rules: readonly RuleScore[];
  /** Alerts by category in each week, named by its Monday; weeks without any are there. */
  readonly weeks: readonly { readonly monday: string; readonly byCategory: Readonly<Record<string, number>> }[];
};

/** `early`: in an attacked session, before any evidence of the attack: counted as false. */
export type AlertTally = { readonly total: number; readonly right: number; readonly wrong: number; readonly early: number };

/** Of the attacks of one category: how many sessions were found, and how long after the evidence the first alert came (0 where it was there before). */
export type CategoryScore = {
  readonly category: string;
  readonly found: Share;
  readonly delayEvents: Middle | undefined;
  readonly delaySeconds: Middle | undefined;
};

export type AlertCategoryScore = {
  readonly category: string;
  readonly alerts: number;
  /** Of the alerts about labelled sessions, those that were wrong. */
  readonly wrong: Share;
  readonly perWeek: number;
};

export type RuleScore = {
  readonly rule: string;
  readonly alerts: number;
  readonly right: number;
  readonly wrong: number;
  readonly maliciousSessions: number;
  readonly benignSessions: number;
};

type FiredAlert = {
  readonly rule: string;
  readonly category: string;
  readonly position: number;
  readonly timeMs: number;
  readonly eventId: string;
};
type Session = {
  readonly label: Label;
  events: number;
  /** Where each event stands, for attacked sessions alone. */
  readonly positions: Map<string, number> | undefined;
  readonly times: number[] | undefined;
  readonly alerts: FiredAlert[];
};
type RuleCounts = { alerts: number; right: number; wrong: number; malicious: Set<string>; benign: Set<string> };

const alertsPerSessionMax = 1000;
const weekMs = 7 * 86_400_000;

/** Memory: one entry a labelled session, and for attacked ones the ids of their events. */
export class Evaluation {
  readonly #labels: ReadonlyMap<string, Label>;
  readonly #part: Part;
  readonly #sessions = new Map<string, Session>();
  readonly #unlabelled = new Set<string>();
  readonly #rules = new Map<string, RuleCounts>();
  readonly #byCategory = new Map<string, { alerts: number; right: number; wrong: number }>();
  readonly #weeks = new Map<number, Map<string, number>>();
  #events = 0;
  readonly #days = new Set<number>();
  #total = 0;
  #withoutSession = 0;
  #unlabelledAlerts = 0;
  #excluded = 0;
  #made: Evaluated | undefined;

  constructor(labels: ReadonlyMap<string, Label>, part: Part, rules: readonly string[]) {
    this.#labels = labels;
    this.#part = part;
    for (const rule of rules) this.#rules.set(rule, { alerts: 0, right: 0, wrong: 0, malicious: new Set(), benign: new Set() });
  }

  event(event: ValueRecord): void {
    this.#events++;
    const timeMs = asTimestamp(readKey(event, "timestamp"));
    if (timeMs !== undefined && this.#days.size < 100_000) this.#days.add(Math.floor(timeMs / 86_400_000));
    const id = readPath(event, ["session", "id"]);
    if (typeof id !== "string") return;
    const label = this.#labels.get(id);
    if (label === undefined) {
      if (this.#unlabelled.size < 1_000_000) this.#unlabelled.add(id);
      return;
    }
    const session = this.#sessions.get(id) ?? this.#begin(id, label);
    const eventId = readKey(event, "event_id");
    if (typeof eventId === "string") session.positions?.set(eventId, session.events);
    session.times?.push(timeMs ?? Number.NaN);
    session.events++;
  }

  alert(alert: Alert): void {
    this.#total++;
    const timeMs = Date.parse(alert.timestamp);
    this.#countWeek(alert.category, timeMs);
    const rule = this.#ruleOf(alert.rule_id);
    rule.alerts++;
    const category = this.#byCategory.get(alert.category) ?? { alerts: 0, right: 0, wrong: 0 };
    this.#byCategory.set(alert.category, category);
    category.alerts++;
    if (alert.session_id === undefined) {
      this.#withoutSession++;
      return;
    }
    const session = this.#sessions.get(alert.session_id);
    if (session === undefined || !isCounted(session.label, this.#part)) {
      this.#unlabelledAlerts++;
      return;
    }
    const eventId = alert.event_ids[0] ?? "";
    // Of an alert that names no event of the session, such as one at a deadline, the time decides.
    const position = session.positions?.get(eventId) ?? session.events - 1;
    if (session.alerts.length < alertsPerSessionMax)
      session.alerts.push({ rule: alert.rule_id, category: alert.category, position, timeMs, eventId });
    const { verdict } = session.label;
    if (verdict === "excluded") this.#excluded++;
    else if (verdict === "benign") rule.benign.add(alert.session_id);
    else rule.malicious.add(alert.session_id);
  }

  /** The alerts of a session, in order, with the event that completed each. */
  alertsIn(session: string): readonly { readonly rule: string; readonly category: string; readonly eventId: string }[] {
    return this.#sessions.get(session)?.alerts ?? [];
  }

  /** The attacked session that says most about the rules: found, by the most rules, and not too long to be read. */
  exemplary(eventsMax: number): string | undefined {
    let chosen: { readonly id: string; readonly weight: number } | undefined;
    for (const [id, session] of this.#sessions) {
      if (session.label.verdict !== "malicious" || session.events > eventsMax || !isCounted(session.label, this.#part)) continue;
      const rules = new Set(session.alerts.map(({ rule }) => rule)).size;
      const weight = rules * 1000 + session.events;
      if (rules > 0 && (chosen === undefined || weight > chosen.weight || (weight === chosen.weight && id < chosen.id)))
        chosen = { id, weight };
    }
    return chosen?.id;
  }

  /** Once everything has gone by. */
  result(): Evaluated {
    this.#made ??= this.#score();
    return this.#made;
  }

  #score(): Evaluated {
    const counted = [...this.#sessions.values()].filter(({ label }) => isCounted(label, this.#part));
    const scored = counted.map((session) => this.#scoreSession(session));
    const attacked = scored.filter(({ session }) => session.label.verdict === "malicious");
    const benign = scored.filter(({ session }) => session.label.verdict === "benign");
    const found = attacked.filter((one) => one.detected !== undefined);
    const flagged = benign.filter(({ session }) => session.alerts.length > 0);
    const tally = sumOf(scored);
    const days = this.#days.size;
    const seen = new Set(counted.map(({ label }) => label.session));
    const unseen = [...this.#labels.values()].filter((label) => isCounted(label, this.#part) && !seen.has(label.session)).length;
    return {
      events: this.#events,
      days,
      sessions: {
        malicious: attacked.length,
        benign: benign.length,
        excluded: counted.length - attacked.length - benign.length,
        unlabelled: this.#unlabelled.size,
        unseen,
        left: this.#sessions.size - counted.length,
      },
      found: shareOf(found.length, attacked.length),
      categories: categoryScores(attacked),
      campaigns: campaignsFound(attacked),
      falseSessions: shareOf(flagged.length, benign.length),
      precision: {
        sessions: shareOf(found.length, found.length + flagged.length),
        alerts: shareOf(tally.right, tally.right + tally.wrong),
      },
      alerts: {
        ...tally,
        total: this.#total,
        withoutSession: this.#withoutSession,
        unlabelled: this.#unlabelledAlerts,
        excluded: this.#excluded,
      },
      alertCategories: this.#categoryTallies(Math.max(1, days / 7)),
      rules: this.#ruleScores(),
      weeks: this.#weekTallies(),
    };
  }

  #begin(id: string, label: Label): Session {
    const isAttack = label.verdict === "malicious";
    const session: Session = {
      label,
      events: 0,
      positions: isAttack ? new Map() : undefined,
      times: isAttack ? [] : undefined,
      alerts: [],
    };
    this.#sessions.set(id, session);
    return session;
  }

  #ruleOf(id: string): RuleCounts {
    const rule = this.#rules.get(id) ?? { alerts: 0, right: 0, wrong: 0, malicious: new Set<string>(), benign: new Set<string>() };
    this.#rules.set(id, rule);
    return rule;
  }

  /** Settles which alerts were right, once all of the session is known. */
  #scoreSession(session: Session): Scored {
    const { verdict } = session.label;
    const begin = verdict === "malicious" ? startOf(session) : undefined;
    const detected = begin === undefined ? undefined : session.alerts.find((alert) => isSince(alert, begin));
    let right = 0;
    let early = 0;
    for (const alert of verdict === "excluded" ? [] : session.alerts) {
      const isRight = begin !== undefined && isSince(alert, begin);
      const [rule, category] = [this.#rules.get(alert.rule), this.#byCategory.get(alert.category)];
      if (isRight) right++;
      else if (verdict === "malicious") early++;
      for (const tally of [rule, category]) if (tally) isRight ? tally.right++ : tally.wrong++;
    }
    const wrong = verdict === "excluded" ? 0 : session.alerts.length - right;
    return { session, detected, right, wrong, early };
  }

  #ruleScores(): RuleScore[] {
    return [...this.#rules]
      .map(([rule, { alerts, right, wrong, malicious, benign }]) => ({
        rule,
        alerts,
        right,
        wrong,
        maliciousSessions: malicious.size,
        benignSessions: benign.size,
      }))
      .sort((a, b) => b.wrong - a.wrong || b.alerts - a.alerts || (a.rule < b.rule ? -1 : 1));
  }

  #categoryTallies(weeks: number): AlertCategoryScore[] {
    return [...this.#byCategory]
      .map(([category, { alerts, right, wrong }]) => ({ category, alerts, wrong: shareOf(wrong, right + wrong), perWeek: alerts / weeks }))
      .sort((a, b) => b.alerts - a.alerts || (a.category < b.category ? -1 : 1));
  }

  #countWeek(category: string, timeMs: number): void {
    if (Number.isNaN(timeMs)) return;
    // The first of January 1970 was a Thursday.
    const week = Math.floor((timeMs + 3 * 86_400_000) / weekMs);
    const counts = this.#weeks.get(week) ?? new Map<string, number>();
    this.#weeks.set(week, counts);
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }

  #weekTallies(): Evaluated["weeks"] {
    const numbers = [...this.#weeks.keys()].sort((a, b) => a - b);
    const [first, last] = [numbers[0] ?? 0, numbers.at(-1) ?? -1];
    // Years of silence would be a page of nothing.
    const shown = last - first < 520 ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : numbers;
    return shown.map((week) => ({
      monday: new Date(week * weekMs - 3 * 86_400_000).toISOString().slice(0, 10),
      byCategory: Object.fromEntries([...(this.#weeks.get(week) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))),
    }));
  }
}

type Place = { readonly position: number | undefined; readonly timeMs: number | undefined };
type Scored = {
  readonly session: Session;
  readonly detected: FiredAlert | undefined;
  readonly right: number;
  readonly wrong: number;
  readonly early: number;
};

/** Where a category's evidence begins: by its event, else by its time, else with the session. */
function placeOf(evidence: Label["evidence"][number] | undefined, session: Session): Place {
  const position = evidence?.eventId === undefined ? undefined : session.positions?.get(evidence.eventId);
  const timeMs = evidence?.timeMs ?? (position === undefined ? undefined : session.times?.[position]);
  if (position === undefined && timeMs === undefined) return { position: 0, timeMs: session.times?.[0] };
  return { position: position ?? firstSince(session, timeMs), timeMs };
}

function firstSince(session: Session, timeMs: number | undefined): number | undefined {
  const index = session.times?.findIndex((time) => timeMs !== undefined && time >= timeMs) ?? -1;
  return index < 0 ? undefined : index;
}

/** Where the attack begins: at the first evidence of any category. */
function startOf(session: Session): Place {
  const places = session.label.evidence.map((evidence) => placeOf(evidence, session));
  if (places.length === 0) return placeOf(undefined, session);
  return places.reduce((first, place) => ((place.position ?? 0) < (first.position ?? 0) ? place : first));
}

function isSince(alert: FiredAlert, place: Place): boolean {
  return alert.position >= (place.position ?? 0);
}

function categoryScores(attacked: readonly Scored[]): CategoryScore[] {
  const names = new Set(attacked.flatMap(({ session }) => session.label.evidence.map(({ category }) => category)));
  return [...names].sort().map((category) => {
    const of = attacked.flatMap((one) => {
      const evidence = one.session.label.evidence.find((each) => each.category === category);
      return evidence === undefined ? [] : [{ ...one, place: placeOf(evidence, one.session) }];
    });
    const found = of.flatMap(({ detected, place }) => (detected === undefined ? [] : [{ detected, place }]));
    const seconds = found.flatMap(({ detected, place }) =>
      place.timeMs === undefined ? [] : Math.max(0, detected.timeMs - place.timeMs) / 1000,
    );
    return {
      category,
      found: shareOf(found.length, of.length),
      delayEvents: middleOf(found.map(({ detected, place }) => Math.max(0, detected.position - (place.position ?? 0)))),
      delaySeconds: middleOf(seconds),
    };
  });
}

function campaignsFound(attacked: readonly Scored[]): Share {
  const all = new Set(attacked.flatMap(({ session }) => session.label.campaign ?? []));
  const found = new Set(attacked.flatMap(({ session, detected }) => (detected === undefined ? [] : (session.label.campaign ?? []))));
  return shareOf(found.size, all.size);
}

function sumOf(scored: readonly Scored[]): Omit<AlertTally, "total"> {
  const sum = (key: "right" | "wrong" | "early"): number => scored.reduce((total, one) => total + one[key], 0);
  return { right: sum("right"), wrong: sum("wrong"), early: sum("early") };
}
