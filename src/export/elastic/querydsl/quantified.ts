/** ANY and ALL in Query DSL: a clause about a field with several values is true when it is true of any of them. */
import type { Constant, Lowered, Operand } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import { negationInwards } from "../../../ir/negate.ts";
import type { Predicate } from "../../../ir/plan.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import type { Type } from "../../../types/type.ts";
import type { Query, Subject } from "../../../targets/querydsl/query.ts";
import { all, any, not } from "../../../targets/querydsl/query.ts";
import type { Polarity } from "../../account.ts";
import { flipped } from "../../account.ts";
import { lowerPredicate } from "../../predicate.ts";
import type { Lowering } from "../../context.ts";
import { operandOf } from "../../term.ts";
import { type ElementSaying, someElement } from "../some-element.ts";
import { termsOf } from "./terms.ts";

type Quantified = Extract<Predicate, { readonly kind: "quantified" }>;

export function quantified(node: Quantified, polarity: Polarity, context: Lowering<"querydsl">, mapping: Mapping): Lowered<Query> {
  const list = operandOf(node.list, context.terms, context, "both");
  if (!list.ok) return list;
  const type: Type = list.query.type.kind === "list" ? list.query.type.of : { kind: "any" };
  if (list.query.constant) return overConstant(node, list.query, list.query.constant.value, type, polarity, context, mapping);
  if (list.query.term.kind !== "field" || list.query.shape.kind !== "list") return noList(list.query);
  if (list.query.shape.of.kind === "json")
    return unsupported(
      "wrong-kind",
      `\`${list.query.name}\` is a list of objects, which Elasticsearch flattens: the parts of one object are not known to belong together`,
      "map the parts to list columns of their own, or run the rule in aidr and ship its alerts",
    );
  const element: Operand<Subject> = { ...list.query, type, shape: list.query.shape.of };
  const inner = innerContext(node, element, context, mapping);
  const present: Query = { kind: "exists", field: list.query.term.name };
  const saying = (each: Polarity): ElementSaying<Query> => ({
    language: "Query DSL",
    code: "construct-missing",
    lower: (part) => lowerPredicate(part, inner, each),
    all,
    any,
    present,
  });
  if (!node.every) return someElement(negationInwards(node.part), node.variable, saying(polarity));
  // Every element: the list has one, and none fails.
  const opposite = someElement(
    negationInwards({ kind: "not", part: node.part, span: node.span }),
    node.variable,
    saying(flipped(polarity)),
  );
  return opposite.ok ? { ...opposite, query: all([present, not(opposite.query)]) } : opposite;
}

function noList({ name }: Operand<Subject>): Lowered<Query> {
  return unsupported("wrong-kind", `\`${name}\` is not mapped as a list`, "map it as `kind: list` with the kind of its elements in `of`");
}

/** The terms of the context around, and the variable beside them. */
function innerContext(node: Quantified, element: Operand<Subject>, context: Lowering<"querydsl">, mapping: Mapping): Lowering<"querydsl"> {
  const own = termsOf(mapping, new Map([[node.variable, total(element)]]));
  const terms: Lowering<"querydsl">["terms"] = {
    ...context.terms,
    binding: (binding) => (binding.name === node.variable ? own.binding(binding) : context.terms.binding(binding)),
  };
  return { ...context, terms };
}

/** A written list: the part once for each of its values. */
function overConstant(
  node: Quantified,
  list: Operand<Subject>,
  value: Constant,
  type: Type,
  polarity: Polarity,
  context: Lowering<"querydsl">,
  mapping: Mapping,
): Lowered<Query> {
  if (!Array.isArray(value)) return noList(list);
  const parts = value.map((each: Constant) => {
    const element: Operand<Subject> = {
      ...list,
      type,
      constant: { value: each },
      term: { kind: "constant" },
      missable: each === undefined,
    };
    return lowerPredicate(node.part, innerContext(node, element, context, mapping), polarity);
  });
  return total(node.every && parts.length > 0 ? all(parts) : any(parts));
}
