/** NOT ALL on a list that may be empty: ALL of nothing is false, so this holds where there is nothing to look at. */
import type { Not } from "../../syntax/ast.ts";
import { rewriting, sourceOf } from "../edits.ts";
import { withoutGroups } from "../same-text.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const negatedAll: LintRule = {
  name: "negated-all",
  topic: "meaning",
  severity: "warning",
  summary: "a NOT ALL, which holds for an empty list",
  visit: { expr: { not: inNot } },
};

function inNot(not: Not, { module }: Written): Finding | undefined {
  const quantifier = withoutGroups(not.operand);
  if (quantifier.kind !== "quantifier" || !quantifier.every) return undefined;
  const { variable, list, body } = quantifier;
  const text = `(ANY ${variable.name} IN ${sourceOf(list.span, module)}: NOT (${sourceOf(body.span, module)}))`;
  return {
    span: not.span,
    message: "this also holds for an empty list, and where there is no list",
    help: ["`ANY v IN …: NOT …` asks for an element that breaks the rule"],
    ...rewriting("write ANY … NOT", not.span, text, module),
  };
}
