/** State terms as columns: counts, sums and the like of a sliding window, baselines of closed days, looks at the past. */
import type { Lowered } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import type { KqlOperand } from "../../builtins/kql/operand.ts";
import { finite, ordered, realOf } from "../../builtins/kql/number.ts";
import type { Term } from "../../ir/plan.ts";
import { showDuration } from "../../ir/show.ts";
import type { Aggregate, Baseline, Statistic } from "../../ir/state.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Named, Stage } from "../../targets/kql/query.ts";
import { numberType } from "../../types/type.ts";
import { unreachable } from "../../source/invariant.ts";
import type { Polarity } from "../account.ts";
import { operandOf } from "../term.ts";
import type { Builder, Scope, StateTerm } from "./builder.ts";
import { comparable } from "./keys.ts";
import { frequency, novelty, previous, seen } from "./looking-back.ts";
import { assumeOrder, isBefore, isWithin, ownPlace } from "./order.ts";
import { addColumn, type Draft, draftOf, isDraft, nameOf, pastPlace, pastValue } from "./past.ts";

export function stateColumn(builder: Builder, node: StateTerm, scope: Scope, polarity: Polarity): Lowered<KqlOperand> {
  switch (node.kind) {
    case "aggregate":
      return aggregate(builder, node, scope, polarity);
    case "baseline":
      return baseline(builder, node, scope, polarity);
    case "novelty":
      return novelty(builder, node, scope, polarity);
    case "frequency":
      return frequency(builder, node, scope, polarity);
    case "previous":
      return previous(builder, node, scope, polarity);
    case "seen":
      return seen(builder, node, scope, polarity);
    default:
      return unreachable(node);
  }
}

/** (t − d, t], the row itself included. */
function aggregate(builder: Builder, node: Aggregate, scope: Scope, polarity: Polarity): Lowered<KqlOperand> {
  const disorder = assumeOrder(builder);
  if (disorder) return disorder;
  const { statistic } = node;
  const window = showDuration(node.withinMs);
  const of = statistic.kind === "count" || statistic.kind === "sum" ? undefined : statistic.of;
  const draft = draftOf(builder, scope, node, polarity, {
    way: ["sliding", node.withinMs, of],
    wish: `within_${window}`,
    pair: kql.and([isWithin(pastPlace, ownPlace(builder), node.withinMs), isBefore(builder, pastPlace, ownPlace(builder), "or is it")]),
    withinMs: node.withinMs,
    reduce: summarized,
    ...(of === undefined ? {} : { only: (past: Scope) => thereIn(of, past) }),
  });
  if (!isDraft(draft)) return draft;
  return windowed(builder, draft, statistic, window);
}

function summarized(draft: Draft, id: Named): readonly Stage[] {
  return [{ kind: "summarize", aggregates: draft.aggregates, by: [id] }];
}

/** Only past events that have a value take part. */
function thereIn(of: Term, past: Scope) {
  const lowered = operandOf(of, past.context.terms, past.context, "both");
  if (!lowered.ok) return lowered;
  const value = comparable(lowered.query);
  return value.ok ? [value.query.isThere] : value;
}

function windowed(builder: Builder, draft: Draft, statistic: Statistic, window: string): Lowered<KqlOperand> {
  if (statistic.kind === "count") {
    const column = addColumn(builder, draft, `count_${window}`, kql.call("count", "long"), "long");
    return counted(column, draft);
  }
  const lowered = operandOf(statistic.of, draft.scope.context.terms, draft.scope.context, "both");
  if (!lowered.ok) return lowered;
  const name = nameOf(statistic.of);
  if (statistic.kind === "count-distinct") {
    const value = comparable(lowered.query);
    if (!value.ok) return value;
    const past = pastValue(draft, `past_${name}`, value.query.value);
    return counted(addColumn(builder, draft, `distinct_${name}_${window}`, kql.call("count_distinct", "long", past), "long"), draft);
  }
  const number = ordered(lowered.query);
  if (number?.kind !== "number") return notNumbers(lowered.query.name);
  const past = pastValue(draft, `past_${name}`, finite(realOf(number)));
  if (statistic.kind === "sum")
    return counted(addColumn(builder, draft, `sum_${name}_${window}`, kql.call("sum", "real", past), "real"), draft);
  return numberOperand(addColumn(builder, draft, `${statistic.kind}_${name}_${window}`, kql.call(statistic.kind, "real", past), "real"));
}

/** 0 where the key has no events, missing where the row has no key. */
function counted(column: Expr, draft: Draft): Lowered<KqlOperand> {
  const type = kql.typeOf(column);
  const zero = type === "long" ? kql.long(0) : kql.real(0);
  const full = kql.when(draft.keyIsThere, kql.call("coalesce", type, column, zero), kql.nothing(type));
  return numberOperand({ kind: "counted", plain: column, full, lossy: false });
}

function numberOperand(term: Expr): Lowered<KqlOperand> {
  const operand: KqlOperand = { term, type: numberType, shape: { kind: "number" }, missable: true, name: "the number", nonempty: false };
  return { ok: true, query: operand, whenMissing: "unknown", assumptions: [] };
}

