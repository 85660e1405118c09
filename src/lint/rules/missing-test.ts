/** A rule without a case: nobody has ever seen it fire. */
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";

export const missingTest: LintRule = {
  name: "missing-test",
  topic: "tests",
  severity: "info",
  summary: "a rule without a test",
  visit: { rule: inRule },
};

function inRule({ node, plan, module }: PlannedRule, { tests }: LintProject): Finding | undefined {
  if (!tests || (tests.get(plan.id)?.length ?? 0) > 0) return undefined;
  const file = module.file.name.replace(/\.aidr$/, ".test.yaml");
  return {
    span: node.title.span,
    message: "this rule has no test",
    help: [`write its cases into \`${file}\`: one that fires, and two that nearly do`],
  };
}
