/** SARIF 2.1.0 (OASIS), which code scanning services read: rules once, results with regions, related places and fixes. */
import type { Span } from "../source/span.ts";
import type { Diagnostic, Fix, TextEdit } from "./diagnostic.ts";
import { escapeText, inertJson } from "./escape.ts";
import { groupBy, messageWithHelp, placeOf, type Report, ruleIdOf } from "./report.ts";

const levels = { error: "error", warning: "warning", info: "note" } as const;

export function renderSarif(report: Report): string {
  const rules = [...new Map(report.diagnostics.map((diagnostic) => [ruleIdOf(diagnostic), diagnostic])).values()];
  const index = new Map(rules.map((rule, at) => [ruleIdOf(rule), at]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "aidr", version: report.version, semanticVersion: report.version, rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { PROJECTROOT: { description: { text: "the folder of aidr.yaml" } } },
        results: report.diagnostics.map((diagnostic) => result(diagnostic, index.get(ruleIdOf(diagnostic)) ?? 0, report)),
      },
    ],
  };
  return `${inertJson(log, 2)}\n`;
}

function descriptor(diagnostic: Diagnostic): object {
  return {
    id: ruleIdOf(diagnostic),
    name: diagnostic.name,
    shortDescription: { text: diagnostic.name.replaceAll("-", " ") },
    defaultConfiguration: { level: levels[diagnostic.severity] },
    help: { text: `aidr explain ${ruleIdOf(diagnostic)}` },
  };
}

function result(diagnostic: Diagnostic, ruleIndex: number, report: Report): object {
  const fixes = diagnostic.fixes.filter((fix) => fix.edits.every((edit) => placeOf(edit.span, report.sources).start));
  return {
    ruleId: ruleIdOf(diagnostic),
    ruleIndex,
    level: levels[diagnostic.severity],
    message: { text: escapeText(messageWithHelp(diagnostic)) },
    locations: diagnostic.span.file === "" ? [] : [{ physicalLocation: physicalLocation(diagnostic.span, report) }],
    ...(diagnostic.labels.length === 0
      ? {}
      : {
          relatedLocations: diagnostic.labels.map((label, id) => ({
            id,
            message: { text: escapeText(label.text) },
            physicalLocation: physicalLocation(label.span, report),
          })),
        }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(fix, report)) }),
  };
}

function physicalLocation(span: Span, report: Report): object {
  const place = region(span, report);
  return { artifactLocation: artifact(span.file), ...(place ? { region: place } : {}) };
}

function region(span: Span, report: Report): object | undefined {
  const place = placeOf(span, report.sources);
  if (!place.start || !place.end) return undefined;
  return {
    startLine: place.start.line,
    startColumn: place.start.column,
    endLine: place.end.line,
    endColumn: place.end.column,
    charOffset: span.start,
    charLength: span.end - span.start,
  };
}

/** A URI reference: each segment encoded, lone surrogates replaced first, for `encodeURIComponent` throws on them. */
function artifact(file: string): object {
  const uri = file
    .replace(/\p{Cs}/gu, "\ufffd")
    .split(/[\\/]/)
    .map(encodeURIComponent)
    .join("/");
  return { uri, uriBaseId: "PROJECTROOT" };
}

function fixOf(fix: Fix, report: Report): object {
  return {
    description: { text: escapeText(fix.title) },
    artifactChanges: [...groupBy(fix.edits, (edit) => edit.span.file)].map(([file, edits]) => ({
      artifactLocation: artifact(file),
      replacements: edits.map((edit) => replacement(edit, report)),
    })),
  };
}

function replacement(edit: TextEdit, report: Report): object {
  return { deletedRegion: region(edit.span, report), insertedContent: { text: edit.text } };
}
