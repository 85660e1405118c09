/** Every command from outside: what it prints where, and its exit code. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place, plainRule } from "../project/place.ts";
import { aidr, repository, trace } from "./command.ts";

const broken = 'RULE: Broken\nON input\nIF input_txt CONTAINS "x"\nTHEN alert(severity=HIGH, category="prompt_injection")\n';
const event = (text: string, more: object = {}): string =>
  `${JSON.stringify({ event_id: `e-${text.length}-${text.slice(0, 8)}`, event_type: "input", timestamp: "2026-01-05T10:00:00Z", input_text: text, ...more })}\n`;

describe("init", () => {
  test("makes a project whose check, layout, tests and run are good, and writes nothing over it", () => {
    const folder = place({});
    const made = aidr(folder, ["init", "demo"]);
    expect([made.code, made.out.split("\n").filter(Boolean).length]).toEqual([0, 5]);
    const demo = join(folder, "demo");
    expect(aidr(demo, ["check"])).toMatchObject({ code: 0, out: "", err: "1 rule in 1 file: no problems\n" });
    expect(aidr(demo, ["fmt", "--check"]).code).toBe(0);
    expect(aidr(demo, ["test"])).toMatchObject({ code: 0, err: expect.stringContaining("4 passed") });
    const ran = aidr(demo, ["run", "--events", "events/sample.jsonl"]);
    expect([
      ran.code,
      ran.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).event_ids),
    ]).toEqual([0, [["e2"]]]);
    const before = readFileSync(join(demo, "aidr.yaml"), "utf8");
    expect(aidr(folder, ["init", "demo"])).toMatchObject({ code: 3, out: "" });
    expect(readFileSync(join(demo, "aidr.yaml"), "utf8")).toBe(before);
  });
});

describe("new", () => {
  test("a rule and its test fit each other, in the project's folders", () => {
    const folder = place({ "aidr.yaml": "", "deep/x": "" });
    expect(aidr(join(folder, "deep"), ["new", "rule", "mail-elsewhere"]).code).toBe(0);
    expect(aidr(folder, ["new", "test", "mail-elsewhere"]).code).toBe(0);
    expect(aidr(folder, ["new", "schema", "payment"]).code).toBe(0);
    writeFileSync(join(folder, "aidr.yaml"), "schemas: [std, schemas/*.yaml]\n");
    expect(aidr(folder, ["test"])).toMatchObject({ code: 0, err: expect.stringContaining("3 passed") });
    expect(aidr(folder, ["new", "rule", "mail-elsewhere"])).toMatchObject({ code: 3, err: expect.stringContaining("already there") });
    expect(aidr(folder, ["new", "mapping", "splunk"]).code).toBe(0);
  });
  test.each(["../x", "a/b", "A", "", ".x", "a..b", "-rf", "x y", "x\u001b[31m"])("%j is no name", (name) => {
    const folder = place({ "aidr.yaml": "" });
    const ran = aidr(folder, ["new", "rule", "--", name]);
    expect(ran.code).toBe(3);
    expect(ran.err).not.toContain("\u001b");
    expect(existsSync(join(folder, "rules"))).toBe(false);
  });
});

describe("check", () => {
  test("exit codes: good, broken, no such file, broken configuration", () => {
    const folder = place({
      "aidr.yaml": "",
      "rules/a.aidr": plainRule(),
      "b.aidr": broken,
      "bad/aidr.yaml": "flies: [a]\n",
      "bad/rules/a.aidr": plainRule(),
    });
    expect(aidr(folder, ["check"])).toMatchObject({ code: 0, out: "" });
    const found = aidr(folder, ["check", "b.aidr"]);
    expect(found).toMatchObject({ code: 2, err: "1 rule in 1 file: 1 error, 0 warnings\n" });
    expect(found.out).toContain("--> b.aidr:3:4");
    expect(found.out).toContain("^^^^^^^^^");
    expect(found.out).toContain("did you mean `input_text`?");
    expect(aidr(folder, ["check", "no.aidr"])).toMatchObject({ code: 3 });
    expect(aidr(folder, ["check", "b.aidr", "no.aidr"])).toMatchObject({ code: 3 });
    expect(aidr(join(folder, "bad"), ["check"])).toMatchObject({ code: 3, out: expect.stringContaining("did you mean `files`?") });
    expect(aidr(folder, ["check", "rules/*.aidr"])).toMatchObject({ code: 0 });
    expect(aidr(folder, ["check", "rules"])).toMatchObject({ code: 0 });
    expect(aidr(folder, ["check", "-"], { input: broken })).toMatchObject({ code: 2, out: expect.stringContaining("<stdin>:3:4") });
    expect(aidr(folder, ["check", "-"], { input: plainRule() })).toMatchObject({ code: 0 });
  });
  test("the reference rules are good", () => expect(aidr(repository, ["check", "rules/reference"])).toMatchObject({ code: 0, out: "" }));
  test("a parameter of the command line must exist", () => {
    const folder = place({ "a.aidr": `PARAM limit = 1\n${plainRule()}` });
    expect(aidr(folder, ["check", "a.aidr", "--param", "limit=2"]).code).toBe(0);
    expect(aidr(folder, ["check", "a.aidr", "--param", "limt=2"])).toMatchObject({
      code: 3,
      out: expect.stringContaining("did you mean `limit`?"),
    });
  });
  test("every format keeps the exit code and says the finding", () => {
    const folder = place({ "b.aidr": broken });
    for (const format of ["pretty", "compact", "json", "ndjson", "sarif", "junit", "github", "gitlab", "checkstyle"]) {
      const ran = aidr(folder, ["check", "b.aidr", "--format", format]);
      expect([format, ran.code]).toEqual([format, 2]);
      expect(ran.out).toContain("AIDR2003");
    }
    const both = aidr(folder, ["check", "b.aidr", "--format", "compact", "--format", "sarif=out.sarif"]);
    expect([both.code, both.out.split("\n").length]).toEqual([2, 2]);
    expect(JSON.parse(readFileSync(join(folder, "out.sarif"), "utf8")).version).toBe("2.1.0");
    expect(aidr(folder, ["check", "b.aidr", "--format", "json", "--format", "sarif"]).code).toBe(3);
    expect(aidr(folder, ["check", "b.aidr", "--format", "sarf"])).toMatchObject({
      code: 3,
      err: expect.stringContaining("did you mean `sarif`?"),
    });
    expect(aidr(folder, ["check", "b.aidr", "--format", "json=no/such/folder.json"])).toMatchObject({ code: 3 });
  });
  test("under GitHub Actions annotations are added, on standard error", () => {
    const ran = aidr(place({ "b.aidr": broken }), ["check", "b.aidr", "--format", "json"], { environment: { GITHUB_ACTIONS: "true" } });
    expect(ran.err).toContain("::error file=b.aidr,line=3,endLine=3,col=4,endColumn=13,title=AIDR2003::");
    expect(JSON.parse(ran.out).summary.errors).toBe(1);
  });
  test("colour only when asked for", () => {
    const folder = place({ "b.aidr": broken });
    const colours = (words: string[], environment: Record<string, string> = {}) =>
      aidr(folder, ["check", "b.aidr", ...words], { environment }).out.includes("\u001b[");
    expect([
      colours([]),
      colours(["--color"]),
      colours([], { FORCE_COLOR: "1" }),
      colours([], { FORCE_COLOR: "1", NO_COLOR: "1" }),
      colours(["--color"], { NO_COLOR: "1" }),
      colours(["--no-color"], { FORCE_COLOR: "1" }),
    ]).toEqual([false, true, true, false, true, false]);
  });
});

describe("fmt", () => {
  test("writes one layout, once; checks without writing; leaves broken files alone; prints standard input", () => {
    const loose = plainRule().replaceAll("\n", "\n  ").trimEnd();
    const folder = place({ "aidr.yaml": "", "rules/a.aidr": loose, "rules/b.aidr": plainRule(), "broken.aidr": "RULE Broken" });
    expect(aidr(folder, ["fmt", "--check"])).toMatchObject({ code: 1, out: "rules/a.aidr\n" });
    expect(readFileSync(join(folder, "rules/a.aidr"), "utf8")).toBe(loose);
    expect(aidr(folder, ["fmt"])).toMatchObject({ code: 0, out: "" });
    expect(readFileSync(join(folder, "rules/a.aidr"), "utf8")).toBe(plainRule());
    expect(aidr(folder, ["fmt", "--check"]).code).toBe(0);
    expect(aidr(folder, ["fmt", "broken.aidr"]).code).toBe(2);
    expect(readFileSync(join(folder, "broken.aidr"), "utf8")).toBe("RULE Broken");
    expect(aidr(folder, ["fmt", "-"], { input: loose })).toMatchObject({ code: 0, out: plainRule() });
    expect(aidr(folder, ["fmt", "--check", "-"], { input: loose })).toMatchObject({ code: 1 });
  });
});

describe("explain", () => {
  test("a rule, why it fires, why not, a word, a code, nothing", () => {
    const folder = place({
      "aidr.yaml": "",
      "rules/a.aidr": plainRule("My rule"),
      "hit.jsonl": event("an attack"),
      "miss.jsonl": event("an attack") + event("all is well"),
    });
    for (const topic of ["my-rule", "My rule", "rules/a.aidr"]) {
      const ran = aidr(folder, ["explain", topic]);
      expect([topic, ran.code]).toEqual([topic, 0]);
      expect(ran.out).toContain("input_text contains");
    }
    expect(aidr(folder, ["explain", "my-rule", "--event", "hit.jsonl"]).out).toMatch(/ fires on[\s\S]*✓ input_text CONTAINS "attack"/);
    expect(aidr(folder, ["explain", "my-rule", "--event", "miss.jsonl"]).out).toMatch(
      /does not fire on[\s\S]*✗ input_text CONTAINS "attack"[\s\S]*all is well/,
    );
    expect(aidr(folder, ["explain", "contains word"]).out).toContain("CONTAINS WORD");
    expect(aidr(folder, ["explain", "AIDR5001"]).out).toContain("# AIDR5001 no-such-file");
    expect(aidr(folder, ["explain", "my-rul"])).toMatchObject({ code: 3, err: expect.stringContaining("did you mean `my-rule`?") });
    expect(aidr(folder, ["explain", "AIDR9999"]).code).toBe(3);
    expect(aidr(folder, ["explain", "my-rule", "--event", "no.jsonl"]).code).toBe(3);
  });
});

describe("types, config, completion, help", () => {
  test("types of the project's own schemas", () => {
    const folder = place({
      "aidr.yaml": "schemas: [std, own.yaml]\n",
      "own.yaml":
        'type: object\nproperties:\n  event_type: { const: payment }\n  payment: { type: object, properties: { "odd-name": { type: number } } }\n',
    });
    const ran = aidr(folder, ["types"]);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("export type PaymentEvent");
    expect(ran.out).toContain('"odd-name"?: number | null;');
    expect(aidr(place({ "x.yaml": "- 1" }), ["types", "--schema", "x.yaml"])).toMatchObject({ code: 3, out: "" });
  });
  test("config show --origin", () => {
    const folder = place({ "aidr.yaml": "adapter: flat\nparams: { a: 1 }\n" });
    const ran = aidr(folder, ["config", "show", "--origin", "--param", "b=2"], { environment: { AIDR_PARAM_c: "3" } });
    expect(ran.out.split("\n").filter((line) => /^(adapter|params|files)/.test(line))).toEqual([
      'files: ["rules/**/*.aidr"]  # default',
      'adapter: "flat"  # aidr.yaml',
      "params.a: 1  # aidr.yaml",
      "params.c: 3  # environment",
      "params.b: 2  # flag",
    ]);
    expect(JSON.parse(aidr(folder, ["config", "show", "--json", "--origin"]).out).adapter).toEqual({ value: "flat", origin: "aidr.yaml" });
  });
  test.each(["bash", "zsh", "fish"])("completion %s names every command", (shell) => {
    const ran = aidr(place({}), ["completion", shell]);
    for (const command of ["init", "new", "check", "fmt", "test", "run", "explain", "types", "config", "completion"])
      expect(ran.out).toContain(command);
    expect([ran.code, ran.out.includes("fail-on-alert")]).toEqual([0, true]);
  });
  test("help and version on standard output", () => {
    expect(aidr(place({}), ["--help"])).toMatchObject({ code: 0, err: "", out: expect.stringContaining("run [options] [rules...]") });
    expect(aidr(place({}), ["help", "run"])).toMatchObject({ code: 0, out: expect.stringContaining("--fail-on-alert") });
    expect(aidr(place({}), ["--version"])).toMatchObject({
      code: 0,
      out: `${JSON.parse(readFileSync(join(repository, "package.json"), "utf8")).version}\n`,
    });
  });
});

