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
  const isNegated = sourceOf(test.span, module).includes("!=");
  const bare = `${isNegated ? "NOT " : ""}${sourceOf(one.span, module)}`;
  return {
    span: test.span,
    message: `\`${isNegated ? "!=" : "=="} true\` says nothing that the value does not say`,
    help: [`write \`${bare}\``],
    ...(test.span.file === module.file.name ? replacing("write the value alone", test.span, bare, module) : {}),
  };
}
