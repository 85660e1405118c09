/** `aidr backtest` from outside. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place, plainRule } from "../project/place.ts";
import { aidr, trace } from "./command.ts";

const event = (session: string, text: string): string =>
  JSON.stringify({
    event_id: `${session}-1`,
    event_type: "input",
    timestamp: "2026-03-02T09:00:00Z",
    session: { id: session },
    input_text: text,
  });
const events = [event("a", "an attack"), event("b", "calm"), event("c", "an attack")].join("\n");
const project = (expected: string) =>
  place({ "aidr.yaml": "", "rules/a.aidr": plainRule(), "events.jsonl": events, "expect.yaml": expected });
const base = ["backtest", "--events", "events.jsonl", "--expect", "expect.yaml"];

describe("verdicts", () => {
  test("everything as expected", () => {
    const ran = aidr(project("expect: [{ rule: a-rule, session: a }, { rule: a-rule, event: c-1 }]\n"), base);
    expect(ran).toEqual({ code: 0, out: "", err: "2 fires on 3 events: 2 of 2 expectations held, 0 unexpected\n" });
  });
  test("one that did not come is shown where it is expected, one that surprises at its rule", () => {
    const ran = aidr(project("expect:\n  - { rule: a-rule, session: b }\n  - { rule: a-rule, session: a }\n"), base);
    expect([ran.code, ran.err]).toEqual([1, "2 fires on 3 events: 1 of 2 expectations held, 1 unexpected\n"]);
    expect(ran.out).toContain("error[AIDR5407]: `a-rule` fired never in session b, and at least once was expected\n  --> expect.yaml:2:5");
    expect(ran.out).toContain("error[AIDR5408]: `a-rule` fired once where nothing is expected: c-1 (session c)\n  --> rules/a.aidr:1:1");
  });
  test("--unexpected warn lets surprises pass, but not of a rule that must be quiet", () => {
    const some = "expect: [{ rule: a-rule, session: a }]\n";
    expect(aidr(project(some), [...base, "--unexpected", "warn"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("warning[AIDR5409]"),
    });
    expect(aidr(project(`${some}quiet: [a-rule]\n`), [...base, "--unexpected", "warn"]).code).toBe(1);
    expect(aidr(project("quiet: [a-rule]\n"), base).code).toBe(1);
  });
  test("every format has the verdict, and the exit code is the same", () => {
    const folder = project("expect: [{ rule: a-rule, session: b }]\n");
    for (const format of ["compact", "json", "ndjson", "sarif", "junit", "github", "gitlab", "checkstyle"]) {
      const ran = aidr(folder, [...base, "--format", format]);
      expect([format, ran.code, /fired never in session b/.test(ran.out), trace.test(ran.out + ran.err)]).toEqual([format, 1, true, false]);
    }
    expect(aidr(folder, [...base, "--format", "junit"]).out).toContain('tests="2" failures="2"');
    expect(JSON.parse(aidr(folder, [...base, "--format", "json"]).out)).toMatchObject({
      backtest: { alerts: 2, expected: [{ rule: "a-rule", session: "b", came: 0, held: false }], unexpected: [{ count: 2 }] },
    });
  });
});

test("--record writes what a later run holds", () => {
  const folder = project("");
  expect(aidr(folder, [...base, "--record"])).toEqual({ code: 0, out: "", err: "2 fires written to expect.yaml\n" });
  expect(readFileSync(join(folder, "expect.yaml"), "utf8")).toBe(
    'expect:\n  - { rule: "a-rule", session: "a", event: "a-1" }\n  - { rule: "a-rule", session: "c", event: "c-1" }\n',
  );
  expect(aidr(folder, base)).toMatchObject({ code: 0, err: "2 fires on 3 events: 2 of 2 expectations held, 0 unexpected\n" });
});

test.each([
  [["backtest", "--events", "events.jsonl"], "what is expected"],
  [["backtest", "--expect", "expect.yaml"], "needs events"],
  [["backtest", "--events", "no.jsonl", "--expect", "expect.yaml"], "does not exist"],
  [["backtest", "--events", "events.jsonl", "--expect", "no.yaml"], "does not exist"],
  [["backtest", "--events", "events.jsonl", "--expect", "bad.yaml"], "did you mean `a-rule`"],
  [[...base, "--unexpected", "ignore"], "ignore"],
])("%j is exit code 3", (words, message) => {
  const folder = place({
    "aidr.yaml": "",
    "rules/a.aidr": plainRule(),
    "events.jsonl": events,
    "expect.yaml": "{}",
    "bad.yaml": "expect: [{ rule: a-rul }]\n",
  });
  const ran = aidr(folder, words);
  expect([ran.code, trace.test(ran.err)]).toEqual([3, false]);
  expect(ran.out + ran.err).toContain(message);
});
