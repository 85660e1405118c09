/** Alerts as events: what rules about alerts read. */
import type { Alert } from "./alert.ts";
import { readKey } from "./read.ts";
import type { ValueRecord } from "./value.ts";

/** What of an event its alerts repeat as events. */
export const contextFields = ["ai_system_id", "user", "session", "conversation", "agent", "model"] as const;

/** Those of one event. */
export function contextOf(event: ValueRecord): ValueRecord {
  const context: Record<string, unknown> = {};
  for (const field of contextFields) {
    const value = readKey(event, field);
    if (value !== undefined) context[field] = value;
  }
  return context as ValueRecord; // values of the event
}

/** The alert as an event: its fields under `alert`, beside the context of the event that completed it. */
export function alertEvent(alert: Alert, context: ValueRecord): ValueRecord {
  const made = { event_id: alert.alert_id, event_type: "alert", timestamp: alert.timestamp, ...context, alert };
  return made as unknown as ValueRecord; // an alert is JSON: text, numbers, lists and records
}
