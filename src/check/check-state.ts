/** Terms that remember: aggregates, baselines, looks at the past, provenance (grammar.md 33 to 36). */
import type { Predicate, Term } from "../ir/plan.ts";
import type { Seen, State, StateId, Statistic } from "../ir/state.ts";
import type { Span } from "../source/span.ts";
import type { EventTypes, Expr, SeenIn, StateCall, StateWord } from "../syntax/ast.ts";
import { showType } from "../types/show.ts";
import { booleanType, listOf, numberType, type Type } from "../types/type.ts";
import { constantDuration, constantNumber } from "./constants.ts";
import { report } from "./diagnostics.ts";
import { viewOfEvents } from "./event-types.ts";
import { stateIdOf } from "./state-id.ts";
import { poison } from "./check-path.ts";
import { asTuple } from "./tuple.ts";
import { type Bound, type Env, noFacts } from "./scope.ts";

type Need = "required" | "optional" | "none";
type Clauses = {
  readonly value: Need;
  readonly window: "within" | "over" | "either" | "within-optional";
  readonly distinct: boolean;
  readonly rank: boolean;
  readonly alerted: boolean;
};

const aggregateOrBaseline: Clauses = { value: "required", window: "either", distinct: false, rank: false, alerted: true };
const baselineOnly: Clauses = { ...aggregateOrBaseline, window: "over" };
const novelty: Clauses = { value: "required", window: "over", distinct: false, rank: false, alerted: false };

/** Which clauses each word takes. */
const clauses: Readonly<Record<StateWord, Clauses>> = {
  COUNT: { ...aggregateOrBaseline, value: "optional", distinct: true },
  SUM: aggregateOrBaseline,
  AVG: aggregateOrBaseline,
  MIN: { ...aggregateOrBaseline, window: "within", alerted: false },
  MAX: { ...aggregateOrBaseline, window: "within", alerted: false },
  STDDEV: baselineOnly,
  MEDIAN: baselineOnly,
  PERCENTILE: { ...baselineOnly, rank: true },
  ZSCORE: baselineOnly,
  NEW: novelty,
  FREQUENCY: novelty,
  PREVIOUS: { value: "required", window: "within-optional", distinct: false, rank: false, alerted: false },
};

const shareType: Type = { kind: "number", unit: "ratio" };

export function checkState(expr: StateCall, env: Env): Term {
  if (!checkClauses(expr, env)) return poison(expr.span);
  const frame = checkFrame(expr.word, expr, env);
  if (!frame) return poison(expr.span);
  const { inner } = frame;
  const value = expr.value ? asTuple(env.check.term(expr.value, inner)) : undefined;
  if (value?.type.kind === "poison") return poison(expr.span);
  const state = { source: frame.source, by: frame.by, span: expr.span };
  const windowMs = expr.window ? constantDuration(expr.window.duration, expr.window.kind === "over" ? "OVER" : "WITHIN", env) : undefined;
  if (expr.window && windowMs === undefined) return poison(expr.span);
  const samplesMin = expr.min ? constantNumber(expr.min, "MIN", env) : 5;
  if (samplesMin === undefined) return poison(expr.span);
  if (expr.word === "NEW" || expr.word === "FREQUENCY") {
    if (!value || windowMs === undefined) return poison(expr.span);
    const past = { ...state, value, overMs: windowMs, samplesMin };
    return expr.word === "NEW"
      ? withId({ kind: "novelty" as const, ...past, type: booleanType })
      : withId({ kind: "frequency" as const, ...past, type: shareType });
  }
  if (expr.word === "PREVIOUS") {
    if (!value) return poison(expr.span);
    return withId({
      kind: "previous" as const,
      ...state,
      value,
      ...(windowMs === undefined ? {} : { withinMs: windowMs }),
      type: value.type,
    });
  }
  if (windowMs === undefined || !expr.window) return poison(expr.span);
  return statisticTerm(expr, value, { ...state, windowMs, samplesMin }, env);
}

