/** A rule that no coverage report can count. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaEntry } from "../written-meta.ts";

export const missingTags: LintRule = {
  name: "missing-tags",
  topic: "documentation",
  severity: "info",
  summary: "a rule without tags, which no coverage report counts",
  visit: { rule: inRule },
};

function inRule({ node }: PlannedRule): Finding | undefined {
  if (metaEntry(node, "tags")) return undefined;
  return {
    span: node.title.span,
    message: "this rule has no tags",
    help: ['name the techniques that it finds: `META(tags=["atlas:AML.T0051"])`'],
  };
}
