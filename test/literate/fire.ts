/** Which rules of a block fire on which of its events: in memory, and as an emitted module, which must give the same alerts. */
import { type Alert, type Detector, detect } from "../../src/detect/detect.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { emit, runModule } from "../emit/run-module.ts";

/** `event_id rule-id` for each alert: the event that completed it, which for a rule over alerts is the one that completed the alert it read. */
export function fireLines(plan: ProjectPlan, events: string): string[] {
  const lines = events.split("\n").filter((line) => line.trim() !== "");
  const alerts = alertsOf(detect(plan, { textOf: () => "" }), lines);
  const written = alertsOf(runModule(emit(plan, "").javascript).createDetector(), lines);
  if (JSON.stringify(written) !== JSON.stringify(alerts)) throw new Error(`the module says otherwise: ${JSON.stringify(written, null, 1)}`);
  const completing = new Map(alerts.map((alert) => [alert.alert_id, alert.event_ids[0] ?? ""]));
  const eventOf = (id: string): string => {
    const below = completing.get(id);
    return below === undefined ? id : eventOf(below);
  };
  return alerts.map((alert) => `${eventOf(alert.event_ids[0] ?? "")} ${alert.rule_id}`);
}

function alertsOf(detector: Pick<Detector, "push" | "flush">, lines: readonly string[]): readonly Alert[] {
  return [...lines.flatMap((line) => detector.push(JSON.parse(line) as ValueRecord)), ...detector.flush()];
}
