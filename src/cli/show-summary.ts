/** What `aidr run` says at the end: events, alerts by rule, what could not be read, and how fast it went. */
import { escapeShort, escapeText } from "../diagnostics/escape.ts";
import type { Paint } from "../diagnostics/render-pretty.ts";
import type { Stats } from "../detect/detect.ts";
import type { EventSource } from "../project/event-source.ts";
import { count, grouped } from "./open-project.ts";
import type { Validation } from "./validation.ts";

export type Summary = {
  readonly source: EventSource;
  /** Events that were judged before this process began, in a run that it goes on with. */
  readonly eventsBefore: number;
  readonly stats: Stats;
  readonly alerts: number;
  readonly validation: Validation | undefined;
  readonly warnings: number;
  /** Reading and judging, without loading the rules. */
  readonly judgeMs: number;
  readonly wallMs: number;
  /** Lines about the state that the run went on with. */
  readonly kept: readonly string[];
};

const rowsMax = 50;
const linesShown = 10;

export function showSummary(summary: Summary, paint: Paint): string {
  const { source, stats } = summary;
  const perSecond = Math.round((source.events - summary.eventsBefore) / Math.max(0.001, summary.judgeMs / 1000));
  const head = [
    count(source.events, "event"),
    count(summary.alerts, "alert"),
    `${grouped(source.rejected)} rejected`,
    `${(summary.wallMs / 1000).toFixed(2)} s`,
    `${grouped(perSecond)} events/s`,
  ];
  const lines = [paint("strong", head.join(", "))];
  lines.push(
    ...table(
      "alerts by rule",
      [...stats.alertsByRule].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    ),
  );
  lines.push(...rejectLines(source));
  lines.push(
    ...table(
      "fields that no mapping names",
      [...source.unmapped].map(([name, number]): [string, number] => [`\`${name}\``, number]),
    ),
  );
  lines.push(...table("read with a loss", [...source.flags]));
  const seenInPart: [string, number][] = [
    ["duplicate", stats.duplicates],
    ["late", stats.late],
    ["untimed", stats.untimed],
    ["future time", stats.future],
    ["without event_type", stats.withoutType],
    ["suppressed alerts", stats.suppressed],
    ["records left out by the adapter", source.skipped],
  ];
  lines.push(
    ...table(
      "not judged in full",
      seenInPart.filter(([, number]) => number > 0),
    ),
  );
  lines.push(...table("limits that were passed", [...stats.notices]));
  if (stats.openDeadlines > 0)
    lines.push(`  ${count(stats.openDeadlines, "wait")} for an event that must not be missing: undecided, for the input ended first`);
  lines.push(...summary.kept.map((line) => escapeText(line)));
  if (summary.validation) lines.push(...validationLines(summary.validation));
  if (summary.warnings > 0) lines.push(`  ${count(summary.warnings, "warning")} about the rules: aidr check shows them`);
  return `${lines.join("\n")}\n`;
}

function table(title: string, rows: readonly (readonly [string, number])[]): string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, rowsMax);
  const width = Math.max(...shown.map(([, number]) => grouped(number).length));
  const lines = shown.map(([name, number]) => `    ${grouped(number).padStart(width)}  ${escapeShort(name, 160)}`);
  const rest = rows.length > rowsMax ? [`    … and ${rows.length - rowsMax} more`] : [];
  return [`  ${title}`, ...lines, ...rest];
}

function rejectLines(source: EventSource): string[] {
  if (source.rejects.size === 0) return [];
  const lines = ["  lines that could not be read"];
  for (const [bucket, { count: number, first }] of source.rejects) {
    const more = number > first.length ? `, … (${number - first.length} more)` : "";
    lines.push(
      `    ${bucket} ${number}: ${first
        .slice(0, linesShown)
        .map((one) => escapeText(`${one.source}:${one.line}`))
        .join(", ")}${more}`,
    );
    const messages = new Set(first.map((one) => one.message));
    for (const message of [...messages].slice(0, 3)) lines.push(`      ${escapeShort(message, 200)}`);
  }
  return lines;
}

function validationLines(validation: Validation): string[] {
  if (validation.issues.size === 0) return ["  every event fits its schema"];
  const rows = [...validation.issues]
    .sort((a, b) => b[1].count - a[1].count)
    .map(([name, issue]): [string, number] => [`${name}, first at ${issue.first}`, issue.count]);
  return table(`${count(validation.events, "event")} that differ from the schema`, rows);
}
