/** An alert and its explanation for people: what fired, on what, and why, condition by condition. */
import { escapeShort, escapeText } from "../diagnostics/escape.ts";
import type { Paint, PaintStyle } from "../diagnostics/render-pretty.ts";
import type { Alert, Explanation } from "../runtime/alert.ts";
import type { Value } from "../runtime/value.ts";

const severityStyles: Readonly<Record<Alert["severity"], PaintStyle>> = {
  CRITICAL: "error",
  HIGH: "error",
  MEDIUM: "warning",
  LOW: "info",
  INFO: "info",
};
const valueUnitsMax = 120;
const conditionUnitsMax = 160;

/** Several lines, the last one ended. */
export function showAlert(alert: Alert, paint: Paint): string {
  const who = [
    alert.user_id === undefined ? "" : `user ${alert.user_id}`,
    alert.session_id === undefined ? "" : `session ${alert.session_id}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
  const lines = [
    `${paint(severityStyles[alert.severity], alert.severity)} ${paint("strong", escapeText(alert.rule_title))} ${paint("place", `[${escapeText(alert.rule_id)}]`)}`,
    `  ${escapeText(alert.timestamp)}  ${escapeText(alert.category)}  risk ${alert.risk}${who === "" ? "" : `  ${escapeText(who)}`}${alert.event_ids.length === 0 ? "" : `  event ${escapeText(alert.event_ids[0] ?? "")}`}`,
  ];
  for (const evidence of alert.finding.evidence.slice(0, 3)) lines.push(`  ${escapeShort(evidence, 200)}`);
  lines.push(...showExplanation(alert.explanation, paint, "  "));
  if (alert.on_absence) lines.push(`  fired although missing: ${alert.on_absence.map(escapeText).join(", ")}`);
  if (alert.degraded) lines.push("  a limit was passed for this key, so earlier evidence may be missing");
  if (alert.suppressed) lines.push(`  ${alert.suppressed} more of the same kind were suppressed before this one`);
  return `${lines.join("\n")}\n`;
}

/** The tree of conditions, one a line: a tick for what held, a cross for what did not. */
export function showExplanation(whole: Explanation, paint: Paint, indent: string): string[] {
  const node = withoutEcho(whole);
  const mark = node.held ? paint("good", "✓") : paint("error", "✗");
  // An AND or OR is shown by its parts; its own text would only repeat them.
  const isChain = (node.parts?.length ?? 0) > 1;
  const head = isChain ? "" : ` ${escapeShort(node.condition.replace(/\s+/g, " "), conditionUnitsMax)}`;
  const lines = isChain ? [] : [`${indent}${mark}${head}`];
  const inner = isChain ? indent : `${indent}  `;
  if (node.field !== undefined) lines.push(`${inner}  ${escapeText(node.field)} is ${showValue(node.value)}`);
  else if (node.value !== undefined) lines.push(`${inner}  it is ${showValue(node.value)}`);
  if (node.match)
    lines.push(`${inner}  found ${showValue(node.match.text)}${node.match.offset === undefined ? "" : ` at ${node.match.offset}`}`);
  if (node.note !== undefined) lines.push(`${inner}  ${escapeShort(node.note, 400)}`);
  if (node.distance !== undefined) lines.push(`${inner}  ${paint("warning", escapeShort(node.distance.words, 400))}`);
  if (node.event_ids && node.event_ids.length > 0) lines.push(`${inner}  from ${escapeShort(node.event_ids.slice(0, 10).join(", "), 400)}`);
  for (const part of node.parts ?? []) lines.push(...showExplanation(part, paint, inner));
  return lines;
}

/**
 * `a NOT IN b` is a negation of a test with the same words, and a test of a value that may be a text or a list is one for each: what was seen is told
 * once, by the reading that decided, under the verdict of the whole.
 */
function withoutEcho(node: Explanation): Explanation {
  const { parts = [], ...rest } = node;
  const telling = parts.find((part) => part.held === node.held) ?? parts[0];
  if (!telling || parts.some((part) => part.condition !== node.condition)) return node;
  return { ...withoutEcho(telling), ...rest };
}

function showValue(value: Value): string {
  return value === undefined || value === null ? "missing" : escapeShort(JSON.stringify(value), valueUnitsMax);
}
