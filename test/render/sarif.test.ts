/** SARIF logs are valid by the official schema, whatever is in them. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderSarif } from "../../src/diagnostics/render-sarif.ts";
import type { Report } from "../../src/diagnostics/report.ts";
import { aidr } from "../cli/command.ts";
import { place, plainRule } from "../project/place.ts";
import { payloads } from "./payloads.ts";

const judge = fileURLToPath(new URL("validate-sarif.cjs", import.meta.url));

/** What the official schema has against each log. */
function errorsOf(logs: readonly string[]): string[][] {
  const input = logs.map((log) => JSON.stringify(JSON.parse(log))).join("\n");
  const output = execFileSync(process.execPath, [judge], {
    input,
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
    maxBuffer: 1 << 28,
  });
  return output
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as string[]);
}

const text = "RULE: One\nIF x == 1\nTHEN alert()\n";
const at = (start: number, end: number, file = "rules/a b.aidr") => ({ file, start, end });
const full: Diagnostic = {
  code: "AIDR2003",
  name: "unknown-field",
  severity: "error",
  span: at(13, 14),
  message: "`x` is not a field",
  labels: [{ span: at(0, 4), text: "in this rule" }],
  help: ["did you mean `y`?"],
  fixes: [{ title: "write `y`", safe: true, edits: [{ span: at(13, 14), text: "y" }] }],
};
const bare: Diagnostic = {
  name: "missing-test",
  severity: "info",
  span: at(0, 0, ""),
  message: "no test",
  labels: [],
  help: [],
  fixes: [],
};
const elsewhere: Diagnostic = {
  ...full,
  severity: "warning",
  span: at(0, 0, "not/loaded.yaml"),
  labels: [{ span: at(0, 0, "x"), text: "there" }],
};
const report = (...diagnostics: readonly Diagnostic[]): Report => ({
  diagnostics,
  sources: new Map([["rules/a b.aidr", { name: "rules/a b.aidr", text }]]),
  version: "1.2.3-beta.1",
});

describe("logs", () => {
  test("of nothing, of everything, and of what has no place", () => {
    expect(errorsOf([report(), report(full, bare, elsewhere), report(bare)].map(renderSarif))).toEqual([[], [], []]);
  });
  test("of texts that try to be more than text", () => {
    const logs = payloads(300).map((payload) =>
      renderSarif(report({ ...full, message: payload, span: at(0, 4, payload), help: [payload] })),
    );
    expect(errorsOf(logs).filter((errors) => errors.length > 0)).toEqual([]);
  });
  test("that the commands write", () => {
    const folder = place({
      "aidr.yaml": "",
      "rules/a.aidr": plainRule(),
      "rules/b.aidr": plainRule("Broken").replace("input_text", "input_txt"),
      "rules/c.test.yaml": "rule: a-rule\ncases: [{ events: [{ input_text: attack }], expect: none }]\n",
      "e.jsonl": `${JSON.stringify({ event_id: "e", event_type: "input", timestamp: "2026-01-01T00:00:00Z", input_text: "attack" })}\n`,
      "expect.yaml": "expect: []\n",
    });
    const runs: readonly (readonly string[])[] = [
      ["check", "rules"],
      ["lint", "rules"],
      ["test", "rules/c.test.yaml"],
      ["check", "no.aidr"],
      ["backtest", "rules/a.aidr", "--events", "e.jsonl", "--expect", "expect.yaml"],
      ["fmt", "--check", "rules/a.aidr"],
    ];
    const logs = runs.map((words) => aidr(folder, [...words, "--format", "sarif"]).out);
    expect(errorsOf(logs)).toEqual(runs.map(() => []));
  });
});

test("a log that is wrong is noticed", () => {
  const log = JSON.parse(renderSarif(report(full))) as {
    runs: { tool: { driver: { name?: string } }; results: { level: string; ruleIndex: number; message: object }[] }[];
  };
  const wrong = (change: (copy: typeof log) => void): string => {
    const copy = structuredClone(log);
    change(copy);
    return JSON.stringify(copy);
  };
  const first = (copy: typeof log) => copy.runs[0]?.results[0] ?? { level: "", ruleIndex: 0, message: {} };
  const wrongs = [
    wrong((copy) => delete copy.runs[0]?.tool.driver.name),
    wrong((copy) => void (first(copy).level = "fatal")),
    wrong((copy) => void (first(copy).ruleIndex = -2)),
    wrong((copy) => void (first(copy).message = { texts: "x" })),
  ];
  expect(errorsOf(wrongs).map((errors) => errors.length > 0)).toEqual([true, true, true, true]);
});
