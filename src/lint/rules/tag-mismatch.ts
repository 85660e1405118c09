/** A technique against hosts on a rule that looks at no host: prompt injection tagged as process injection. */
import { eventsRead } from "../events-read.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";
import { metaTexts } from "../written-meta.ts";

export const tagMismatch: LintRule = {
  name: "tag-mismatch",
  topic: "documentation",
  severity: "warning",
  summary: "a technique against hosts on a rule that looks at none",
  visit: { rule: inRule },
};

/** What happens between people, models and documents. A tool call may act on a host; so may events of a project's own. */
const talk: ReadonlySet<string> = new Set([
  "input",
  "output",
  "tool_result",
  "tool_definition",
  "retrieval",
  "memory",
  "session_start",
  "session_end",
  "approval",
]);

const nearer: Readonly<Record<string, string>> = {
  prompt_injection: "atlas:AML.T0051",
  jailbreak: "atlas:AML.T0054",
  context_exfiltration: "atlas:AML.T0056",
  sensitive_output: "atlas:AML.T0057",
};

function inRule({ node, plan }: PlannedRule): Finding[] {
  if (![...eventsRead(plan)].every((event) => talk.has(event))) return [];
  const meant = nearer[plan.alert.category];
  return metaTexts(node, "tags")
    .filter(({ text }) => /^(?:attack|mitre|att&ck)[:.]t\d{4}/i.test(text))
    .map(({ text, span }) => ({
      span,
      message: `\`${text}\` is a technique against hosts, and this rule reads only ${[...eventsRead(plan)].join(", ")}`,
      ...(meant === undefined ? {} : { help: [`for category \`${plan.alert.category}\` there is \`${meant}\``] }),
    }));
}
