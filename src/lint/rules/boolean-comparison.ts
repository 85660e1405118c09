/** `x == true`: a boolean is a condition by itself. */
import type { Test } from "../../ir/plan.ts";
import { isInside, replacing, sourceOf } from "../edits.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const booleanComparison: LintRule = {
  name: "boolean-comparison",
  topic: "meaning",
  severity: "info",
  summary: "a boolean compared with `true`",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test, { rule: { module } }: Planned): Finding | undefined {
  const [one, other] = test.subject.kind === "literal" ? [test.object, test.subject] : [test.subject, test.object];
  const isComparison = test.word === "equal" && other.kind === "literal" && other.value === true && one.type.kind === "boolean";
  if (!isComparison || !isInside(other.span, test.span) || !isInside(one.span, test.span)) return undefined;
  return {
    span: test.span,
    message: "`== true` says nothing that the value does not say",
    ...(test.span.file === module.file.name ? replacing("delete it", test.span, sourceOf(one.span, module), module) : {}),
  };
}
