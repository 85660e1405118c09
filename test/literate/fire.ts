/** Which rules of a block fire on which of its events. */
import { detect } from "../../src/detect/detect.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";

/** `event_id rule-id` for each alert: the event that completed it, which for a rule over alerts is the one that completed the alert it read. */
export function fireLines(plan: ProjectPlan, events: string): string[] {
  const detector = detect(plan, { textOf: () => "" });
  const lines = events.split("\n").filter((line) => line.trim() !== "");
  const alerts = [...lines.flatMap((line) => detector.push(JSON.parse(line) as ValueRecord)), ...detector.flush()];
  const completing = new Map(alerts.map((alert) => [alert.alert_id, alert.event_ids[0] ?? ""]));
  const eventOf = (id: string): string => {
    const below = completing.get(id);
    return below === undefined ? id : eventOf(below);
  };
  return alerts.map((alert) => `${eventOf(alert.event_ids[0] ?? "")} ${alert.rule_id}`);
}
