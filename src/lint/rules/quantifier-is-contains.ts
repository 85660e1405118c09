/** ANY with a variable for what CONTAINS says without one. */
import type { Expr, Quantifier } from "../../syntax/ast.ts";
import { walkExprs } from "../../syntax/walk.ts";
import { rewriting, sourceOf } from "../edits.ts";
import { withoutGroups } from "../same-text.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const quantifierIsContains: LintRule = {
  name: "quantifier-is-contains",
  topic: "meaning",
  severity: "info",
  summary: "an ANY that is a CONTAINS",
  visit: { expr: { quantifier: inQuantifier } },
};

function inQuantifier(quantifier: Quantifier, { module }: Written): Finding | undefined {
  const text = quantifier.every ? undefined : shorter(quantifier, (expr) => sourceOf(expr.span, module));
  if (text === undefined) return undefined;
  return {
    span: quantifier.span,
    message: "this says what `CONTAINS` says without a variable",
    help: [`write \`${text.replace(/\s+/g, " ")}\``],
    ...rewriting("write CONTAINS", quantifier.span, text, module),
  };
}

function shorter({ variable, list, body }: Quantifier, source: (expr: Expr) => string): string | undefined {
  const test = withoutGroups(body);
  const isVariable = (expr: Expr): boolean => expr.kind === "name" && expr.name === variable.name;
  const isFree = (expr: Expr): boolean => !reads(expr, variable.name);
  // Of other values than texts only the type of the list says whether it can be asked so.
  if (test.kind === "comparison" && test.operator === "==" && !test.casing && isVariable(test.left) && test.right.kind === "string")
    return `${source(list)} CONTAINS ${source(test.right)}`;
  if (test.kind === "in" && !test.negated && !test.casing && isVariable(test.value) && isOfTexts(test.list))
    return `${source(list)} CONTAINS ${source(test.list)}`;
  if (test.kind === "text-test" && !test.negated && !test.all && test.word !== "LIKE" && isVariable(test.object) && isFree(test.value))
    return `${source(test.value)} ${test.word}${test.wholeWord ? " WORD" : ""} ${source(list)}${test.casing ? ` ${test.casing}` : ""}`;
  return undefined;
}

function isOfTexts(list: Expr): boolean {
  return list.kind === "list" && list.items.length > 0 && list.items.every((item) => item.kind === "string");
}

function reads(expr: Expr, name: string): boolean {
  let found = false;
  walkExprs(expr, (one) => {
    if (one.kind === "name" && one.name === name) found = true;
    return !found;
  });
  return found;
}