/** `v SEEN IN (expr FROM … WHERE … BY … WITHIN d)`: the list that v is looked for in. */
export function checkSeen(expr: SeenIn, env: Env): Seen | undefined {
  const frame = checkFrame("SEEN IN", { ...expr, wordSpan: expr.operatorSpan }, env);
  if (!frame) return undefined;
  if (!expr.within) {
    env.project.report(report.clauseMissing(expr.operatorSpan, { word: "SEEN IN", clause: "WITHIN" }));
    return undefined;
  }
  const withinMs = constantDuration(expr.within, "WITHIN", env);
  const value = env.check.term(expr.of, frame.inner);
  if (withinMs === undefined || value.type.kind === "poison") return undefined;
  const type = value.type.kind === "list" ? value.type : listOf(value.type);
  return withId({ kind: "seen" as const, source: frame.source, by: frame.by, value, withinMs, type, span: expr.span });
}

type Windowed = {
  readonly source: State["source"];
  readonly by: readonly Term[];
  readonly span: Span;
  readonly windowMs: number;
  readonly samplesMin: number;
};

function statisticTerm(expr: StateCall, value: Term | undefined, state: Windowed, env: Env): Term {
  const { windowMs, samplesMin, ...shared } = state;
  const isBaseline = expr.window?.kind === "over";
  const make = (statistic: Statistic, type: Type): Term =>
    isBaseline
      ? withId({
          kind: "baseline" as const,
          ...shared,
          statistic,
          overMs: windowMs,
          samplesMin,
          excludeAlerted: expr.excludingAlerted,
          type,
        })
      : withId({ kind: "aggregate" as const, ...shared, statistic, withinMs: windowMs, type });
  if (expr.word === "COUNT") return countTerm(expr, value, shared, make, env);
  if (!value || !checkSummable(expr, value, env)) return poison(expr.span);
  const type: Type = value.type.kind === "any" ? numberType : value.type;
  if (expr.word === "ZSCORE") {
    // ZSCORE(x …) is (x − AVG) / STDDEV, x read on the event in hand.
    const now = expr.value ? env.check.term(expr.value, env) : value;
    const difference: Term = { kind: "call", word: "subtract", args: [now, make({ kind: "avg", of: value }, type)], type, span: expr.span };
    return {
      kind: "call",
      word: "divide",
      args: [difference, make({ kind: "stddev", of: value }, type)],
      type: numberType,
      span: expr.span,
    };
  }
  if (expr.word === "PERCENTILE") {
    const rank = expr.rank ? constantNumber(expr.rank, "PERCENTILE", env, { least: 0, most: 100 }) : undefined;
    return rank === undefined ? poison(expr.span) : make({ kind: "percentile", of: value, rank }, type);
  }
  return make({ kind: statistics[expr.word as keyof typeof statistics], of: value }, type);
}

const statistics = { SUM: "sum", AVG: "avg", MIN: "min", MAX: "max", STDDEV: "stddev", MEDIAN: "median" } as const;

/** `COUNT(x …)` counts the events in which x is present. */
function countTerm(
  expr: StateCall,
  value: Term | undefined,
  shared: Omit<Windowed, "windowMs" | "samplesMin">,
  make: (statistic: Statistic, type: Type) => Term,
  env: Env,
): Term {
  if (!value) return make({ kind: "count" }, numberType);
  if (expr.distinct) return make({ kind: "count-distinct", of: value }, numberType);
  if (value.kind === "truth" && expr.value) {
    const fix = { title: "write WHERE", safe: true, edits: [{ span: { ...expr.value.span, end: expr.value.span.start }, text: "WHERE " }] };
    env.project.report(
      report.typeMismatch(
        expr.value.span,
        { what: "`COUNT`", expected: "a value to count", found: "a condition" },
        { help: ["a condition stands after WHERE"], fixes: [fix] },
      ),
    );
    return poison(expr.span);
  }
  const present: Predicate = { kind: "exists", term: value, span: value.span };
  const where: Predicate = shared.source.where ? { kind: "and", parts: [shared.source.where, present], span: expr.span } : present;
  const counted = make({ kind: "count" }, numberType);
  return counted.kind === "aggregate" || counted.kind === "baseline"
    ? withId({ ...counted, source: { ...shared.source, where } })
    : counted;
}

