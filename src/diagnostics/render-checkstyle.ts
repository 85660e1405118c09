/** Checkstyle's XML, which Jenkins and many review tools read. */
import type { Diagnostic } from "./diagnostic.ts";
import { escapeXml } from "./escape.ts";
import { groupBy, messageWithHelp, placeOf, type Report, ruleIdOf } from "./report.ts";

export function renderCheckstyle(report: Report): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<checkstyle version="4.3">'];
  for (const [file, diagnostics] of groupBy(report.diagnostics, (diagnostic) => diagnostic.span.file)) {
    lines.push(`  <file name="${escapeXml(file)}">`);
    for (const diagnostic of diagnostics) lines.push(`    ${element(diagnostic, report)}`);
    lines.push("  </file>");
  }
  lines.push("</checkstyle>");
  return `${lines.join("\n")}\n`;
}

function element(diagnostic: Diagnostic, report: Report): string {
  const place = placeOf(diagnostic.span, report.sources);
  const at = place.start ? `line="${place.start.line}" column="${place.start.column}" ` : 'line="1" ';
  return `<error ${at}severity="${diagnostic.severity}" message="${escapeXml(messageWithHelp(diagnostic))}" source="aidr.${escapeXml(ruleIdOf(diagnostic))}"/>`;
}
