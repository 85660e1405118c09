/** An evaluation as tables for a terminal. */
import { escapeShort } from "../../diagnostics/escape.ts";
import type { Paint } from "../../diagnostics/render-pretty.ts";
import type { Costs } from "../cost.ts";
import type { Evaluated } from "../evaluate.ts";
import { showRate } from "../gates.ts";
import type { Middle, Share } from "../statistics.ts";
import { grouped, interval, short } from "./numbers.ts";

export type Shown = {
  readonly evaluated: Evaluated;
  readonly costs: Costs | undefined;
  /** Share of wrong alerts of a category above which it wants a review. */
  readonly reviewLimit: number;
};

const rulesMax = 15;

export function textReport({ evaluated, costs, reviewLimit }: Shown, paint: Paint): string {
  const { sessions, alerts } = evaluated;
  const strong = (text: string): string => paint("strong", text);
  const lines = [
    strong("telemetry"),
    `  ${grouped(evaluated.events)} events on ${days(evaluated.days)}; sessions: ${grouped(sessions.malicious)} attacked, ${grouped(sessions.benign)} benign${more(sessions)}`,
    "",
    strong("attacks found, by category"),
    ...table(
      ["category", "found", "of", "rate", "19 in 20", "events until", "seconds until"],
      [
        ...evaluated.categories.map((one) => [one.category, ...found(one.found), delay(one.delayEvents), delay(one.delaySeconds)]),
        ["any attack", ...found(evaluated.found), "", ""],
      ],
      paint,
    ),
    ...(evaluated.campaigns.whole === 0
      ? []
      : [`  of ${evaluated.campaigns.whole} campaigns ${evaluated.campaigns.part} were found (${showRate(evaluated.campaigns.rate)})`]),
    "",
    strong("false alarms"),
    `  benign sessions with an alert: ${evaluated.falseSessions.part} of ${evaluated.falseSessions.whole}, ${showRate(evaluated.falseSessions.rate)} ${interval(evaluated.falseSessions)}`,
    `  precision: ${showRate(evaluated.precision.sessions.rate)} of sessions with an alert were attacked, ${showRate(evaluated.precision.alerts.rate)} of alerts were right`,
    `  alerts: ${alerts.total}, right ${alerts.right}, wrong ${alerts.wrong}${alerts.early > 0 ? ` (${alerts.early} before the attack began)` : ""}${aside(alerts)}`,
    "",
    strong(`alerts by category, for review above ${showRate(reviewLimit)} wrong`),
    ...table(
      ["category", "alerts", "a week", "wrong", "rate", ""],
      evaluated.alertCategories.map((one) => [
        one.category,
        String(one.alerts),
        one.perWeek.toFixed(1),
        String(one.wrong.part),
        showRate(one.wrong.rate),
        (one.wrong.rate ?? 0) > reviewLimit ? "review" : "",
      ]),
      paint,
    ),
    "",
    ...noisiest(evaluated, paint),
    ...(costs === undefined || costs.events === 0 ? [] : ["", ...slowest(costs, paint)]),
  ];
  return `${lines.join("\n")}\n`;
}

function noisiest(evaluated: Evaluated, paint: Paint): string[] {
  const fired = evaluated.rules.filter((rule) => rule.alerts > 0);
  const silent = evaluated.rules.length - fired.length;
  const shown = fired.slice(0, rulesMax);
  return [
    paint("strong", "rules, the noisiest first"),
    ...table(
      ["rule", "alerts", "right", "wrong", "attacked sessions", "benign sessions"],
      shown.map((one) => [one.rule, ...[one.alerts, one.right, one.wrong, one.maliciousSessions, one.benignSessions].map(String)]),
      paint,
    ),
    ...(fired.length > shown.length ? [`  … and ${fired.length - shown.length} more`] : []),
    ...(silent > 0 ? [`  ${silent} of ${evaluated.rules.length} rules never fired`] : []),
  ];
}

function slowest(costs: Costs, paint: Paint): string[] {
  const all = costs.bySize.at(-1);
  return [
    paint("strong", `slowest rules, each alone on a sample of ${grouped(costs.events)} events`),
    ...table(
      ["rule", "microseconds an event"],
      costs.rules.slice(0, 8).map((one) => [one.rule, one.micros.toFixed(1)]),
      paint,
    ),
    ...(all === undefined ? [] : [`  all ${all.rules} rules together: ${all.micros.toFixed(1)} microseconds an event`]),
  ];
}

function more(sessions: Evaluated["sessions"]): string {
  const parts = [
    [sessions.excluded, "excluded"],
    [sessions.unlabelled, "without a label"],
    [sessions.left, "left out of this part"],
    [sessions.unseen, "labelled without an event"],
  ] as const;
  return parts.map(([number, what]) => (number === 0 ? "" : `, ${grouped(number)} ${what}`)).join("");
}

function aside(alerts: Evaluated["alerts"]): string {
  const parts = [
    [alerts.withoutSession, "without a session"],
    [alerts.excluded, "in excluded sessions"],
    [alerts.unlabelled, "in sessions that are not counted"],
  ] as const;
  return parts.map(([number, what]) => (number === 0 ? "" : `; ${number} ${what}`)).join("");
}

function found(share: Share): string[] {
  return [String(share.part), String(share.whole), showRate(share.rate), interval(share)];
}

function days(number: number): string {
  return `${grouped(number)} ${number === 1 ? "day" : "days"}`;
}

/** Mean, and the median where it says something else. */
function delay(middle: Middle | undefined): string {
  if (middle === undefined) return "–";
  return `${short(middle.mean)} (median ${short(middle.median)})`;
}

/** Columns as wide as they must be, the first to the left and numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string[] {
  if (rows.length === 0) return ["  none"];
  const cells = [head, ...rows].map((row) => row.map((cell) => escapeShort(cell, 60)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row, index) => {
    const line = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
    const text = `  ${line.join("  ").trimEnd()}`;
    return index === 0 ? paint("place", text) : text;
  });
}
