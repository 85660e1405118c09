/** A rule that its author gave up and that still runs. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaEntry } from "../written-meta.ts";

export const deprecatedRule: LintRule = {
  name: "deprecated-rule",
  topic: "tuning",
  severity: "warning",
  summary: "a rule with status `deprecated` that is not disabled",
  visit: { rule: inRule },
};

function inRule({ node, plan }: PlannedRule): Finding | undefined {
  if (plan.meta.status !== "deprecated") return undefined;
  return {
    span: metaEntry(node, "status")?.value.span ?? node.title.span,
    message: "this rule is deprecated and still runs",
    help: [`delete it, or write \`DISABLE "${plan.id}" REASON "…"\` until its successor is trusted`],
  };
}
