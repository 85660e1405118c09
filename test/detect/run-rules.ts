/** Runs rule text over events, for tests of the detector. */
import { detect, type DetectOptions, type Detector } from "../../src/detect/detect.ts";
import type { Alert } from "../../src/runtime/alert.ts";
import type { Value, ValueRecord } from "../../src/runtime/value.ts";
import { checkText, said } from "../check/check-text.ts";

export type Given = { readonly [field: string]: Value };

/** A detector of the rules in a text, which must compile. */
export function detectorOf(text: string, options: DetectOptions = {}): Detector {
  const checked = checkText(text);
  const errors = checked.diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0) throw new Error(`does not compile: ${said(checked).join("; ")}\n${errors.map((one) => one.message).join("\n")}`);
  return detect(checked.plan, { textOf: (span) => (span.file === "rules.aidr" ? text.slice(span.start, span.end) : ""), ...options });
}

/** An event of a type at a number of milliseconds. */
export function eventAt(ms: number, type: string, fields: Given = {}): ValueRecord {
  return { event_type: type, timestamp: ms, ...fields };
}

/** Alerts of a whole stream, in event-time order. */
export function alertsOf(text: string, events: readonly ValueRecord[], options: DetectOptions = {}): readonly Alert[] {
  const detector = detectorOf(text, options);
  const alerts = events.flatMap((event) => [...detector.push(event)]);
  return [...alerts, ...detector.flush()];
}

/** Ids of the events that completed an alert, in the order of the alerts. */
export function firedOn(text: string, events: readonly ValueRecord[], options: DetectOptions = {}): readonly string[] {
  return alertsOf(text, events, options).map((alert) => alert.event_ids[0] ?? "");
}

/** A rule with this condition, which alerts. */
export function ruleOf(condition: string, more = ""): string {
  return `RULE: Case\n${more}IF ${condition}\nTHEN alert(severity=HIGH, category="policy_violation")\n`;
}
