/** The terms that remember, as columns that the search computes before its condition. */
import type { Lowered, Shape, Unsupported } from "../../builtins/lowering.ts";
import { total, unsupported } from "../../builtins/lowering.ts";
import { asText } from "../../builtins/spl/compare.ts";
import { isNumeric, valueKind } from "../../builtins/spl/operands.ts";
import { tupleSpl } from "../../builtins/spl/number.ts";
import type { Predicate, Term, Test } from "../../ir/plan.ts";
import { termText } from "../../ir/prose.ts";
import type { Aggregate, Baseline, Frequency, Novelty, Previous, Seen, State } from "../../ir/state.ts";
import { and, arithmetic, call, choose, compare, field, nothing, number, or, text } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import { unreachable } from "../../source/invariant.ts";
import type { Polarity } from "../account.ts";
import type { Lowering } from "../context.ts";
import { lowerPredicate } from "../predicate.ts";
import { operandOf } from "../term.ts";
import type { Making, SplValue } from "./context.ts";
import { computed, memoryCap, piece, streamCap } from "./context.ts";
import { readField, timeColumn } from "./fields.ts";
import type { BucketStatistic, Kept, Measure } from "./plan.ts";

type StateTerm = Extract<Term, { readonly kind: "aggregate" | "baseline" | "novelty" | "frequency" | "previous" | "seen" }>;

/** A state term as an operand. `polarity` says how its number bears on the rule. */
export function stateValue(node: StateTerm, polarity: Polarity, making: Making, context: Lowering<"spl">): Lowered<SplValue> {
  if (making.bindings.size > 0)
    return unsupported(
      "multivalue-field",
      "inside of a quantifier Splunk has one value in hand, and no past of it",
      "compare a field of the event, or run the rule in aidr and ship its alerts",
    );
  const known = making.plan.known(`${node.kind}:${node.id}`);
  if (known) return piece(known);
  const made = making.plan.inside(() => makeValue(node, polarity, making, context));
  const { value } = made;
  if ("ok" in value) return value;
  const operand = value(made.depth);
  making.plan.remember(`${node.kind}:${node.id}`, made.depth, operand);
  return piece(operand);
}

/** Adds the memory at the depth that its insides allow, and says what reads it. */
type Made = (depth: number) => SplValue;

function makeValue(node: StateTerm, polarity: Polarity, making: Making, context: Lowering<"spl">): Made | Unsupported {
  if (node.kind === "seen")
    return unsupported(
      "multivalue-field",
      "the values of SEEN IN are a list over many events, which Splunk can only ask for one value",
      "ask `field SEEN IN (…)` of a single value",
    );
  const kept = keptBy(node, polarity, making, context);
  if ("ok" in kept) return kept;
  switch (node.kind) {
    case "aggregate":
      return aggregate(node, kept, making, context);
    case "novelty":
    case "frequency":
      return pastShare(node, kept, making, context);
    case "previous":
      return previous(node, kept, making, context);
    case "baseline":
      return baseline(node, kept, making, context);
    default:
      return unreachable(node);
  }
}

/** Which events are kept, and under which key. The truth of `where` bears on the rule as its count does. */
function keptBy(
  node: Pick<State, "source" | "by" | "span">,
  polarity: Polarity,
  making: Making,
  context: Lowering<"spl">,
): Kept | Unsupported {
  const key = keyOf(node.by, making, context);
  if (!key.ok) return key;
  const { events, where } = node.source;
  const hasKey = key.query.key.kind === "string" ? [] : [call("isnotnull", key.query.key)];
  return { ...key.query, taking: and([takingOf(events, where, polarity, making, context), ...hasKey]) };
}

/** Whether the event in hand is of one of the types, and meets the condition. */
export function takingOf(
  events: readonly string[],
  where: Predicate | undefined,
  polarity: Polarity,
  making: Making,
  context: Lowering<"spl">,
): Expr {
  const own = events.includes("alert") ? [notOwnAlert(making)] : [];
  return and([making.places.isAmong(events), ...own, ...(where ? [lowerPredicate(where, context, polarity)] : [])]);
}

/** A rule never sees its own alerts. */
export function notOwnAlert(making: Making): Expr {
  const read = readField(making.mapping, ["alert", "rule_id"], { kind: "any" });
  if (!read.ok) {
    making.account.refuse(making.rule.span, read);
    return { kind: "boolean", value: true };
  }
  const { term } = read.query;
  return or([call("isnull", term), compare(term, "!=", text(making.rule.id))]);
}

export type Key = Pick<Kept, "key" | "prepare">;

