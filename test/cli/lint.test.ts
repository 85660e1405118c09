/** `aidr lint` from outside: exit codes, formats, settings, comments, fixes and patches. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place } from "../project/place.ts";
import { aidr, repository, trace } from "./command.ts";

const good = `RULE: Mass export
META(
  description="An agent calls the tool that exports every record.",
  references=["https://atlas.mitre.org/techniques/AML.T0086"],
  tags=["atlas:AML.T0086"],
  false_positives=["the monthly backup"],
)
ON tool_call
IF tool_call.tool == "export_all"
THEN alert(severity=HIGH, category="data_exfiltration")
`;
const cases = `rule: mass-export
cases:
  - { name: export, events: [{ at: 0s, tool_call: { tool: export_all } }], expect: [{ at: 0s }] }
  - { name: one record, events: [{ at: 0s, tool_call: { tool: export_one } }], expect: none }
`;
const mixed = good.replace('tool == "export_all"', 'tool == "export_all" AND user.is_admin OR tool_call.tool == "dump"');
const single = good.replace('== "export_all"', 'IN ["export_all"]');
const broken = good.replace("tool_call.tool", "tool_call.tol");

function project(rule: string, more: Readonly<Record<string, string>> = {}): string {
  return place({ "aidr.yaml": "", "rules/a.aidr": rule, "rules/a.test.yaml": cases, ...more });
}

describe("exit codes", () => {
  test("nothing to say", () => {
    expect(aidr(project(good), ["lint"])).toEqual({ code: 0, out: "", err: "1 rule in 1 file: nothing to say\n" });
  });
  test("a warning, and what --fail-on makes of it", () => {
    const folder = project(mixed);
    const found = aidr(folder, ["lint"]);
    expect(found).toMatchObject({ code: 1, err: "1 rule in 1 file: 1 warning; `--fix` mends 1\n" });
    expect(found.out).toContain("warning[mixed-and-or]: `AND` binds tighter than `OR`");
    expect(found.out).toContain("--> rules/a.aidr:9:4");
    expect(aidr(folder, ["lint", "--fail-on", "warning"]).code).toBe(1);
    expect(aidr(folder, ["lint", "--fail-on", "info"]).code).toBe(1);
    expect(aidr(folder, ["lint", "--fail-on", "error"]).code).toBe(0);
    expect(aidr(folder, ["lint", "--fail-on", "eror"])).toMatchObject({ code: 3, err: expect.stringContaining("did you mean `error`?") });
  });
  test("an info is shown and fails only when asked for", () => {
    const folder = project(single);
    expect(aidr(folder, ["lint"])).toMatchObject({ code: 0, out: expect.stringContaining("info[single-entry-list]") });
    expect(aidr(folder, ["lint", "--fail-on", "info"]).code).toBe(1);
  });
  test("a rule that does not compile, a file that is not there, a configuration that cannot be", () => {
    expect(aidr(project(broken), ["lint"])).toMatchObject({ code: 2, out: expect.stringContaining("AIDR2003") });
    // Its own severity never turns advice into a rule that does not compile.
    expect(aidr(project(mixed, { "aidr.yaml": "lint: { rules: { mixed-and-or: error } }\n" }), ["lint"]).code).toBe(1);
    expect(aidr(project(good), ["lint", "no.aidr"]).code).toBe(3);
    expect(aidr(project(good, { "aidr.yaml": "lint: { rulez: {} }\n" }), ["lint"]).code).toBe(3);
    expect(aidr(project(good, { "aidr.yaml": "lint: { rules: { mixed-and-or: loud } }\n" }), ["lint"]).code).toBe(3);
  });
  test("standard input", () => {
    const folder = project(good);
    expect(aidr(folder, ["lint", "-"], { input: good })).toMatchObject({ code: 0, out: "" });
    expect(aidr(folder, ["lint", "-"], { input: mixed })).toMatchObject({ code: 1, out: expect.stringContaining("<stdin>:9:4") });
    expect(aidr(folder, ["lint", "-", "--fix"], { input: mixed })).toMatchObject({ code: 3, out: "" });
  });
});

test("every format keeps the exit code and names the lint", () => {
  const folder = project(mixed);
  for (const format of ["pretty", "compact", "json", "ndjson", "sarif", "junit", "github", "gitlab", "checkstyle"]) {
    const ran = aidr(folder, ["lint", "--format", format]);
    expect([format, ran.code], ran.err).toEqual([format, 1]);
    expect(ran.out, format).toContain("mixed-and-or");
    expect(ran.out + ran.err, format).not.toMatch(trace);
  }
  const log = JSON.parse(aidr(folder, ["lint", "--format", "sarif"]).out);
  const [result] = log.runs[0].results;
  expect([result.ruleId, result.level, log.runs[0].tool.driver.rules.length]).toEqual(["mixed-and-or", "warning", 1]);
  expect(
    result.fixes[0].artifactChanges[0].replacements.map((one: { insertedContent: { text: string } }) => one.insertedContent.text),
  ).toEqual(["(", ")"]);
  const [line] = aidr(folder, ["lint", "--format", "ndjson"]).out.split("\n");
  expect(JSON.parse(line ?? "")).toMatchObject({ name: "mixed-and-or", severity: "warning" });
});

describe("settings", () => {
  test("raise, lower and switch off a lint", () => {
    const level = (rule: string, text = mixed): string => {
      const folder = project(text, { "aidr.yaml": `lint:\n  rules: { ${rule} }\n` });
      const { code, out } = aidr(folder, ["lint", "--format", "compact"]);
      return `${code} ${/ (error|warning|info)\[/.exec(out)?.[1] ?? "nothing"}`;
    };
    expect(level("mixed-and-or: error")).toBe("1 error");
    expect(level("mixed-and-or: info")).toBe("0 info");
    expect(level("mixed-and-or: off")).toBe("0 nothing");
    expect(level("single-entry-list: error", single)).toBe("1 error");
  });
  test("a missing test as an error, as the page says", () => {
    const folder = place({ "aidr.yaml": "lint: { rules: { missing-test: error } }\n", "rules/a.aidr": good });
    expect(aidr(folder, ["lint", "--fail-on", "error"])).toMatchObject({ code: 1, out: expect.stringContaining("error[missing-test]") });
    expect(aidr(project(good, { "aidr.yaml": "lint: { rules: { missing-test: error } }\n" }), ["lint"])).toMatchObject({
      code: 0,
      out: "",
    });
  });
  test("a misspelt lint is told with its place", () => {
    const folder = project(good, { "aidr.yaml": "lint: { rules: { missing-tests: error } }\n" });
    const ran = aidr(folder, ["lint"]);
    expect(ran.code).toBe(3);
    expect(ran.out).toContain("AIDR5301");
    expect(ran.out).toContain("--> aidr.yaml:1:18");
    expect(ran.out).toContain("did you mean `missing-test`");
  });
  test("are shown", () => {
    const folder = project(good, { "aidr.yaml": "lint: { rules: { missing-test: error } }\n" });
    expect(aidr(folder, ["config", "show"]).out).toContain('lint: {"rules":{"missing-test":"error"}}');
  });
});

describe("comments", () => {
  test("silence a lint, with a reason", () => {
    const folder = project(`# aidr-ignore mixed-and-or: everybody here knows\n${mixed}`);
    expect(aidr(folder, ["lint"])).toMatchObject({ code: 0, out: "" });
    const bare = project(`# aidr-ignore mixed-and-or\n${mixed}`);
    expect(aidr(bare, ["lint"])).toMatchObject({ code: 1, out: expect.stringMatching(/AIDR1048[\s\S]*mixed-and-or/) });
  });
  test("that silence nothing are told, also those for the checker", () => {
    const ran = aidr(project(`# aidr-ignore mixed-and-or: why not\n# aidr-ignore negation-on-optional: why not\n${good}`), ["lint"]);
    expect(ran.code).toBe(1);
    expect(ran.out.match(/unused-ignore/g)).toHaveLength(2);
    expect(aidr(project(`# aidr-ignore mixed-and-orr: why not\n${good}`), ["lint"])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/unknown-ignore[\s\S]*did you mean `mixed-and-or`/),
    });
  });
});

describe("--fix", () => {
  test("mends the file and nothing else; then there is nothing left to mend", () => {
    const folder = project(mixed);
    const rule = join(folder, "rules/a.aidr");
    expect(aidr(folder, ["lint", "--fix"])).toEqual({ code: 0, out: "", err: "1 rule in 1 file: nothing to say; 1 file changed\n" });
    const text = readFileSync(rule, "utf8");
    expect(text).toBe(
      mixed.replace('tool_call.tool == "export_all" AND user.is_admin', '(tool_call.tool == "export_all" AND user.is_admin)'),
    );
    expect(aidr(folder, ["lint", "--fix"]).err).toBe("1 rule in 1 file: nothing to say\n");
    expect(readFileSync(rule, "utf8")).toBe(text);
    expect(aidr(folder, ["check"]).code).toBe(0);
  });
  test("does not touch what may change a rule, unless told to", () => {
    const text = good.replace('== "export_all"', "MATCHES /export_all/");
    const folder = project(text);
    expect(aidr(folder, ["lint", "--fix"]).err).toContain("1 info");
    expect(readFileSync(join(folder, "rules/a.aidr"), "utf8")).toBe(text);
    expect(aidr(folder, ["lint", "--fix=unsafe"]).code).toBe(0);
    expect(readFileSync(join(folder, "rules/a.aidr"), "utf8")).toContain('tool_call.tool CONTAINS "export_all" CASED');
    expect(aidr(folder, ["lint", "--fix=all"])).toMatchObject({ code: 3, err: expect.stringContaining("--fix=unsafe") });
  });
  test("leaves a file with an error alone", () => {
    const text = mixed.replace("severity=HIGH", "severity=HIGHER");
    const folder = project(text);
    expect(aidr(folder, ["lint", "--fix"]).code).toBe(2);
    expect(readFileSync(join(folder, "rules/a.aidr"), "utf8")).toBe(text);
  });
  test("keeps line ends and a file without a last one", () => {
    const text = mixed.replaceAll("\n", "\r\n").trimEnd();
    const folder = project(text);
    expect(aidr(folder, ["lint", "--fix"]).code).toBe(0);
    const fixed = readFileSync(join(folder, "rules/a.aidr"), "utf8");
    expect(fixed.replace("(", "").length - 1 - text.length).toBe(fixed.length - text.length - 2);
    expect(fixed.split("\r\n").length).toBe(text.split("\r\n").length);
    expect(fixed.endsWith("\n")).toBe(false);
  });
});

describe("--diff", () => {
  test("prints a patch that can be applied, and changes nothing", () => {
    const folder = project(mixed);
    const ran = aidr(folder, ["lint", "--diff"]);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("1 file would be changed");
    expect(readFileSync(join(folder, "rules/a.aidr"), "utf8")).toBe(mixed);
    writeFileSync(join(folder, "fix.patch"), ran.out);
    execFileSync("git", ["apply", "fix.patch"], { cwd: folder });
    expect(aidr(folder, ["lint"])).toMatchObject({ code: 0, out: "" });
  });
  test("of a text without a last line end, and of nothing", () => {
    const folder = project(mixed.trimEnd());
    writeFileSync(join(folder, "fix.patch"), aidr(folder, ["lint", "--diff"]).out);
    execFileSync("git", ["apply", "fix.patch"], { cwd: folder });
    expect(aidr(folder, ["lint"]).code).toBe(0);
    expect(aidr(folder, ["lint", "--diff"])).toMatchObject({ code: 0, out: "" });
  });
  test("of standard input", () => {
    const ran = aidr(project(good), ["lint", "-", "--diff"], { input: mixed });
    expect([ran.code, ran.out.split("\n").filter((line) => /^[-+][^-+]/.test(line)).length]).toEqual([1, 2]);
  });
});

test("explain prints the page of a lint", () => {
  const ran = aidr(project(good), ["explain", "mixed-and-or"]);
  expect(ran.code).toBe(0);
  expect(ran.out).toContain("# mixed-and-or");
  expect(ran.out).toContain("## Prefer");
});

test("the library's own rules have nothing to say", () => {
  expect(aidr(repository, ["lint", "rules", "stdlib", "--fail-on", "info"])).toMatchObject({ code: 0, out: "" });
});
