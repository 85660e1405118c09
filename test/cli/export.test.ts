/** `aidr export` and `aidr rows` from outside: files, report, streams and exit codes. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place } from "../project/place.ts";
import { aidr, trace } from "./command.ts";

const rule = (condition: string, id = "a.b"): string =>
  `RULE: Text\nMETA(id="${id}")\nON input\nIF ${condition}\nTHEN alert(severity=HIGH, category="prompt_injection")\n`;
const good = rule('input_source == "user" AND input_text CONTAINS "override"');
const refused = rule("entropy(output_text) > 4".replace("output_text", "input_text"), "c.d");
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

describe("export", () => {
  test("one rule without --out is printed, and nothing else is on standard output", () => {
    const folder = place({ "rules/a.aidr": good });
    const ran = aidr(folder, ["export", "rules/a.aidr", "--target", "querydsl"]);
    expect(ran).toMatchObject({ code: 0, err: "1 rule as Query DSL: 1 exact\n" });
    expect(JSON.parse(ran.out)).toBeTypeOf("object");
  });

  test("a folder gets a file a rule and the report; a refusal has its code, place and help, and exit code 2", () => {
    const folder = place({ "rules/a.aidr": good, "rules/b.aidr": refused, "m.yaml": mappingWithoutComputed });
    const words = ["export", "rules", "--target", "querydsl", "--mapping", "m.yaml", "--out", "out"];
    const ran = aidr(folder, words);
    expect([ran.code, ran.err]).toEqual([2, "2 rules as Query DSL: 1 exact, 1 refused\n"]);
    expect(ran.out).toContain("error[AIDR3017]");
    expect(ran.out).toContain("rules/b.aidr:4:4");
    expect(existsSync(join(folder, "out/a.b.json"))).toBe(true);
    expect(existsSync(join(folder, "out/c.d.json"))).toBe(false);
    const { exports } = json(join(folder, "out/report.json"));
    expect(exports).toMatchObject([
      {
        rule: "a.b",
        target: "querydsl",
        fidelity: "exact",
        granularity: "event",
        deploy: [{ path: "a.b.json", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
      {
        rule: "c.d",
        fidelity: "refused",
        refusals: [{ code: "function-missing", construct: { file: "rules/b.aidr", line: 4, text: "entropy(input_text)" } }],
      },
    ]);
    expect(aidr(folder, [...words, "--allow", "refused"]).code).toBe(0);
    expect(aidr(folder, [...words, "--format", "json"]).out).toContain('"AIDR3017"');
  });

  test("the report names the files of each rule, and no others", () => {
    const folder = place({ "rules/a.aidr": good, "rules/b.aidr": rule('input_text CONTAINS "x"', "e.f") });
    expect(
      aidr(folder, ["export", "rules", "--target", "kql", "--as", "sentinel-yaml", "--mapping", "sentinel", "--out", "out"]).code,
    ).toBe(0);
    const { exports } = json(join(folder, "out/report.json"));
    expect(exports.map((one: { rule: string; deploy: { path: string }[] }) => [one.rule, one.deploy.map(({ path }) => path)])).toEqual([
      ["a.b", ["analytics-rules/a.b.yaml"]],
      ["e.f", ["analytics-rules/e.f.yaml"]],
    ]);
  });

  test("the same rule gives the same bytes", () => {
    const folder = place({ "rules/a.aidr": good });
    for (const out of ["one", "two"]) aidr(folder, ["export", "rules", "--target", "querydsl", "--as", "elastic-ndjson", "--out", out]);
    expect(readFileSync(join(folder, "one/rules.ndjson"), "utf8")).toBe(readFileSync(join(folder, "two/rules.ndjson"), "utf8"));
    expect(json(join(folder, "one/report.json"))).toMatchObject({ exports: [{ fidelity: "scheduled" }] });
  });

  test("mistakes of the call are told calmly, with exit code 3", () => {
    const folder = place({ "rules/a.aidr": good, "rules/b.aidr": refused });
    for (const words of [
      ["export", "rules"],
      ["export", "rules", "--target", "sql"],
      ["export", "rules", "--target", "spl", "--as", "sentinel-yaml", "--out", "o"],
      ["export", "rules", "--target", "querydsl"],
      ["export", "rules", "--target", "querydsl", "--mapping", "nowhere", "--out", "o"],
      ["export", "rules", "--target", "querydsl", "--mapping", "sentinel", "--out", "o"],
      ["export", "rules", "--target", "querydsl", "--allow", "anything", "--out", "o"],
      ["rows", "--mapping", "sentinel"],
      ["rows", "--mapping", "nowhere", "--events", "-"],
    ]) {
      const ran = aidr(folder, words);
      expect([words, ran.code]).toEqual([words, 3]);
      expect(ran.err).not.toMatch(trace);
      expect(ran.err).toContain("error[AIDR50");
    }
  });

  test("a rule that does not compile is not exported", () => {
    const folder = place({ "rules/a.aidr": rule('input_txt CONTAINS "x"') });
    const ran = aidr(folder, ["export", "rules", "--target", "querydsl", "--out", "out"]);
    expect([ran.code, existsSync(join(folder, "out"))]).toEqual([2, false]);
  });

  test("a new mapping is one that can be used", () => {
    const folder = place({ "aidr.yaml": "", "rules/a.aidr": good });
    expect(aidr(folder, ["new", "mapping", "ours"]).code).toBe(0);
    const ran = aidr(folder, ["rows", "--mapping", "mappings/ours.yaml", "--events", "-"], {
      input:
        '{"event_id":"e1","event_type":"input","timestamp":"2026-01-05T10:00:00Z","input_text":"x","user":{"id":3}}\n{"event_id":"e2"}\n',
    });
    expect([ran.code, ran.err]).toEqual([0, "1 row for ours; 1 event without a place or a time\n"]);
    expect(JSON.parse(ran.out)).toEqual({ TimeGenerated: "2026-01-05T10:00:00.000Z", EventId: "e1", EventType: "input", InputText: "x" });
  });
});

const mappingWithoutComputed = `name: small
target: elastic
version: "9.2"
time: "@timestamp"
id: event.id
promises: { single: true, nonempty: true }
events: { "*": { source: ai, where: { type: "{type}" } } }
fields:
  input_source: source
  input_text: { column: text, kind: wildcard, nonempty: false }
`;