/** A text for each key: its one part, or all parts with their lengths; without BY there is one key. */
export function keyOf(by: readonly Term[], making: Making, context: Lowering<"spl">): Lowered<Key> {
  const parts: SplValue[] = [];
  for (const term of by) {
    const part = operandOf(term, context.terms, context, "both");
    if (!part.ok) return part;
    if (part.query.shape.kind === "list" || part.query.shape.kind === "json")
      return unsupported(
        "multivalue-field",
        `\`${part.query.name}\` is a multivalue field, and a key is one value`,
        "group by a single value",
      );
    making.account.accept(term.span, "both", part);
    parts.push(part.query);
  }
  const [only] = parts;
  const found = (key: Expr, prepare: Kept["prepare"] = []): Lowered<Key> => ({
    ok: true,
    query: { key, prepare },
    whenMissing: "unknown",
    assumptions: [],
  });
  if (!only) return found(text("all"));
  if (parts.length === 1) return found(only.term);
  const tuple = tupleSpl(parts);
  if (!tuple.ok) return tuple;
  const column = tupleColumn(by.map(termText).join(", "), making);
  return found(field(column), [[column, tuple.query.term]]);
}

/** Tuples of the same parts are one column. */
function tupleColumn(parts: string, { plan }: Making): string {
  const id = `tuple:${parts}`;
  const known = plan.known(id);
  if (known?.term.kind === "field") return known.term.name;
  const column = plan.name("tuple");
  plan.remember(id, -1, computed(field(column), { kind: "keyword" }, column, true));
  return column;
}

type Single = SplValue & { readonly prepare: Kept["prepare"] };

/** A value that is counted or compared over events: one text or number. A tuple becomes a column. */
function singleValue(term: Term, making: Making, context: Lowering<"spl">): Lowered<Single> {
  const value = operandOf(term, context.terms, context, "both");
  if (!value.ok) return value;
  if (value.query.shape.kind === "list" || value.query.shape.kind === "json")
    return unsupported(
      "multivalue-field",
      `\`${value.query.name}\` is a multivalue field, and Splunk keeps single values`,
      "take a single value of the event",
    );
  making.account.accept(term.span, "both", value);
  if (value.query.term.kind !== "join") return { ...value, query: { ...value.query, prepare: [] } };
  const column = tupleColumn(termText(term), making);
  return { ...value, query: { ...value.query, term: field(column), prepare: [[column, value.query.term]] } };
}

function aggregate(node: Aggregate, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const { statistic, withinMs } = node;
  const { plan } = making;
  memoryCap(making);
  switch (statistic.kind) {
    case "count": {
      const as = plan.name("count");
      return (depth) => {
        plan.add(depth, { kind: "window", ...kept, withinMs, measures: [{ kind: "total", as }] });
        return finished(making, depth, kept, as, field(as), { kind: "number" });
      };
    }
    case "count-distinct": {
      const value = singleValue(statistic.of, making, context);
      if (!value.ok) return value;
      const { term } = value.query;
      const as = plan.name("distinct");
      const of = valued(kept, value.query);
      return (depth) => {
        plan.add(depth, { kind: "window", ...of, withinMs, measures: [{ kind: "distinct", value: term, as }] });
        return finished(making, depth, kept, as, field(as), { kind: "number" });
      };
    }
    case "sum":
    case "avg":
      return sum(statistic.kind, statistic.of, node, kept, making, context);
    case "min":
    case "max":
      return unsupported(
        "no-sliding-window",
        `Splunk has no ${statistic.kind.toUpperCase()} over a window whose edges its documentation gives to the millisecond`,
        "count the events that pass the threshold: `COUNT(FROM … WHERE x > … WITHIN …) >= 1`",
      );
    case "stddev":
    case "median":
    case "percentile":
      return unsupported("no-sliding-window", `${statistic.kind} has no sliding window`, "use OVER");
    default:
      return unreachable(statistic);
  }
}

/** Only events that have the value. */
function valued(kept: Kept, { term, prepare }: Single): Kept {
  return { ...kept, prepare: [...kept.prepare, ...prepare], taking: and([kept.taking, call("isnotnull", term)]) };
}

const digits = 1e9;

