/** SUPPRESS without BY: the first alert of anybody silences everybody. */
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const suppressWithoutKey: LintRule = {
  name: "suppress-without-key",
  topic: "noise",
  severity: "warning",
  summary: "a SUPPRESS without BY",
  visit: { rule: inRule },
};

/** Events that are nobody's: of the system as a whole. */
const ofAll: ReadonlySet<string> = new Set(["deployment", "artifact", "engine", "tool_definition"]);

function inRule({ plan, node }: PlannedRule): Finding | undefined {
  if (!node.suppress || !plan.suppress || plan.suppress.by.length > 0 || plan.on.every((type) => ofAll.has(type))) return undefined;
  return {
    span: node.suppress.span,
    message: "the first alert of anybody silences this rule for everybody",
    help: ["add whom it is about: `BY user.id`, `BY session.id`"],
  };
}
