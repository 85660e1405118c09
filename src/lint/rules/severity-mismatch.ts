/** Severity, risk and confidence that contradict each other: whoever sorts by one gets another order than by the other. */
import type { ActionCallPlan, Severity, Term } from "../../ir/plan.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const severityMismatch: LintRule = {
  name: "severity-mismatch",
  topic: "documentation",
  severity: "warning",
  summary: "a risk or a confidence that contradicts the severity",
  visit: { rule: inRule },
};

/** Risks that a severity goes with; the defaults are 80, 60, 40, 20 and 0. */
const risks: Readonly<Record<Severity, readonly [least: number, most: number]>> = {
  CRITICAL: [60, 100],
  HIGH: [40, 95],
  MEDIUM: [20, 75],
  LOW: [5, 55],
  INFO: [0, 35],
};

function inRule({ plan, node }: PlannedRule): Finding[] {
  const { severity, risk, confidence } = plan.alert;
  const [least, most] = risks[severity];
  const alerting = plan.actions.find((call) => call.args.has("severity"));
  const findings: Finding[] = [];
  const written = alerting?.args.get("risk");
  if (risk < least || risk > most)
    findings.push({
      span: written?.span ?? node.meta?.entries.find((entry) => entry.key.name === "risk")?.value.span ?? node.title.span,
      message: `a risk of ${risk} does not go with severity ${severity}`,
      help: [`for ${severity} a risk from ${least} to ${most} is expected`],
    });
  const sureness = numberOf(confidence);
  if ((severity === "CRITICAL" || severity === "HIGH") && sureness !== undefined && sureness < 0.4)
    findings.push({
      span: confidence.span,
      message: `a confidence of ${sureness} does not go with severity ${severity}`,
      help: ["alert on less, or lower the severity until the rule is surer"],
    });
  if (alerting && stops(alerting) && (severity === "LOW" || severity === "INFO"))
    findings.push({
      span: alerting.span,
      message: `\`${alerting.action}\` stops somebody for a finding of severity ${severity}`,
      help: ["use `alert`, or say why it is worse than that"],
    });
  return findings;
}

function stops(call: ActionCallPlan): boolean {
  return call.action.startsWith("block");
}

function numberOf(term: Term): number | undefined {
  return term.kind === "literal" && typeof term.value === "number" ? term.value : undefined;
}