/** Whole numbers and fractions are added apart, so that what is taken away leaves nothing behind. */
function sum(kind: "sum" | "avg", of: Term, node: Aggregate, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const value = singleValue(of, making, context);
  if (!value.ok) return value;
  const { plan, account } = making;
  const { term, shape, name } = value.query;
  const kindOf = valueKind(shape);
  if (kindOf !== "number" && kindOf !== "duration")
    return unsupported("wrong-kind", `\`${name}\` is no number in this mapping`, "map it as a number");
  account.assume({ kind: "cap", what: "decimal places of what a sliding SUM or AVG adds, below 9e15", count: 9 });
  const [whole, parts, count, as] = [plan.name("whole"), plan.name("parts"), plan.name("count"), plan.name(kind)];
  const floor = call("floor", term);
  const total = arithmetic(field(whole), "+", arithmetic(field(parts), "/", number(digits)));
  const result = kind === "sum" ? total : choose(compare(field(count), ">", number(0)), arithmetic(total, "/", field(count)), nothing);
  const measures: readonly Measure[] = [
    { kind: "total", value: floor, as: whole },
    { kind: "total", value: call("round", arithmetic(arithmetic(term, "-", floor), "*", number(digits))), as: parts },
    ...(kind === "avg" ? [{ kind: "total", as: count } as const] : []),
  ];
  return (depth) => {
    plan.add(depth, { kind: "window", ...valued(kept, value.query), withinMs: node.withinMs, measures });
    return finished(making, depth, kept, as, result, { kind: kindOf });
  };
}

/** NEW and FREQUENCY: how many past events there are, and how many of them have this value. */
function pastShare(node: Novelty | Frequency, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const value = singleValue(node.value, making, context);
  if (!value.ok) return value;
  const { plan } = making;
  memoryCap(making);
  const { term, prepare } = value.query;
  const isNovelty = node.kind === "novelty";
  const [all, same, as] = [plan.name("past"), plan.name("same"), plan.name(isNovelty ? "new" : "frequency")];
  return (depth) => {
    const { index } = plan.add(depth, {
      kind: "window",
      ...kept,
      prepare: [...kept.prepare, ...prepare],
      withinMs: node.overMs,
      measures: [
        { kind: "total", as: all },
        { kind: "same", value: term, as: same },
      ],
    });
    // The event in hand is no part of its past.
    const own = field(`aidr_in${index}`);
    const others = arithmetic(field(all), "-", own);
    const having = arithmetic(field(same), "-", own);
    const enough = compare(others, ">=", number(isNovelty ? node.samplesMin : Math.max(1, node.samplesMin)));
    const hasValue = call("isnotnull", term);
    const result = isNovelty
      ? choose(and([hasValue, enough, compare(having, "==", number(0))]), text("true"), text("false"))
      : choose(and([hasValue, enough]), arithmetic(having, "/", others), nothing);
    return finished(making, depth, kept, as, result, { kind: isNovelty ? "boolean" : "number" });
  };
}

/** The value of the kept event before, marked with `=` so that an event without a value is told from no event. */
function previous(node: Previous, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const value = singleValue(node.value, making, context);
  if (!value.ok) return value;
  const refused = streamCap(making);
  if (refused) return refused;
  const { plan } = making;
  const { term, shape, prepare } = value.query;
  const [as, result] = [plan.name("before"), plan.name("previous")];
  return (depth) => {
    const values = new Map([[as, call("coalesce", asText(term), text("-"))]]);
    const { memory } = plan.add(depth, {
      kind: "look-back",
      ...kept,
      prepare: [...kept.prepare, ...prepare],
      values,
      asTime: plan.name("before_ms"),
    });
    const asTime = memory.kind === "look-back" ? memory.asTime : "";
    const isThere = compare(call("substr", field(as), number(1), number(1)), "==", text("="));
    const recent =
      node.withinMs === undefined ? [] : [compare(arithmetic(field(timeColumn), "-", field(asTime)), "<", number(node.withinMs))];
    const read = call("substr", field(as), number(2));
    const found = choose(and([isThere, ...recent]), isNumeric(shape) ? call("tonumber", read) : read, nothing);
    return finished(making, depth, kept, result, found, shape);
  };
}

const hourMs = 3_600_000;
const dayMs = 86_400_000;

