/** What the evaluator says of a stream, in the words that an exported query can be compared with: the events that complete the rule. */
import { detect } from "../../src/detect/detect.ts";
import type { ProjectPlan, RulePlan } from "../../src/ir/plan.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import type { JsonRecord } from "./carried.ts";

/** Comes after every stream, long after: the time that absences wait for has then passed. It is never among the answers. */
export const closingId = "the-end";
export const closingMs = Date.UTC(2026, 11, 31);

/** Ids of the events on which the rule fires, sorted; SUPPRESS does not count, for an export throttles outside of its query. Events come in the order (timestamp, sequence). */
export function firingIds(plan: ProjectPlan, rule: RulePlan, events: readonly JsonRecord[]): readonly string[] {
  const { suppress: _, ...bare } = rule;
  const detector = detect({ ...plan, rules: [bare] }, { latenessMs: 0, textOf: () => "" });
  const closing = { event_id: closingId, event_type: "session_start", timestamp: new Date(closingMs).toISOString() };
  const fired = new Set<string>();
  for (const [offset, event] of [...events, closing].entries()) {
    // Carried events hold JSON without null.
    for (const alert of detector.push(event as ValueRecord, { offset })) fired.add(alert.event_ids[0] ?? "");
  }
  for (const alert of detector.flush()) fired.add(alert.event_ids[0] ?? "");
  fired.delete(closingId);
  return [...fired].sort();
}
