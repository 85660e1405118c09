/** Diagnostics as data: one JSON document, all on one object, positions resolved. */
import type { Span } from "../source/span.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { inertJson } from "./escape.ts";
import { placeOf, type Report, tally } from "./report.ts";

export function renderJson(report: Report): string {
  const document = {
    tool: { name: "aidr", version: report.version },
    summary: tally(report.diagnostics),
    diagnostics: report.diagnostics.map((diagnostic) => diagnosticData(diagnostic, report)),
    ...report.sections,
    ...(report.cases ? { cases: report.cases.map((one) => ({ ...one, span: spanData(one.span, report) })) } : {}),
  };
  return `${inertJson(document, 2)}\n`;
}

/** A diagnostic as machines read it; shared with `ndjson`. */
export function diagnosticData(diagnostic: Diagnostic, report: Report): Readonly<Record<string, unknown>> {
  return {
    ...(diagnostic.code === undefined ? {} : { code: diagnostic.code }),
    name: diagnostic.name,
    severity: diagnostic.severity,
    message: diagnostic.message,
    ...spanData(diagnostic.span, report),
    labels: diagnostic.labels.map((label) => ({ text: label.text, ...spanData(label.span, report) })),
    help: diagnostic.help,
    fixes: diagnostic.fixes.map((fix) => ({
      title: fix.title,
      safe: fix.safe,
      edits: fix.edits.map((edit) => ({ ...spanData(edit.span, report), text: edit.text })),
    })),
  };
}

function spanData(span: Span, report: Report): Readonly<Record<string, unknown>> {
  const place = placeOf(span, report.sources);
  if (!place.start || !place.end) return { file: place.file };
  return { file: place.file, start: { ...place.start, offset: span.start }, end: { ...place.end, offset: span.end } };
}
