/** A rule that is only shown what it fires on: one that fires on everything would pass. */
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";

export const missingNearMiss: LintRule = {
  name: "missing-near-miss",
  topic: "tests",
  severity: "info",
  summary: "a tested rule without a case that does not fire",
  visit: { rule: inRule },
};

function inRule({ node, plan }: PlannedRule, { tests }: LintProject): Finding | undefined {
  const cases = tests?.get(plan.id) ?? [];
  if (cases.length === 0 || cases.some((one) => !one.fires)) return undefined;
  return {
    span: node.title.span,
    message: "every case of this rule fires",
    help: ["add one that nearly does, with `expect: none`: a rule that fires on everything would pass these"],
  };
}
