/** Expected alerts against those that came: each is paired once, and what does not fit is said in a sentence. */
import type { JsonValue } from "../schema/yaml-file.ts";
import type { Alert, Explanation } from "../runtime/alert.ts";
import { eventId } from "./case-event.ts";
import { type Case, type ExpectedAlert, showDuration } from "./test-file.ts";

export type Comparison = {
  /** Sentences about the differences; none when the alerts are exactly the expected ones. */
  readonly problems: readonly string[];
  /** Number of the event on which an expected alert did not come, the first of them. */
  readonly missed?: number;
};

export function compareAlerts(one: Case, alerts: readonly Alert[]): Comparison {
  const left = [...alerts];
  const problems: string[] = [];
  let missed: number | undefined;
  for (const expected of one.expect) {
    const index = nearest(expected, left, one);
    const alert = left[index];
    if (!alert) {
      problems.push(`no alert came${describe(expected)}`);
      missed ??= expected.event ?? one.events.findLastIndex((event) => expected.atMs === undefined || event.atMs <= expected.atMs);
    } else {
      left.splice(index, 1);
      problems.push(...differences(expected, alert, one));
    }
  }
  for (const alert of left)
    problems.push(`an alert came at ${timeOf(alert, one)} (${alert.severity} ${alert.category}) that is not expected`);
  return missed === undefined ? { problems } : { problems, missed };
}

/** The first alert at the right place that fits in all else, or the first at that place: then its differences are the message. */
function nearest(expected: ExpectedAlert, alerts: readonly Alert[], one: Case): number {
  const places = alerts.flatMap((alert, index) => (isAtPlace(expected, alert, one) ? index : []));
  return places.find((index) => differences(expected, alerts[index] as Alert, one).length === 0) ?? places[0] ?? -1; // the indices are those of `alerts`
}

function isAtPlace(expected: ExpectedAlert, alert: Alert, one: Case): boolean {
  if (expected.atMs !== undefined && Date.parse(alert.timestamp) !== one.startMs + expected.atMs) return false;
  return expected.event === undefined || alert.event_ids[0] === idOf(expected.event, one);
}

function differences(expected: ExpectedAlert, alert: Alert, one: Case): string[] {
  const place = `the alert at ${timeOf(alert, one)}`;
  const problems: string[] = [];
  for (const [key, wanted] of expected.fields) {
    const found = fieldOf(alert, key);
    if (!agrees(wanted, found)) problems.push(`${place} has ${key} ${show(found)}, not ${show(wanted)}`);
  }
  for (const [name, numbers] of expected.evidence) {
    const ids = evidenceOf(alert, name);
    for (const number of numbers)
      if (!ids.includes(idOf(number, one))) problems.push(`${place} does not rest on event ${number} as \`${name}\``);
  }
  return problems;
}

/** Events of the part of the explanation that is called so, a step's; else all that the alert rests on. */
function evidenceOf(alert: Alert, name: string): readonly string[] {
  const parts = [alert.explanation];
  for (let part: Explanation | undefined = parts.pop(); part; part = parts.pop()) {
    if (part.event_ids && new RegExp(`^(?:STEP\\s+)?${name.replace(/\W/g, "\\$&")}\\b`).test(part.condition)) return part.event_ids;
    parts.push(...(part.parts ?? []));
  }
  return alert.event_ids;
}

function idOf(number: number, one: Case): string {
  const own = one.events[number]?.fields["event_id"];
  return typeof own === "string" ? own : eventId(number);
}

function fieldOf(alert: Alert, key: string): unknown {
  if (key === "description" || key === "confidence" || key === "attack_vector") return alert.finding[key];
  return Object.hasOwn(alert, key) ? (alert as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** Lists of names agree as sets: an alert's order of entities means nothing. */
function agrees(wanted: JsonValue, found: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(found)) {
    return wanted.length === found.length && wanted.every((item) => found.includes(item));
  }
  return wanted === found || (wanted === false && found === undefined) || (wanted === 0 && found === undefined);
}

function timeOf(alert: Alert, one: Case): string {
  return showDuration(Date.parse(alert.timestamp) - one.startMs);
}

function describe(expected: ExpectedAlert): string {
  const at = expected.atMs === undefined ? "" : ` at ${showDuration(expected.atMs)}`;
  return `${at}${expected.event === undefined ? "" : ` on event ${expected.event}`}`;
}

function show(value: unknown): string {
  return value === undefined ? "missing" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
