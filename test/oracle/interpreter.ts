/** The oracle: which rules fire on which events of a stream, by language.md and nothing else. See README.md beside this file. */
import type { CheckInput } from "../../src/check/input.ts";
import type { Value, ValueRecord } from "../../src/runtime/value.ts";
import type * as ast from "../../src/syntax/ast.ts";
import { evaluate, holds } from "./evaluate.ts";
import { type Arrival, type Moment, takeInOrder } from "./order.ts";
import { type OracleRule, openProject, type Project, readsState } from "./project.ts";
import type { Entry, Scope, World } from "./scope.ts";
import { finalAbsence, sequenceMatches, staysAbsent, togetherMatches } from "./sequence.ts";
import { keyOf } from "./state.ts";

export type { Arrival } from "./order.ts";
/** One alert: the rule, the arrival (its index in the input) that completed it, and the time that the alert carries. */
export type Firing = { readonly rule: string; readonly arrival: number; readonly atMs: number; readonly suppressed: boolean };
export type InterpretOptions = { readonly mode: "stream" | "inline"; readonly latenessMs: number };

type Deadline = { readonly rule: OracleRule; readonly entry: Entry; readonly dueMs: number };

export function interpret(
  input: CheckInput,
  arrivals: readonly Arrival[],
  options: InterpretOptions = { mode: "inline", latenessMs: 0 },
): readonly Firing[] {
  return new Run(openProject(input)).play(takeInOrder(arrivals, options));
}

class Run {
  readonly world: World;
  readonly firings: Firing[] = [];
  readonly arrivalOf = new Map<Entry, number>();
  deadlines: Deadline[] = [];

  constructor(project: Project) {
    this.world = { project, entries: [], fired: new Map() };
  }

  play(moments: readonly Moment[]): readonly Firing[] {
    for (const moment of moments) {
      if (moment.kind === "watermark") this.passDeadlines(moment.timeMs, moment.timeMs);
      else {
        this.passDeadlines(moment.watermarkMs, moment.timeMs ?? Number.NEGATIVE_INFINITY);
        this.judge(this.entryOf(moment.event, moment.timeMs, undefined, moment.arrival), moment.stateless);
      }
    }
    return this.firings;
  }

  entryOf(event: ValueRecord, timeMs: number | undefined, madeBy: string | undefined, arrival: number): Entry {
    const type = typeof event.event_type === "string" ? event.event_type : "";
    const entry: Entry = {
      event,
      type,
      time: timeMs ?? Number.NaN,
      place: this.world.entries.length,
      ...(madeBy !== undefined && { madeBy }),
    };
    this.arrivalOf.set(entry, arrival);
    return entry;
  }

  /** Judge, then learn: every rule reads the past as it was, then the event becomes the past; its alerts are the next events, first made first. */
  judge(entry: Entry, stateless: boolean): void {
    const turns = [entry];
    for (const turn of turns) {
      const now = this.place(turn);
      const rules = this.world.project.rules.filter((rule) => !stateless || !readsState(rule, this.world.project));
      const fired = rules.filter((rule) => this.fires(rule, now));
      turns.push(...fired.flatMap((rule) => this.fire(rule, now, now.time)));
      if (!stateless) this.world.entries.push(now);
    }
  }

  /** The entry at the end of the order as it is now. */
  place(entry: Entry): Entry {
    const placed = { ...entry, place: this.world.entries.length };
    this.arrivalOf.set(placed, this.arrivalOf.get(entry) ?? -1);
    return placed;
  }

  fires(rule: OracleRule, entry: Entry): boolean {
    const condition = rule.rule.condition;
    const scope = this.scopeOf(rule, entry);
    if (!condition || !rule.on.includes(entry.type) || entry.madeBy === rule.id || excepted(rule, scope)) return false;
    if (condition.kind === "when") return holds(condition.expr, scope);
    if (condition.kind === "together") return togetherMatches(condition, scope, evaluate);
    const matches = sequenceMatches(condition, scope, evaluate);
    const final = finalAbsence(condition, scope, evaluate);
    if (!final) return matches.length > 0;
    if (matches.length > 0) this.deadlines.push({ rule, entry, dueMs: entry.time + final.windowMs });
    return false;
  }

