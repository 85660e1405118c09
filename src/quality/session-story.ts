/** What happened in one session, event by event, with the alerts that came: for the timeline of a report. */
import { asTimestamp, readKey, readPath } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Label } from "./labels.ts";
import type { Moment } from "./report/plots.ts";

const textMax = 300;

export class SessionStory {
  readonly #label: Label;
  readonly #alerts: readonly { readonly rule: string; readonly eventId: string }[];
  readonly #events: ValueRecord[] = [];

  constructor(label: Label, alerts: readonly { readonly rule: string; readonly eventId: string }[]) {
    this.#label = label;
    this.#alerts = alerts;
  }

  /** Takes the event if it is of the session. */
  add(event: ValueRecord): void {
    if (readPath(event, ["session", "id"]) === this.#label.session) this.#events.push(event);
  }

  moments(): readonly Moment[] {
    const startMs = timeOf(this.#events[0] ?? {});
    const evidence = new Set(this.#label.evidence.map(({ eventId }) => eventId));
    return this.#events.map((event) => {
      const id = readKey(event, "event_id");
      const type = readKey(event, "event_type");
      const rules = this.#alerts.filter(({ eventId }) => eventId === id).map(({ rule }) => rule);
      return {
        time: showOffset(timeOf(event) - startMs),
        type: typeof type === "string" ? type : "",
        text: gist(event),
        alerts: [...new Set(rules)],
        isEvidence: typeof id === "string" && evidence.has(id),
      };
    });
  }
}

/** Where an event's own words stand, the most telling first. */
const texts: readonly (readonly string[])[] = [
  ["input_text"],
  ["output_text"],
  ["tool_result", "text"],
  ["tool_definition", "description"],
  ["memory", "text"],
  ["retrieval", "query"],
  ["session_start", "system_prompt"],
];

function gist(event: ValueRecord): string {
  const tool = readPath(event, ["tool_call", "tool"]);
  if (typeof tool === "string") return `${tool} ${JSON.stringify(readPath(event, ["tool_call", "params"]) ?? {})}`.slice(0, textMax);
  const found = texts.map((path) => readPath(event, path)).find((value) => typeof value === "string");
  return typeof found === "string" ? found.slice(0, textMax) : "";
}

function timeOf(event: ValueRecord): number {
  return asTimestamp(readKey(event, "timestamp")) ?? Number.NaN;
}

/** `+1:05` after the first event. */
function showOffset(ms: number): string {
  if (Number.isNaN(ms)) return "";
  const seconds = Math.max(0, Math.round(ms / 1000));
  const clock = `${Math.floor(seconds / 60) % 60}`.padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `+${hours > 0 ? `${hours}:${clock}` : Number(clock)}:${String(seconds % 60).padStart(2, "0")}`;
}
