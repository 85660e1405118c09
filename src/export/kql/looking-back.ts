/** NEW, FREQUENCY, PREVIOUS and SEEN: earlier events of the key, the row itself not among them. */
import type { Lowered, Shape } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { asList, type KqlOperand, scalarType } from "../../builtins/kql/operand.ts";
import { showDuration } from "../../ir/show.ts";
import type { Frequency, Novelty, Previous, Seen } from "../../ir/state.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Named, Stage } from "../../targets/kql/query.ts";
import type { Type } from "../../types/type.ts";
import type { Polarity } from "../account.ts";
import { operandOf } from "../term.ts";
import type { Builder, Scope } from "./builder.ts";
import { type Comparable, comparable } from "./keys.ts";
import { assumeOrder, isBefore, isWithin, ownPlace } from "./order.ts";
import { addColumn, type Draft, draftOf, isDraft, type Look, nameOf, pastPlace, pastValue } from "./past.ts";
import type { Term } from "../../ir/plan.ts";

/** Past events in (t − d, t), earlier in the order. */
function earlier(builder: Builder, withinMs: number | undefined): Pick<Look, "pair" | "withinMs"> {
  const own = ownPlace(builder);
  const before = isBefore(builder, pastPlace, own, "strictly");
  return withinMs === undefined ? { pair: before } : { pair: kql.and([isWithin(pastPlace, own, withinMs), before]), withinMs };
}

type Habit = { readonly all: Expr; readonly same: Expr; readonly isThere: Expr };

/** How many past events there are, and how many of them with the row's value. */
function habit(builder: Builder, node: Novelty | Frequency, scope: Scope, polarity: Polarity): Habit | ReturnType<typeof unsupported> {
  const disorder = assumeOrder(builder);
  if (disorder) return disorder;
  const period = showDuration(node.overMs);
  const draft = draftOf(builder, scope, node, polarity, {
    way: ["habit", node.overMs],
    wish: `past_${period}`,
    ...earlier(builder, node.overMs),
    reduce: (made, id) => [{ kind: "summarize", aggregates: made.aggregates, by: [id] }],
  });
  if (!isDraft(draft)) return draft;
  const own = valueIn(node.value, scope);
  if (!own.ok) return own;
  const past = valueIn(node.value, draft.scope);
  if (!past.ok) return past;
  const name = nameOf(node.value);
  const ownName = own.query.value.kind === "column" ? own.query.value.name : builder.fresh(`own_${name}`);
  if (!draft.own.some((one) => one.name === ownName)) draft.own.push({ name: ownName, value: own.query.value });
  const pastColumn = pastValue(draft, `past_${name}`, past.query.value);
  const same = kql.compare("==", pastColumn, kql.column(ownName, kql.typeOf(own.query.value)));
  return {
    all: addColumn(builder, draft, `events_${period}`, kql.call("count", "long"), "long"),
    same: addColumn(builder, draft, `same_${name}_${period}`, kql.call("countif", "long", same), "long"),
    isThere: kql.and([own.query.isThere, draft.keyIsThere]),
  };
}

function valueIn(term: Term, scope: Scope): Lowered<Comparable> {
  const lowered = operandOf(term, scope.context.terms, scope.context, "both");
  if (!lowered.ok) return lowered;
  const value = comparable(lowered.query);
  if (value.ok) for (const assumption of value.assumptions) scope.context.account.assume(assumption);
  return value;
}

export function novelty(builder: Builder, node: Novelty, scope: Scope, polarity: Polarity): Lowered<KqlOperand> {
  const found = habit(builder, node, scope, polarity);
  if ("ok" in found) return found;
  // With no past at all the counts are null.
  const zero = (count: Expr): Expr => (node.samplesMin > 0 ? count : kql.call("coalesce", "long", count, kql.long(0)));
  const term = kql.and([
    found.isThere,
    kql.compare(">=", zero(found.all), kql.long(node.samplesMin)),
    kql.compare("==", zero(found.same), kql.long(0)),
  ]);
  return operand(term, node.type, { kind: "boolean" }, "NEW");
}

export function frequency(builder: Builder, node: Frequency, scope: Scope, polarity: Polarity): Lowered<KqlOperand> {
  const found = habit(builder, node, scope, polarity);
  if ("ok" in found) return found;
  const enough = kql.and([found.isThere, kql.compare(">=", found.all, kql.long(Math.max(1, node.samplesMin)))]);
  const share = kql.arithmetic("/", kql.call("toreal", "real", found.same), found.all);
  return operand(kql.when(enough, share, kql.nothing("real")), node.type, { kind: "number" }, "FREQUENCY");
}