  /** Deadlines that the watermark has reached, up to a time, in their order. */
  passDeadlines(watermarkMs: number, untilMs: number): void {
    const due = (deadline: Deadline): boolean => deadline.dueMs <= Math.min(watermarkMs, untilMs);
    const passed = this.deadlines
      .filter(due)
      .sort((a, b) => a.dueMs - b.dueMs || a.entry.place - b.entry.place || (a.rule.id < b.rule.id ? -1 : 1));
    this.deadlines = this.deadlines.filter((deadline) => !due(deadline));
    for (const { rule, entry, dueMs } of passed) {
      const scope = this.scopeOf(rule, entry);
      const condition = rule.rule.condition;
      if (condition?.kind !== "sequence") continue;
      if (!sequenceMatches(condition, scope, evaluate).some((match) => staysAbsent(condition, match, dueMs, scope, evaluate))) continue;
      for (const alert of this.fire(rule, entry, dueMs)) this.judge(alert, false);
    }
  }

  /** Records a firing; gives its alert as an event, unless SUPPRESS drops it. */
  fire(rule: OracleRule, entry: Entry, atMs: number): readonly Entry[] {
    const fired = this.world.fired.get(rule.id) ?? new Set();
    this.world.fired.set(rule.id, fired.add(entry));
    const suppressed = this.isSuppressed(rule, entry, atMs);
    const arrival = this.arrivalOf.get(entry) ?? -1;
    this.firings.push({ rule: rule.id, arrival, atMs, suppressed });
    if (suppressed) return [];
    return [this.entryOf(alertEvent(rule, entry, atMs, this.scopeOf(rule, entry)), atMs, rule.id, arrival)];
  }

  readonly kept: { readonly rule: string; readonly key: string; readonly atMs: number }[] = [];

  /** The first alert of a key is kept, and the rest dropped for `d` from it. */
  isSuppressed(rule: OracleRule, entry: Entry, atMs: number): boolean {
    const suppress = rule.rule.suppress;
    if (!suppress) return false;
    const scope = this.scopeOf(rule, entry);
    const key = keyOf(suppress.by, scope, evaluate);
    const durationMs = evaluate(suppress.duration, scope);
    if (key === undefined || typeof durationMs !== "number") return false;
    const dropped = this.kept.some((other) => other.rule === rule.id && other.key === key && atMs - other.atMs < durationMs);
    if (!dropped) this.kept.push({ rule: rule.id, key, atMs });
    return dropped;
  }

  scopeOf(rule: OracleRule, entry: Entry): Scope {
    return { world: this.world, rule: rule.id, file: rule.file, entry, types: rule.on, names: new Map() };
  }
}

const day = 86_400_000;

/** An exception counts through the day that UNTIL names. */
function excepted(rule: OracleRule, scope: Scope): boolean {
  return rule.exceptions.some(
    ({ where, file, untilMs }) => (untilMs === undefined || !(scope.entry.time >= untilMs + day)) && holds(where, { ...scope, file }),
  );
}

const risks: Readonly<Record<string, number>> = { CRITICAL: 80, HIGH: 60, MEDIUM: 40, LOW: 20, INFO: 0 };
const context = ["ai_system_id", "source", "user", "session", "conversation", "agent", "model", "scores", "labels"];

/** What other rules can read of an alert, with the context of the event that completed it. */
function alertEvent(rule: OracleRule, entry: Entry, atMs: number, scope: Scope): ValueRecord {
  const given = (name: string): Value => {
    const argument = rule.rule.actions.flatMap((action) => action.args).find((candidate) => candidate.name?.name === name);
    return argument && evaluate(argument.value, scope);
  };
  const severity = given("severity");
  const metaRisk = metaEntry(rule.rule, "risk");
  const risk = given("risk") ?? (metaRisk && evaluate(metaRisk, scope)) ?? risks[String(severity)];
  const alert = { rule_id: rule.id, rule_title: rule.rule.title.text, severity, category: given("category"), risk };
  const carried = context.filter((name) => Object.hasOwn(entry.event, name)).map((name) => [name, entry.event[name]]);
  return { ...Object.fromEntries(carried), event_type: "alert", timestamp: atMs, alert };
}

function metaEntry(rule: ast.Rule, key: string): ast.Expr | undefined {
  return rule.meta?.entries.find((entry) => entry.key.name === key)?.value;
}
