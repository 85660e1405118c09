/** ANY and ALL in EQL: a test of a column with several values holds when one of them meets it (elastic/elasticsearch, pull request 76612). */
import type { Lowered, Operand } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import { wrongKind } from "../../../builtins/eql/sides.ts";
import { negationInwards } from "../../../ir/negate.ts";
import type { Predicate } from "../../../ir/plan.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { and, boolean, exists, not, or } from "../../../targets/eql/build.ts";
import type { Expr } from "../../../targets/eql/query.ts";
import type { Type } from "../../../types/type.ts";
import type { Polarity } from "../../account.ts";
import { flipped } from "../../account.ts";
import type { Lowering } from "../../context.ts";
import { lowerPredicate } from "../../predicate.ts";
import { operandOf } from "../../term.ts";
import { type ElementSaying, someElement } from "../some-element.ts";
import { twoValued } from "./fields-read.ts";
import { termsOf } from "./terms.ts";

type Quantified = Extract<Predicate, { readonly kind: "quantified" }>;

/** False, never unknown, where the list is missing. */
export function quantifiedEql(node: Quantified, polarity: Polarity, context: Lowering<"eql">, mapping: Mapping): Lowered<Expr> {
  const list = operandOf(node.list, context.terms, context, "both");
  if (!list.ok) return list;
  const type: Type = list.query.type.kind === "list" ? list.query.type.of : { kind: "any" };
  if (list.query.constant) return overConstant(node, list.query, type, polarity, context, mapping);
  const { term, shape, name } = list.query;
  if (shape.kind !== "list") return wrongKind(list.query, "a list");
  if (term.kind !== "field")
    return unsupported("multivalue-field", `\`${name}\` is computed, and EQL goes through columns alone`, "map it as a field");
  const inner = withVariable(node.variable, { ...list.query, type, shape: shape.of, missable: true }, context, mapping);
  const present = exists(term.name);
  const saying = (each: Polarity): ElementSaying<Expr> => ({
    language: "EQL",
    code: "multivalue-field",
    lower: (part) => lowerPredicate(part, inner, each),
    all: and,
    any: or,
    present,
  });
  if (!node.every) return settled(someElement(negationInwards(node.part), node.variable, saying(polarity)), polarity);
  // Every element: there is one, and none fails.
  const fails: Predicate = { kind: "not", part: node.part, span: node.span };
  const failing = someElement(negationInwards(fails), node.variable, saying(flipped(polarity)));
  return failing.ok ? { ...failing, query: and([present, not(twoValued(failing.query))]) } : failing;
}

function settled(lowered: Lowered<Expr>, polarity: Polarity): Lowered<Expr> {
  return lowered.ok && polarity !== "positive" ? { ...lowered, query: twoValued(lowered.query) } : lowered;
}

/** The terms of the context around, and the variable beside them. */
function withVariable(name: string, value: Operand<Expr>, context: Lowering<"eql">, mapping: Mapping): Lowering<"eql"> {
  const own = termsOf(mapping, context.account, new Map([[name, value]]));
  const binding: Lowering<"eql">["terms"]["binding"] = (node) => (node.name === name ? own.binding(node) : context.terms.binding(node));
  return { ...context, terms: { ...context.terms, binding } };
}

/** A written list: the part once for each of its values. */
function overConstant(
  node: Quantified,
  list: Operand<Expr>,
  type: Type,
  polarity: Polarity,
  context: Lowering<"eql">,
  mapping: Mapping,
): Lowered<Expr> {
  const values = list.constant?.value;
  if (!Array.isArray(values) || values.length === 0) return total(boolean(false));
  const parts: Expr[] = [];
  for (const value of values) {
    const term = context.terms.constant(value, type);
    if (!term.ok) return term;
    const element: Operand<Expr> = {
      term: term.query,
      type,
      shape: list.shape.kind === "list" ? list.shape.of : list.shape,
      constant: { value },
      missable: value === undefined,
      name: node.variable,
      nonempty: false,
    };
    parts.push(lowerPredicate(node.part, withVariable(node.variable, element, context, mapping), polarity));
  }
  return settled(total(node.every ? and(parts) : or(parts)), polarity);
}
