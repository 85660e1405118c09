/** `aidr coverage` from outside. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { place, plainRule } from "../project/place.ts";
import { aidr, trace } from "./command.ts";

const tagged = `RULE: Tagged\nMETA(id="tagged", tags=["owasp:LLM01", "atlas:AML.T0051"])\nON input\nIF input_text CONTAINS "x"\nTHEN alert(severity=LOW, category="prompt_injection")\n`;
const project = (more: Readonly<Record<string, string>> = {}) =>
  place({ "aidr.yaml": "", "rules/a.aidr": tagged, "rules/b.aidr": plainRule(), ...more });

describe("forms", () => {
  test("a table of what is covered, or of the gaps", () => {
    const folder = project();
    const table = aidr(folder, ["coverage"]);
    expect([table.code, table.err]).toEqual([0, ""]);
    expect(table.out).toContain("OWASP Top 10 for LLM Applications 2025: 1 of 10\n  LLM01     1 rule  Prompt Injection\n");
    expect(table.out).toContain("1 rule about none of these: a-rule\n");
    expect(aidr(folder, ["coverage", "--gaps"]).out).toContain("  LLM02  Sensitive Information Disclosure\n");
  });
  test("data and a layer, beside each other", () => {
    const folder = project();
    const ran = aidr(folder, ["coverage", "--format", "json", "--format", "navigator=layer.json"]);
    expect(JSON.parse(ran.out)).toMatchObject({ rules: 2, untagged: ["a-rule"], gaps: [] });
    expect(JSON.parse(readFileSync(join(folder, "layer.json"), "utf8"))).toMatchObject({
      domain: "atlas-atlas",
      versions: { layer: "4.5" },
    });
  });
});

describe("gates", () => {
  test("exit 1 for a gap, 0 where all that is required is there", () => {
    const folder = project({ "gaps.yaml": "require: [owasp:LLM01]\n", "more.yaml": "require: [owasp:LLM01, owasp:LLM02]\n" });
    expect(aidr(folder, ["coverage", "--fail-on-gaps", "gaps.yaml"]).code).toBe(0);
    for (const format of ["pretty", "json", "navigator"]) {
      const ran = aidr(folder, ["coverage", "--fail-on-gaps", "more.yaml", "--format", format]);
      expect([format, ran.code, ran.err.includes("no rule is about `owasp:LLM02`"), trace.test(ran.err)]).toEqual([format, 1, true, false]);
    }
  });
  test.each([
    [["coverage", "--fail-on-gaps", "no.yaml"], 3],
    [["coverage", "--fail-on-gaps", "bad.yaml"], 3],
    [["coverage", "--fail-on-gaps", "unknown.yaml"], 3],
    [["coverage", "--format", "sarif"], 3],
    [["coverage", "--format", "json", "--format", "pretty"], 3],
    [["coverage", "broken.aidr"], 2],
  ])("%j is exit code %i", (words, code) => {
    const folder = project({ "bad.yaml": "requires: []\n", "unknown.yaml": "require: [owasp:LLM99]\n", "broken.aidr": "RULE: x\nIF" });
    expect(aidr(folder, words).code).toBe(code);
  });
});