function baseline(node: Baseline, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const { statistic, overMs, samplesMin } = node;
  if (node.excludeAlerted)
    return unsupported(
      "construct-missing",
      "a search does not know on which earlier events it fired itself",
      "leave out EXCLUDING ALERTED, or carry the baseline in telemetry",
    );
  if (statistic.kind === "median" || statistic.kind === "percentile" || statistic.kind === "count-distinct")
    return unsupported(
      "approximate-aggregate",
      `Splunk's ${statistic.kind} is an estimate, or interpolates where aidr takes a sample`,
      "use AVG and STDDEV, or carry the number in telemetry",
    );
  const value = statistic.kind === "count" ? undefined : singleValue(statistic.of, making, context);
  if (value && !value.ok) return value;
  if (value && valueKind(value.query.shape) !== "number" && valueKind(value.query.shape) !== "duration")
    return unsupported("wrong-kind", `\`${value.query.name}\` is no number in this mapping`, "map it as a number");
  const { plan } = making;
  const { kind } = statistic;
  memoryCap(making);
  const asked: readonly BucketStatistic[] =
    statistic.kind === "count" ? ["count"] : statistic.kind === "stddev" ? ["count", "stdev", "min", "max"] : ["count", statistic.kind];
  const of = value ? valued(kept, value.query) : kept;
  const shape: Shape = { kind: value?.query.shape.kind === "duration" ? "duration" : "number" };
  const as = plan.name("baseline");
  return (depth) => {
    const { memory } = plan.add(depth, {
      kind: "buckets",
      ...of,
      value: value ? value.query.term : number(1),
      overMs,
      bucketMs: overMs < 2 * dayMs ? hourMs : dayMs,
      statistics: new Map(asked.map((one) => [one, plan.name(`${one}_of`)] as const)),
    });
    const statistics = memory.kind === "buckets" ? memory.statistics : new Map<BucketStatistic, string>();
    const column = (one: BucketStatistic) => field(statistics.get(one) ?? "");
    const enough = (least: number) => compare(column("count"), ">=", number(Math.max(least, samplesMin)));
    const result = baselineValue(kind, column, enough);
    return finished(making, depth, kept, as, result, shape);
  };
}

type PlainStatistic = Exclude<Baseline["statistic"]["kind"], "median" | "percentile" | "count-distinct">;

function baselineValue(kind: PlainStatistic, column: (one: BucketStatistic) => Expr, enough: (least: number) => Expr): Expr {
  switch (kind) {
    case "count":
      return choose(enough(0), column("count"), nothing);
    case "sum":
      return choose(enough(0), call("coalesce", column("sum"), number(0)), nothing);
    case "stddev": {
      // Equal samples deviate by nothing, whatever the rounding of their mean.
      const deviation = choose(compare(column("min"), "==", column("max")), number(0), column("stdev"));
      return choose(enough(2), deviation, nothing);
    }
    case "avg":
    case "min":
    case "max":
      return choose(enough(1), column(kind), nothing);
    default:
      return unreachable(kind);
  }
}

/** A column of its own, which is null where the event in hand has no key. */
function finished({ plan }: Making, depth: number, { key }: Kept, as: string, result: Expr, shape: Shape): SplValue {
  if (key.kind !== "string") plan.after(depth, as, choose(call("isnotnull", key), result, nothing));
  else if (result.kind !== "field" || result.name !== as) plan.after(depth, as, result);
  return computed(field(as), shape, as, true);
}

/** `field SEEN IN (…)`: the value was in an earlier event of the key. Undefined for every other test. */
export function seenTest(node: Test, polarity: Polarity, making: Making, context: Lowering<"spl">): Lowered<Expr> | undefined {
  const { object } = node;
  if (object.kind !== "seen" || node.word !== "in-list" || node.of !== "one") return undefined;
  if (making.bindings.size > 0)
    return unsupported(
      "multivalue-field",
      "inside of a quantifier Splunk has one value in hand, and no past of it",
      "ask `field SEEN IN (…)` of a single value, or run the rule in aidr and ship its alerts",
    );
  if (node.fold) return unsupported("non-ascii-fold", "Splunk keeps the values of earlier events with their case", "leave out NOCASE");
  const made = making.plan.inside(() => makeSeen(node, object, polarity, making, context));
  const { value } = made;
  if ("ok" in value) return value;
  return total(compare(call("coalesce", value(made.depth).term, number(0)), ">", number(0)));
}

function makeSeen(node: Test, seen: Seen, polarity: Polarity, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const kept = keptBy(seen, polarity, making, context);
  if ("ok" in kept) return kept;
  const [asked, value] = [singleValue(node.subject, making, context), singleValue(seen.value, making, context)];
  if (!asked.ok) return asked;
  if (!value.ok) return value;
  if (valueKind(asked.query.shape) !== valueKind(value.query.shape))
    return unsupported(
      "wrong-kind",
      `\`${asked.query.name}\` and \`${value.query.name}\` are of different kinds`,
      "compare values of one kind",
    );
  const { plan } = making;
  memoryCap(making);
  const as = plan.name("seen");
  const of = valued(kept, value.query);
  return (depth) => {
    plan.add(depth, {
      kind: "window",
      ...of,
      prepare: [...of.prepare, ...asked.query.prepare],
      withinMs: seen.withinMs,
      measures: [{ kind: "same", value: value.query.term, asked: asked.query.term, as }],
    });
    return finished(making, depth, kept, as, choose(call("isnotnull", asked.query.term), field(as), number(0)), { kind: "number" });
  };
}
