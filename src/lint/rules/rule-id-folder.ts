/** A rule whose id says another category than the folder that it lies in. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaEntry } from "../written-meta.ts";

export const ruleIdFolder: LintRule = {
  name: "rule-id-folder",
  topic: "documentation",
  severity: "info",
  summary: "a rule whose id begins with another name than its folder's",
  visit: { rule: inRule },
};

function inRule({ node, plan, module }: PlannedRule): Finding | undefined {
  const id = metaEntry(node, "id");
  const folder = /(?:^|\/)rules\/(?:[^/]+\/)*([^/]+)\/[^/]+\.aidr$/.exec(module.file.name)?.[1];
  const [first, ...more] = plan.id.split(".");
  if (!id || folder === undefined || more.length === 0 || first === folder) return undefined;
  return {
    span: id.value.span,
    message: `the id begins with \`${first}\`, and the rule lies in \`${folder}\``,
    help: [`write \`${folder}.${more.join(".")}\`, or move the file: an alert's id should lead to its rule`],
  };
}