function checkSummable(expr: StateCall, value: Term, env: Env): boolean {
  const kind = value.type.kind;
  const allowed = expr.word === "MIN" || expr.word === "MAX" ? ["number", "duration", "timestamp", "any"] : ["number", "duration", "any"];
  if (allowed.includes(kind)) return true;
  env.project.report(
    report.typeMismatch(expr.value?.span ?? expr.span, { what: `\`${expr.word}\``, expected: "a number", found: showType(value.type) }),
  );
  return false;
}

function withId<S extends object>(state: S): S & { readonly id: StateId } {
  return { ...state, id: stateIdOf(state) };
}

type FrameSource = { readonly from?: EventTypes; readonly where?: Expr; readonly by?: readonly Expr[]; readonly wordSpan: Span };
type Frame = { readonly inner: Env; readonly source: State["source"]; readonly by: readonly Term[] };

/** FROM, WHERE and BY: which events are kept, and for which key. BY is read on them and on the event that asks. */
function checkFrame(word: string, expr: FrameSource, env: Env): Frame | undefined {
  if (env.noState !== undefined) {
    env.project.report(report.stateNotAllowed(expr.wordSpan, { word, where: env.noState }));
    return undefined;
  }
  const from = expr.from ? viewOfEvents(expr.from, env.project) : env.from;
  if (!from) {
    if (!expr.from) env.project.report(report.fromMissing(expr.wordSpan));
    return undefined;
  }
  const inner: Env = { ...env, view: from, from, facts: noFacts, bindings: constantBindings(env, word) };
  const where = expr.where ? env.check.condition(expr.where, inner) : undefined;
  const by = (expr.by ?? []).map((key) => env.check.term(key, inner));
  // The asking event must have the key's fields too, or the term could never have a value.
  if (env.view && env.view !== from) for (const key of expr.by ?? []) env.check.term(key, env);
  if (by.some((key) => key.type.kind === "poison")) return undefined;
  return { inner, source: { events: from.types, ...(where ? { where } : {}) }, by };
}

/** Names of the event in hand mean nothing on the events that are kept; arguments that are written out do. */
function constantBindings(env: Env, word: string): ReadonlyMap<string, Bound> {
  const kept = new Map<string, Bound>();
  for (const [name, bound] of env.bindings) {
    const constant =
      bound.kind === "parameter" ||
      (bound.kind === "term" &&
        (bound.term.kind === "literal" || (bound.term.kind === "list" && bound.term.items.every((item) => item.kind === "literal"))));
    kept.set(name, constant ? bound : { kind: "forbidden", word });
  }
  return kept;
}

function checkClauses(expr: StateCall, env: Env): boolean {
  const takes = clauses[expr.word];
  const problems: [boolean, string, string][] = [
    [expr.distinct && !takes.distinct, "DISTINCT", "not"],
    [expr.value === undefined && takes.value === "required", "a value", "missing"],
    [expr.distinct && expr.value === undefined, "a value", "missing"],
    [expr.rank !== undefined && !takes.rank, "rank", "not"],
    [expr.rank === undefined && takes.rank, "a rank", "missing"],
    [expr.window?.kind === "over" && (takes.window === "within" || takes.window === "within-optional"), "OVER", "not"],
    [expr.window?.kind === "within" && takes.window === "over", "WITHIN", "not"],
    [
      expr.window === undefined && takes.window !== "within-optional",
      takes.window === "over" ? "OVER" : takes.window === "within" ? "WITHIN" : "WITHIN or OVER",
      "missing",
    ],
    [expr.min !== undefined && expr.window?.kind !== "over", "MIN", "not"],
    [expr.excludingAlerted && (!takes.alerted || expr.window?.kind !== "over"), "EXCLUDING ALERTED", "not"],
    [expr.distinct && expr.window?.kind === "over", "OVER", "not"],
  ];
  for (const [wrong, clause, how] of problems) {
    if (!wrong) continue;
    env.project.report(
      how === "not"
        ? report.clauseNotAllowed(expr.wordSpan, { word: expr.word, clause })
        : report.clauseMissing(expr.wordSpan, { word: expr.word, clause }),
    );
    return false;
  }
  return true;
}
