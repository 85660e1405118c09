/** A rule that does not say what it found: whoever gets its alert at night has only the title. */
import { metaEntry } from "../written-meta.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const missingDescription: LintRule = {
  name: "missing-description",
  topic: "documentation",
  severity: "info",
  summary: "a rule without a description",
  visit: { rule: inRule },
};

function inRule({ node }: PlannedRule): Finding | undefined {
  if (metaEntry(node, "description")) return undefined;
  return {
    span: node.title.span,
    message: "this rule has no description",
    help: ['say in `META(description="…")` what an alert of it means'],
  };
}
