/** A rule that does not say on what it fires by mistake. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaEntry } from "../written-meta.ts";

export const missingFalsePositives: LintRule = {
  name: "missing-false-positives",
  topic: "documentation",
  severity: "info",
  summary: "a rule that does not say what it gets wrong",
  visit: { rule: inRule },
};

function inRule({ node }: PlannedRule): Finding | undefined {
  if (metaEntry(node, "false_positives")) return undefined;
  return {
    span: node.title.span,
    message: "this rule does not say what it gets wrong",
    help: ['name in `META(false_positives=["…"])` who is flagged for nothing, and how to except them'],
  };
}
