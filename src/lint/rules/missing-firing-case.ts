/** A rule that is tested and never seen to fire: one that cannot fire would pass. */
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";

export const missingFiringCase: LintRule = {
  name: "missing-firing-case",
  topic: "tests",
  severity: "warning",
  summary: "a tested rule without a case that fires",
  visit: { rule: inRule },
};

function inRule({ node, plan }: PlannedRule, { tests }: LintProject): Finding | undefined {
  const cases = tests?.get(plan.id) ?? [];
  if (cases.length === 0 || cases.some((one) => one.fires)) return undefined;
  return {
    span: node.title.span,
    message: "no case of this rule fires",
    help: ["add one that does: a rule that cannot fire would pass these"],
  };
}
