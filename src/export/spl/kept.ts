/** Which events a memory keeps, under which key, and with which value. */
import type { Lowered, Shape, Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { tupleSpl } from "../../builtins/spl/number.ts";
import type { Predicate, Term } from "../../ir/plan.ts";
import { termText } from "../../ir/prose.ts";
import type { State } from "../../ir/state.ts";
import { and, call, choose, compare, field, nothing, or, text } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import type { Polarity } from "../account.ts";
import type { Lowering } from "../context.ts";
import { lowerPredicate } from "../predicate.ts";
import { operandOf } from "../term.ts";
import type { Making, SplValue } from "./context.ts";
import { computed } from "./context.ts";
import { readField } from "./fields.ts";
import type { Kept } from "./plan.ts";

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

export type Single = SplValue & { readonly prepare: Kept["prepare"] };

/** A value that is counted or compared over events: one text or number. A tuple becomes a column. */
export function singleValue(term: Term, making: Making, context: Lowering<"spl">): Lowered<Single> {
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

/** Which events are kept, and under which key. The truth of `where` bears on the rule as its count does. */
export function keptBy(
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

/** Only events that have the value. */
export function valued(kept: Kept, { term, prepare }: Single): Kept {
  return { ...kept, prepare: [...kept.prepare, ...prepare], taking: and([kept.taking, call("isnotnull", term)]) };
}

/** Adds the memory at the depth that its insides allow, and says what reads it. */
export type Made = (depth: number) => SplValue;

/** A column of its own, which is null where the event in hand has no key. */
export function finished({ plan }: Making, depth: number, { key }: Kept, as: string, result: Expr, shape: Shape): SplValue {
  if (key.kind !== "string") plan.after(depth, as, choose(call("isnotnull", key), result, nothing));
  else if (result.kind !== "field" || result.name !== as) plan.after(depth, as, result);
  return computed(field(as), shape, as, true);
}
