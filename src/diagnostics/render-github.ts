/** Workflow commands of GitHub Actions, which become annotations on the changed lines. */
import type { Diagnostic } from "./diagnostic.ts";
import { escapeText } from "./escape.ts";
import { messageWithHelp, placeOf, type Report, ruleIdOf } from "./report.ts";

const commands = { error: "error", warning: "warning", info: "notice" } as const;

export function renderGithub(report: Report): string {
  return report.diagnostics.map((diagnostic) => `${command(diagnostic, report)}\n`).join("");
}

function command(diagnostic: Diagnostic, report: Report): string {
  const place = placeOf(diagnostic.span, report.sources);
  const properties: string[] = [];
  if (place.file !== "") properties.push(`file=${property(place.file)}`);
  if (place.start && place.end) {
    properties.push(`line=${place.start.line}`, `endLine=${place.end.line}`);
    // Columns are only allowed where the annotation stays on one line.
    if (place.start.line === place.end.line)
      properties.push(`col=${place.start.column}`, `endColumn=${Math.max(place.end.column, place.start.column)}`);
  }
  properties.push(`title=${property(ruleIdOf(diagnostic))}`);
  return `::${commands[diagnostic.severity]} ${properties.join(",")}::${data(messageWithHelp(diagnostic))}`;
}

function data(text: string): string {
  return escapeText(text).replace(/%/g, "%25");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
