/** What each format looks like, on one report with everything in it. */
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderCheckstyle } from "../../src/diagnostics/render-checkstyle.ts";
import { renderCompact } from "../../src/diagnostics/render-compact.ts";
import { renderGithub } from "../../src/diagnostics/render-github.ts";
import { renderGitlab } from "../../src/diagnostics/render-gitlab.ts";
import { renderJson } from "../../src/diagnostics/render-json.ts";
import { renderJunit } from "../../src/diagnostics/render-junit.ts";
import { renderPretty } from "../../src/diagnostics/render-pretty.ts";
import { renderSarif } from "../../src/diagnostics/render-sarif.ts";
import type { Report } from "../../src/diagnostics/report.ts";

const text = 'RULE: Tabs\nIF\tinput_txt CONTAINS "日本" AND\n  other == 1\nTHEN alert(severity=HIGH)\n';
const at = (what: string, file = "rules/a b.aidr") => ({ file, start: text.indexOf(what), end: text.indexOf(what) + what.length });
const field: Diagnostic = {
  code: "AIDR2003",
  name: "unknown-field",
  severity: "error",
  span: at("input_txt"),
  message: "`input_txt` is not a field of `input`",
  labels: [{ span: at("RULE: Tabs"), text: "in this rule" }],
  help: ["did you mean `input_text`?"],
  fixes: [{ title: "write `input_text`", safe: true, edits: [{ span: at("input_txt"), text: "input_text" }] }],
};
const wide: Diagnostic = {
  code: "AIDR2052",
  name: "negation-on-optional",
  severity: "warning",
  span: at("AND\n  other"),
  message: "spans lines",
  labels: [],
  help: [],
  fixes: [],
};
const nowhere: Diagnostic = {
  name: "missing-test",
  severity: "info",
  span: { file: "", start: 0, end: 0 },
  message: "no test",
  labels: [],
  help: [],
  fixes: [],
};
const report: Report = {
  diagnostics: [field, wide, nowhere],
  sources: new Map([["rules/a b.aidr", { name: "rules/a b.aidr", text }]]),
  version: "1.2.3",
};
const plain = (_style: string, words: string): string => words;

test("pretty", () => {
  expect(renderPretty(report, plain)).toBe(`error[AIDR2003]: \`input_txt\` is not a field of \`input\`
  --> rules/a b.aidr:2:4
  |
1 | RULE: Tabs
  | ---------- in this rule
2 | IF  input_txt CONTAINS "日本" AND
  |     ^^^^^^^^^
  help: did you mean \`input_text\`?
  fix: write \`input_text\`

warning[AIDR2052]: spans lines
  --> rules/a b.aidr:2:28
  |
2 | IF  input_txt CONTAINS "日本" AND
  |                               ^^^ … to line 3

info[missing-test]: no test

`);
});

test("pretty cuts a long line around its mark", () => {
  const long = `${"x".repeat(3000)}HERE${"y".repeat(1_000_000)}`;
  const one = { ...field, labels: [], span: { file: "l", start: 3000, end: 3004 } };
  const lines = renderPretty({ ...report, diagnostics: [one], sources: new Map([["l", { name: "l", text: long }]]) }, plain).split("\n");
  const line = lines.find((each) => each.includes("HERE")) ?? "";
  expect(line.length).toBeLessThan(140);
  expect(lines[lines.indexOf(line) + 1]?.indexOf("^^^^")).toBe(line.indexOf("HERE"));
});

test("compact", () => {
  expect(renderCompact(report)).toBe(
    "rules/a b.aidr:2:4: error[AIDR2003] `input_txt` is not a field of `input`; help: did you mean `input_text`?\nrules/a b.aidr:2:28: warning[AIDR2052] spans lines\ninfo[missing-test] no test\n",
  );
});

test("json", () => {
  const document = JSON.parse(renderJson(report));
  expect(document.summary).toEqual({ errors: 1, warnings: 1, infos: 1 });
  expect(document.diagnostics[0]).toMatchObject({
    code: "AIDR2003",
    file: "rules/a b.aidr",
    start: { line: 2, column: 4, offset: 14 },
    end: { line: 2, column: 13, offset: 23 },
    fixes: [{ safe: true, edits: [{ text: "input_text" }] }],
  });
  expect(document.diagnostics[2]).not.toHaveProperty("start");
});

