/** A rule that says nowhere why it exists. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaEntry } from "../written-meta.ts";

export const missingReferences: LintRule = {
  name: "missing-references",
  topic: "documentation",
  severity: "info",
  summary: "a rule without references",
  visit: { rule: inRule },
};

function inRule({ node }: PlannedRule): Finding | undefined {
  if (metaEntry(node, "references")) return undefined;
  return {
    span: node.title.span,
    message: "this rule has no references",
    help: ['name in `META(references=["https://…"])` what describes the attack'],
  };
}
