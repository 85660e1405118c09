/** Diagnostics as data, one JSON object a line, for pipes. */
import { inertJson } from "./escape.ts";
import { diagnosticData } from "./render-json.ts";
import type { Report } from "./report.ts";

export function renderNdjson(report: Report): string {
  return report.diagnostics.map((diagnostic) => `${inertJson(diagnosticData(diagnostic, report))}\n`).join("");
}
