/** ANY and ALL in ES|QL: the list is taken apart, its elements counted for each event, and the condition reads the count. */
import type { Constant, Lowered } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import type { Predicate } from "../../../ir/plan.ts";
import type { Type } from "../../../types/type.ts";
import { and, call, column, compare, number, or } from "../../../targets/esql/build.ts";
import type { Aggregation, Expr } from "../../../targets/esql/query.ts";
import type { Polarity } from "../../account.ts";
import { lowerPredicate } from "../../predicate.ts";
import type { Lowering } from "../../context.ts";
import { operandOf } from "../../term.ts";
import type { Stages } from "./stages.ts";
import { countOf } from "./stages.ts";
import type { Reading, Value } from "./terms.ts";
import { constantExpr, termsOf } from "./terms.ts";

type Quantified = Extract<Predicate, { readonly kind: "quantified" }>;

export function quantified(
  node: Quantified,
  polarity: Polarity,
  context: Lowering<"esql">,
  reading: Reading,
  stages: Stages,
): Lowered<Expr> {
  const list = operandOf(node.list, context.terms, context, "both");
  if (!list.ok) return list;
  const type: Type = list.query.type.kind === "list" ? list.query.type.of : { kind: "any" };
  if (list.query.constant) return overConstant(node, list.query, list.query.constant.value, type, polarity, context, reading);
  const { term, shape, name } = list.query;
  if (term.kind !== "column" || shape.kind !== "list")
    return unsupported("wrong-kind", `\`${name}\` is not mapped as a list`, "map it as `kind: list` with the kind of its elements in `of`");
  const inside = (element: Expr): Expr => {
    // Only elements that are there are counted.
    const value: Value = { term: element, type, shape: shape.of, missable: false, name: node.variable, nonempty: false };
    return lowerPredicate(node.part, withElement(context, reading, node.variable, value), polarity);
  };
  const before = stages.expansions.length;
  const query = node.every
    ? everyElement(list.query, node.variable, stages, inside)
    : someElement(list.query, node.variable, stages, inside);
  if (!stages.readsOuterElement()) return total(query);
  // Where a broader answer is asked for, the rest of the rule goes on without it.
  stages.expansions.length = before;
  return unsupported(
    "construct-missing",
    `\`${node.variable}\` is compared with the element of another list, and ES|QL takes one list apart at a time`,
    "run the rule in aidr and ship its alerts",
  );
}

/** The terms of the context around, and the variable beside them. */
function withElement(context: Lowering<"esql">, reading: Reading, variable: string, value: Value): Lowering<"esql"> {
  const own = termsOf({ ...reading, bindings: new Map([[variable, value]]) });
  const terms: Lowering<"esql">["terms"] = {
    ...context.terms,
    binding: (node) => (node.name === variable ? own.binding(node) : context.terms.binding(node)),
  };
  return { ...context, terms };
}

/** Whether the condition holds for one of the elements. */
export function someElement(list: Value, variable: string, stages: Stages, condition: (element: Expr) => Expr): Expr {
  const element = stages.fresh(`each_${variable}`);
  const hits = stages.fresh(`${variable}_hits`);
  const counted = countOf(
    hits,
    element,
    stages.inside(element, () => condition(column(element))),
  );
  expand(list, element, stages, [counted]);
  return compare(">", column(hits), number(0));
}

/** Whether it holds for all of them, of which there is one at least. */
function everyElement(list: Value, variable: string, stages: Stages, condition: (element: Expr) => Expr): Expr {
  const element = stages.fresh(`each_${variable}`);
  const hits = stages.fresh(`${variable}_hits`);
  const all = stages.fresh(`${variable}_count`);
  const holds = stages.inside(element, () => condition(column(element)));
  expand(list, element, stages, [countOf(hits, element, holds), { name: all, value: call("COUNT", column(element)) }]);
  return and([compare(">", column(all), number(0)), compare("==", column(hits), column(all))]);
}

function expand(list: Value, element: string, stages: Stages, aggregations: readonly Aggregation[]): void {
  if (list.term.kind === "column") stages.expansions.push({ list: list.term.name, element, aggregations });
}

/** A written list: the part once for each of its values. */
function overConstant(
  node: Quantified,
  list: Value,
  value: Constant,
  type: Type,
  polarity: Polarity,
  context: Lowering<"esql">,
  reading: Reading,
): Lowered<Expr> {
  if (!Array.isArray(value)) return unsupported("wrong-kind", `\`${list.name}\` is no list`, "write a list");
  const shape = list.shape.kind === "list" ? list.shape.of : list.shape;
  const parts = value.map((each: Constant) => {
    const term = constantExpr(each, type);
    const element: Value = { ...list, term, type, shape, constant: { value: each }, missable: each === undefined };
    return lowerPredicate(node.part, withElement(context, reading, node.variable, element), polarity);
  });
  if (parts.length === 0) return total({ kind: "boolean", value: false });
  const query = node.every ? and(parts) : or(parts);
  // A part that is unknown counts as false; under a NOT that has to be said.
  return total(polarity === "positive" ? query : call("COALESCE", query, { kind: "boolean", value: false }));
}
