/** A rule that none of the project's targets can say: it runs in aidr, and the SIEM never hears of it. */
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";

export const exportedNowhere: LintRule = {
  name: "exported-nowhere",
  topic: "tuning",
  severity: "info",
  summary: "a rule that no target with a mapping in `aidr.yaml` can say",
  visit: { rule: inRule },
};

function inRule({ plan, node }: PlannedRule, { exports }: LintProject): Finding | undefined {
  const refused = exports?.(plan) ?? [];
  const [first] = refused;
  if (!first) return undefined;
  const reasons = refused.map(({ target, reason, alternative }) => `\`${target}\`: ${reason}; ${alternative}`);
  return {
    span: node.title.span,
    message: `this rule cannot be exported to ${refused.map(({ target }) => `\`${target}\``).join(", ")}`,
    labels: first.construct.file === node.span.file ? [{ span: first.construct, text: "because of this" }] : [],
    help: [...new Set(reasons)].slice(0, 3),
  };
}