describe("usage", () => {
  test.each([
    [["chek"], "did you mean check?"],
    [["check", "--fromat", "json"], "did you mean --format?"],
    [["run"], "needs events"],
    [["new", "rul", "x"], "did you mean `rule`?"],
    [["completion", "csh"], "shells: bash, zsh, fish"],
    [["init", "a", "b"], "too many arguments"],
    [["explain"], "missing required argument"],
    [["run", "--events"], "argument missing"],
    [["run", "-", "--events", "-"], "only once"],
    [["check", "--param", "x"], "gives no parameter a value"],
    [["--nope"], "unknown option"],
    [["run", "--events", "x", "--format", "sarif"], "not a format of alerts"],
  ])("%j is exit 3", (words, message) => {
    const ran = aidr(place({ "a.aidr": plainRule() }), words as string[]);
    expect(ran.code).toBe(3);
    expect(ran.out + ran.err).toContain(message);
    expect(ran.err).not.toMatch(trace);
  });
  test("no command at all shows the help, exit 3", () =>
    expect(aidr(place({}), [])).toMatchObject({ code: 3, err: expect.stringContaining("Usage: aidr") }));
});

describe("test", () => {
  const cases = (expectation: string): string =>
    `rule: a-rule\ncases:\n  - name: one\n    events: [{ at: 5s, input_text: an attack }]\n    expect: ${expectation}\n`;
  test("passes, fails with the explanation, does not compile, is not there", () => {
    const folder = place({ "aidr.yaml": "", "rules/a.aidr": plainRule(), "rules/a.test.yaml": cases("[{ at: 5s }]") });
    expect(aidr(folder, ["test"])).toMatchObject({ code: 0, out: "", err: "1 case: 1 passed\n" });
    writeFileSync(join(folder, "rules/a.test.yaml"), cases("none"));
    const failed = aidr(folder, ["test", "rules"]);
    expect(failed).toMatchObject({ code: 1, err: "1 case: 0 passed, 1 failed\n" });
    expect(failed.out).toMatch(
      /✗ a-rule: one\n {2}an alert came at 5s [\s\S]*✓ input_text CONTAINS "attack"\n {10}input_text is "an attack"/,
    );
    for (const path of ["rules/a.test.yaml", "rules/a.aidr", "rules/*.test.yaml"])
      expect([path, aidr(folder, ["test", path]).code]).toEqual([path, 1]);
    writeFileSync(join(folder, "rules/a.test.yaml"), cases("[{ at: 6s }]"));
    expect(aidr(folder, ["test"]).out).toMatch(/no alert came at 6s\n[\s\S]*why the rule did not fire|no alert came at 6s/);
    writeFileSync(join(folder, "rules/a.test.yaml"), cases("[{ at: 1h30m }]"));
    expect(aidr(folder, ["test"])).toMatchObject({ code: 3, out: expect.stringContaining("rules/a.test.yaml:5:") });
    expect(aidr(folder, ["test", "no.test.yaml"]).code).toBe(3);
    writeFileSync(join(folder, "rules/b.aidr"), broken);
    expect(aidr(folder, ["test"]).code).toBe(2);
  });
  test("every format", () => {
    const folder = place({ "rules/a.aidr": plainRule(), "rules/a.test.yaml": cases("none") });
    for (const format of ["compact", "json", "ndjson", "sarif", "junit", "github", "gitlab", "checkstyle"]) {
      const ran = aidr(folder, ["test", "rules", "--format", format]);
      expect([format, ran.code, ran.out.includes("an alert came at 5s")]).toEqual([format, 1, true]);
    }
    expect(aidr(folder, ["test", "rules", "--format", "junit"]).out).toContain('<testsuites name="aidr" tests="1" failures="1"');
  });
});