/** The value of the event before: of those at the last time, the one with the highest number. */
export function previous(builder: Builder, node: Previous, scope: Scope, polarity: Polarity): Lowered<KqlOperand> {
  const disorder = assumeOrder(builder);
  if (disorder) return disorder;
  const draft = draftOf(builder, scope, node, polarity, {
    way: ["previous", node.withinMs],
    wish: node.withinMs === undefined ? "previous" : `previous_${showDuration(node.withinMs)}`,
    ...earlier(builder, node.withinMs),
    reduce: (made, id) => latest(builder, made, id),
  });
  if (!isDraft(draft)) return draft;
  const lowered = operandOf(node.value, draft.scope.context.terms, draft.scope.context, "both");
  if (!lowered.ok) return lowered;
  const { term, shape } = lowered.query;
  const value = shape.kind === "list" && kql.typeOf(term) === "dynamic" ? comparable(lowered.query) : undefined;
  if (value && !value.ok) return value;
  const full = value?.ok ? value.query.value : term.kind === "counted" ? term.full : term;
  const name = builder.fresh(`previous_${nameOf(node.value)}`);
  const known = [...draft.values.values()].find((one) => JSON.stringify(one.value) === JSON.stringify(full));
  const column = pastValue(draft, known?.name ?? name, full);
  draft.columns.add(known?.name ?? name);
  return operand(column, node.type, value?.ok ? { kind: "keyword" } : shape, nameOf(node.value), lowered.query.nonempty);
}

function latest(builder: Builder, { values }: Draft, id: Named): readonly Stage[] {
  const rest = [...values.values()].map(({ name, value }) => kql.column(name, kql.typeOf(value)));
  const time = kql.column(pastPlace.time, "datetime");
  const sequence = kql.column(pastPlace.sequence, "long");
  const newest = (by: Expr): Named => ({ name: "", value: kql.call("arg_max", "datetime", by, ...rest) });
  const stages: Stage[] = [
    { kind: "summarize", aggregates: [newest(time)], by: [id] },
    { kind: "project-away", columns: [pastPlace.time] },
  ];
  if (builder.mapping.ties.kind !== "sequence") return stages;
  return [{ kind: "summarize", aggregates: [newest(sequence)], by: [id, { name: pastPlace.time, value: time }] }, ...stages];
}

/** All values of the key's past events, as an array. */
export function seen(builder: Builder, node: Seen, scope: Scope, polarity: Polarity): Lowered<KqlOperand> {
  const disorder = assumeOrder(builder);
  if (disorder) return disorder;
  const name = nameOf(node.value);
  const probe = draftOf(builder, scope, node, polarity, {
    way: ["seen", node.withinMs, node.value],
    wish: `seen_${showDuration(node.withinMs)}`,
    ...earlier(builder, node.withinMs),
    shape: (made) => expanded(made),
    reduce: (made, id) => [{ kind: "summarize", aggregates: made.aggregates, by: [id] }],
  });
  if (!isDraft(probe)) return probe;
  const lowered = operandOf(node.value, probe.scope.context.terms, probe.scope.context, "both");
  if (!lowered.ok) return lowered;
  const one = elementShape(lowered.query);
  if (!one)
    return unsupported(
      "wrong-kind",
      `\`${lowered.query.name}\` holds records, which Kusto does not compare`,
      "look for one of their fields",
    );
  if (scalarType(one) === "string" && !lowered.query.nonempty)
    return unsupported(
      "empty-string-match",
      `Kusto cannot tell an empty \`${lowered.query.name}\` from a missing one`,
      `promise \`nonempty: true\` for \`${lowered.query.name}\` in the mapping`,
    );
  const past = pastValue(probe, "past_value", lowered.query.term);
  const value = asList(lowered.query) ? kql.column("one_value", scalarType(one)) : past;
  const column = addColumn(builder, probe, `seen_${name}`, kql.call("make_set", "dynamic", value), "dynamic");
  return operand(column, node.type, { kind: "list", of: one }, `SEEN ${name}`, true);
}

function elementShape({ shape }: KqlOperand): Exclude<Shape, { readonly kind: "list" }> | undefined {
  const one = shape.kind === "list" ? shape.of : shape;
  return one.kind === "json" ? undefined : one;
}

/** A list of values becomes one row a value; what is not there is no value. */
function expanded({ values }: Draft): readonly Stage[] {
  const value = values.get("past_value")?.value;
  if (!value) return [];
  const past = kql.column("past_value", kql.typeOf(value));
  if (kql.typeOf(value) !== "dynamic") return [{ kind: "where", condition: kql.present(past) }];
  return [
    { kind: "mv-expand", variable: "one_value", list: past, of: "string" },
    { kind: "where", condition: kql.present(kql.column("one_value", "string")) },
  ];
}

function operand(term: Expr, type: Type, shape: Shape, name: string, nonempty = false): Lowered<KqlOperand> {
  return { ok: true, query: { term, type, shape, missable: true, name, nonempty }, whenMissing: "unknown", assumptions: [] };
}
