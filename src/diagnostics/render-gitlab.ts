/** GitLab's code quality report: a JSON array that merge requests show. */
import { sha256OfParts } from "../runtime/sha256.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { inertJson } from "./escape.ts";
import { messageWithHelp, placeOf, type Report, ruleIdOf } from "./report.ts";

const severities = { error: "major", warning: "minor", info: "info" } as const;

export function renderGitlab(report: Report): string {
  const seen = new Map<string, number>();
  return `${inertJson(
    report.diagnostics.map((diagnostic) => issue(diagnostic, report, seen)),
    2,
  )}\n`;
}

function issue(diagnostic: Diagnostic, report: Report, seen: Map<string, number>): Readonly<Record<string, unknown>> {
  const place = placeOf(diagnostic.span, report.sources);
  // The fingerprint leaves out the line, so that a finding keeps its identity when lines move; a counter tells equal ones apart.
  const base = JSON.stringify([place.file, ruleIdOf(diagnostic), diagnostic.message]);
  const count = seen.get(base) ?? 0;
  seen.set(base, count + 1);
  return {
    description: messageWithHelp(diagnostic),
    check_name: ruleIdOf(diagnostic),
    fingerprint: sha256OfParts([base, String(count)]),
    severity: severities[diagnostic.severity],
    location: { path: place.file === "" ? "aidr.yaml" : place.file, lines: { begin: place.start?.line ?? 1 } },
  };
}
