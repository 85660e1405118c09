/** JUnit's XML: every case of a test run, and each diagnostic as a failed case, for the test tabs of CI systems. */
import { escapeText, escapeXml } from "./escape.ts";
import { groupBy, messageWithHelp, placeOf, type Report, ruleIdOf, showPlace } from "./report.ts";

type TestCase = {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly failure?: { readonly message: string; readonly text: string };
};

export function renderJunit(report: Report): string {
  const cases = [...(report.cases ?? []).map(fromCase), ...fromDiagnostics(report)];
  const suites = groupBy(cases, (one) => one.suite);
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="aidr" ${counts(cases)}>`];
  for (const [suite, members] of suites) {
    lines.push(`  <testsuite name="${escapeXml(suite)}" ${counts(members)}>`);
    for (const one of members) lines.push(...testCase(one));
    lines.push("  </testsuite>");
  }
  lines.push("</testsuites>");
  return `${lines.join("\n")}\n`;
}

function fromCase(one: NonNullable<Report["cases"]>[number]): TestCase {
  const base = { suite: one.suite, name: one.name, seconds: one.seconds };
  return one.failure ? { ...base, failure: { message: one.failure[0] ?? "failed", text: one.failure.map(escapeText).join("\n") } } : base;
}

/** A failed case is in `cases` already; its diagnostic would count it twice. */
function fromDiagnostics(report: Report): TestCase[] {
  const known = new Set((report.cases ?? []).map((one) => JSON.stringify(one.span)));
  return report.diagnostics
    .filter((diagnostic) => !known.has(JSON.stringify(diagnostic.span)))
    .map((diagnostic) => {
      const place = placeOf(diagnostic.span, report.sources);
      const base = { suite: place.file === "" ? "aidr" : place.file, name: `${ruleIdOf(diagnostic)} ${showPlace(place)}`, seconds: 0 };
      if (diagnostic.severity !== "error") return base;
      return { ...base, failure: { message: diagnostic.message, text: escapeText(messageWithHelp(diagnostic)) } };
    });
}

function counts(cases: readonly TestCase[]): string {
  const failures = cases.filter((one) => one.failure).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="${seconds.toFixed(3)}"`;
}

function testCase(one: TestCase): string[] {
  const head = `    <testcase classname="${escapeXml(one.suite)}" name="${escapeXml(one.name)}" time="${one.seconds.toFixed(3)}"`;
  if (!one.failure) return [`${head}/>`];
  // The lines of the failure are ours and escaped one by one above; only the breaks between them stay breaks.
  const text = one.failure.text.split("\n").map(escapeXml).join("\n");
  return [`${head}>`, `      <failure message="${escapeXml(one.failure.message)}">${text}</failure>`, "    </testcase>"];
}