function notNumbers(name: string) {
  return unsupported("wrong-kind", `\`${name}\` is no column of numbers`, "map it as `number`");
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Closed UTC days (hours where the period is short): those that begin at or after t − d and are over when t's own begins. */
function baseline(builder: Builder, node: Baseline, scope: Scope, polarity: Polarity): Lowered<KqlOperand> {
  if (node.excludeAlerted)
    return unsupported(
      "no-baseline",
      "EXCLUDING ALERTED asks of every past event whether this rule fired on it, and so on into the past",
      "leave EXCLUDING ALERTED out, or let the telemetry carry the baseline",
    );
  const { statistic } = node;
  const of = statistic.kind === "count" ? undefined : statistic.of;
  const period = showDuration(node.overMs);
  const isHourly = node.overMs < 2 * dayMs;
  const bucketOf = (time: string): Expr => bucket(kql.column(time, "datetime"), isHourly);
  const draft = draftOf(builder, scope, node, polarity, {
    way: ["baseline", node.overMs, of, node.samplesMin],
    wish: `baseline_${period}`,
    comment: `closed ${isHourly ? "hours" : "days"} of the last ${period}, ${node.samplesMin} samples at least`,
    pair: kql.and([
      kql.compare(
        ">=",
        bucketOf(pastPlace.time),
        kql.arithmetic("-", kql.column(builder.mapping.time, "datetime"), { kind: "timespan", milliseconds: node.overMs }),
      ),
      kql.compare("<", kql.column(pastPlace.time, "datetime"), bucketOf(builder.mapping.time)),
    ]),
    withinMs: node.overMs,
    reduce: (made, id) => [
      { kind: "summarize", aggregates: [{ name: "samples", value: kql.call("count", "long") }, ...made.aggregates], by: [id] },
      { kind: "where", condition: kql.compare(">=", kql.column("samples", "long"), kql.long(node.samplesMin)) },
      { kind: "project-away", columns: ["samples"] },
    ],
    ...(of === undefined ? {} : { only: (past: Scope) => thereIn(of, past) }),
  });
  if (!isDraft(draft)) return draft;
  return baselineColumn(builder, draft, node, period);
}

export function bucket(time: Expr, isHourly: boolean): Expr {
  return isHourly
    ? kql.call("bin", "datetime", time, { kind: "timespan", milliseconds: hourMs })
    : kql.call("startofday", "datetime", time);
}

function baselineColumn(builder: Builder, draft: Draft, node: Baseline, period: string): Lowered<KqlOperand> {
  const { statistic } = node;
  const isZero = node.samplesMin <= 0;
  if (statistic.kind === "count") {
    const column = addColumn(builder, draft, `count_${period}`, kql.call("count", "long"), "long");
    return isZero ? counted(column, draft) : numberOperand(column);
  }
  if (statistic.kind === "count-distinct")
    return unsupported("no-baseline", "no baseline counts distinct values", "count them in a sliding window");
  const lowered = operandOf(statistic.of, draft.scope.context.terms, draft.scope.context, "both");
  if (!lowered.ok) return lowered;
  const number = ordered(lowered.query);
  if (number?.kind !== "number") return notNumbers(lowered.query.name);
  const name = nameOf(statistic.of);
  const past = pastValue(draft, `past_${name}`, finite(realOf(number)));
  const column = addColumn(builder, draft, `${statistic.kind}_${name}_${period}`, baselineValue(statistic, past), "real");
  return isZero && statistic.kind === "sum" ? counted(column, draft) : numberOperand(column);
}

function baselineValue(statistic: Statistic, past: Expr): Expr {
  switch (statistic.kind) {
    case "sum":
    case "avg":
    case "min":
    case "max":
      return kql.call(statistic.kind, "real", past);
    case "stddev":
      // Kusto's deviation of one sample is 0; a sample has one from two on.
      return kql.when(kql.compare(">", kql.call("count", "long"), kql.long(1)), kql.call("stdev", "real", past), kql.nothing("real"));
    case "median":
      return ranked(undefined, past);
    case "percentile":
      return ranked(statistic.rank, past);
    case "count":
    case "count-distinct":
      return kql.call("count", "long");
    default:
      return unreachable(statistic);
  }
}

/** Of all samples in order: Kusto's own percentiles are estimates (learn.microsoft.com/kusto/query/percentiles-aggregation-function). */
function ranked(percent: number | undefined, past: Expr): Expr {
  const sorted = kql.call("array_sort_asc", "dynamic", kql.call("make_list", "dynamic", past));
  const count = kql.call("count", "long");
  const at = (index: Expr): Expr => kql.call("toreal", "real", { kind: "element", of: sorted, index });
  if (percent !== undefined) {
    const rank = kql.call("ceiling", "real", kql.arithmetic("*", kql.real(percent / 100), count));
    return at(kql.arithmetic("-", kql.call("max_of", "long", kql.long(1), kql.call("tolong", "long", rank)), kql.long(1)));
  }
  const low = at(kql.arithmetic("/", kql.arithmetic("-", count, kql.long(1)), kql.long(2)));
  const high = at(kql.arithmetic("/", count, kql.long(2)));
  return kql.arithmetic("/", kql.arithmetic("+", low, high), kql.real(2));
}
