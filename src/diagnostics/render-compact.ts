/** One line a diagnostic, as compilers have always printed them: greppable, and a link in most editors. */
import type { Diagnostic } from "./diagnostic.ts";
import { escapeText } from "./escape.ts";
import { messageWithHelp, placeOf, type Report, ruleIdOf, showPlace } from "./report.ts";

export function renderCompact(report: Report): string {
  return report.diagnostics.map((diagnostic) => `${line(diagnostic, report)}\n`).join("");
}

function line(diagnostic: Diagnostic, report: Report): string {
  const place = showPlace(placeOf(diagnostic.span, report.sources));
  return escapeText(`${place === "" ? "" : `${place}: `}${diagnostic.severity}[${ruleIdOf(diagnostic)}] ${messageWithHelp(diagnostic)}`);
}
