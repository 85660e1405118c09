/** NOT NOT: one of them too many, or one too few. */
import type { Not } from "../../syntax/ast.ts";
import { replacing, sourceOf } from "../edits.ts";
import { withoutGroups } from "../same-text.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const redundantNot: LintRule = {
  name: "redundant-not",
  topic: "meaning",
  severity: "warning",
  summary: "a NOT of a NOT",
  visit: { expr: { not: inNot } },
};

function inNot(not: Not, { module }: Written): Finding | undefined {
  const inner = withoutGroups(not.operand);
  if (inner.kind !== "not") return undefined;
  return {
    span: not.span,
    message: "two `NOT` are none",
    ...replacing("delete both", not.span, sourceOf(inner.operand.span, module), module),
  };
}
