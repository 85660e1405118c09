/** BY: the key of an event as columns that can be joined. */
import type { Lowered, Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { type KqlOperand, presence } from "../../builtins/kql/operand.ts";
import type { Term } from "../../ir/plan.ts";
import * as kql from "../../targets/kql/build.ts";
import { isComputed } from "../../targets/kql/hoist.ts";
import type { Expr } from "../../targets/kql/query.ts";
import { operandOf } from "../term.ts";
import type { Scope } from "./builder.ts";

/** The parts of a key, and the condition under which an event has all of them. */
export type Key = { readonly parts: readonly Expr[]; readonly isThere: Expr };

export function keyOf(by: readonly Term[], scope: Scope): Key | Unsupported {
  const parts: Expr[] = [];
  const there: Expr[] = [];
  for (const term of by) {
    const lowered = operandOf(term, scope.context.terms, scope.context, "both");
    if (!lowered.ok) return lowered;
    const part = comparable(lowered.query);
    if (!part.ok) return part;
    for (const assumption of [...lowered.assumptions, ...part.assumptions]) scope.context.account.assume(assumption);
    parts.push(part.query.value);
    there.push(part.query.isThere);
  }
  return { parts, isThere: kql.and(there) };
}

export function isKey(key: Key | Unsupported): key is Key {
  return "parts" in key;
}

export type Comparable = { readonly value: Expr; readonly isThere: Expr };

/** A value that `==`, `join` and `summarize` compare as aidr does; arrays and records have no such form but as text. */
export function comparable(operand: KqlOperand): Lowered<Comparable> {
  const { term, shape, type, name } = operand;
  if (term.kind === "call" && term.name === "iff" && kql.typeOf(term) === "dynamic" && shape.kind === "list") return packed(term);
  if (shape.kind === "json" && type.kind !== "string" && type.kind !== "enum")
    return unsupported(
      "wrong-kind",
      `\`${name}\` lies inside of JSON, where Kusto does not compare values of unknown kind`,
      `map \`${name}\` to a column of its own`,
    );
  if (shape.kind === "list")
    return unsupported(
      "multivalue-field",
      `\`${name}\` is a list, and Kusto does not compare lists`,
      "compare one of its elements, or carry a text made of them",
    );
  if (shape.kind === "json")
    return unsupported(
      "empty-string-match",
      `\`${name}\` lies inside of JSON, where an empty text and none read the same as a key`,
      `map \`${name}\` to a column of its own`,
    );
  const there = presence(operand);
  if ("ok" in there) return there;
  const value = term.kind === "counted" ? term.full : term;
  const isThere = isComputed(value) ? kql.call("isfinite", "bool", value) : there.condition;
  return { ok: true, query: { value, isThere }, whenMissing: "unknown", assumptions: there.assumptions };
}

/** A tuple: compared as the text of its JSON. */
function packed(term: Extract<Expr, { readonly kind: "call" }>): Lowered<Comparable> {
  const [isThere = kql.no] = term.args;
  return { ok: true, query: { value: kql.call("tostring", "string", term), isThere }, whenMissing: "unknown", assumptions: [] };
}