test("github", () => {
  expect(renderGithub(report).split("\n")).toEqual([
    "::error file=rules/a b.aidr,line=2,endLine=2,col=4,endColumn=13,title=AIDR2003::`input_txt` is not a field of `input`; help: did you mean `input_text`?",
    "::warning file=rules/a b.aidr,line=2,endLine=3,title=AIDR2052::spans lines",
    "::notice title=missing-test::no test",
    "",
  ]);
});

test("gitlab: fingerprints are unique, and the same when lines move", () => {
  const twice = { ...report, diagnostics: [field, field] };
  const [one, two] = JSON.parse(renderGitlab(twice));
  expect(one.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(one.fingerprint).not.toBe(two.fingerprint);
  const moved = { ...report, sources: new Map([["rules/a b.aidr", { name: "rules/a b.aidr", text: `# more\n${text}` }]]) };
  expect(JSON.parse(renderGitlab(moved))[0].fingerprint).toBe(one.fingerprint);
  expect(one).toMatchObject({ severity: "major", check_name: "AIDR2003", location: { path: "rules/a b.aidr", lines: { begin: 2 } } });
});

test("checkstyle and junit", () => {
  expect(renderCheckstyle(report)).toContain(
    '<error line="2" column="4" severity="error" message="`input_txt` is not a field of `input`; help: did you mean `input_text`?" source="aidr.AIDR2003"/>',
  );
  const cases: Report["cases"] = [
    { suite: "a.test.yaml", name: "good", span: at("RULE"), seconds: 0.5 },
    { suite: "a.test.yaml", name: "<bad>", span: at("IF"), seconds: 0.25, failure: ["no alert came", "✗ x"] },
  ];
  const failed: Diagnostic = { ...nowhere, code: "AIDR4001", severity: "error", span: at("IF") };
  expect(renderJunit({ ...report, diagnostics: [failed], cases })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="aidr" tests="2" failures="1" errors="0" skipped="0" time="0.750">
  <testsuite name="a.test.yaml" tests="2" failures="1" errors="0" skipped="0" time="0.750">
    <testcase classname="a.test.yaml" name="good" time="0.500"/>
    <testcase classname="a.test.yaml" name="&lt;bad&gt;" time="0.250">
      <failure message="no alert came">no alert came
✗ x</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

describe("sarif", () => {
  const log = JSON.parse(renderSarif(report));
  const [run] = log.runs;
  test("has what the schema of 2.1.0 requires", () => {
    expect([log.version, log.$schema]).toEqual(["2.1.0", expect.stringContaining("sarif-2.1.0")]);
    expect(run.tool.driver).toMatchObject({ name: "aidr", version: "1.2.3" });
    for (const rule of run.tool.driver.rules)
      expect(Object.keys(rule)).toEqual(expect.arrayContaining(["id", "name", "shortDescription", "defaultConfiguration"]));
    for (const result of run.results) {
      expect(["error", "warning", "note", "none"]).toContain(result.level);
      expect(result.message.text.length).toBeGreaterThan(0);
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    }
  });
  test("regions count from 1 in UTF-16 units and never end before they begin", () => {
    expect(run.columnKind).toBe("utf16CodeUnits");
    const regions = run.results.flatMap((result: { locations: { physicalLocation: { region?: object } }[] }) =>
      result.locations.map((location) => location.physicalLocation.region),
    );
    expect(regions[0]).toEqual({ startLine: 2, startColumn: 4, endLine: 2, endColumn: 13, charOffset: 14, charLength: 9 });
    expect(regions[1]).toMatchObject({ startLine: 2, endLine: 3, startColumn: 28 });
  });
  test("files are URI references below the project, and each base is declared", () => {
    const { artifactLocation } = run.results[0].locations[0].physicalLocation;
    expect(artifactLocation).toEqual({ uri: "rules/a%20b.aidr", uriBaseId: "PROJECTROOT" });
    expect(Object.keys(run.originalUriBaseIds)).toEqual(["PROJECTROOT"]);
    expect(run.results[2].locations).toEqual([]);
  });
  test("fixes are replacements, labels are related locations", () => {
    expect(run.results[0].fixes[0]).toMatchObject({
      description: { text: "write `input_text`" },
      artifactChanges: [{ replacements: [{ deletedRegion: { startLine: 2, startColumn: 4 }, insertedContent: { text: "input_text" } }] }],
    });
    expect(run.results[0].relatedLocations[0]).toMatchObject({
      id: 0,
      message: { text: "in this rule" },
      physicalLocation: { region: { startLine: 1 } },
    });
  });
});
