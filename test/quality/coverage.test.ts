/** Coverage of published lists: techniques by their parts, retired ids, gaps, and a layer that the Navigator can read. */
import { describe, expect, test } from "vitest";
import type { RulePlan } from "../../src/ir/plan.ts";
import { coverageBy, type EntryCoverage } from "../../src/quality/coverage.ts";
import { coverageGaps, readRequirements } from "../../src/quality/gaps.ts";
import { navigatorLayer } from "../../src/quality/navigator.ts";
import { standardCatalogs } from "../../src/schema/bundled.ts";

const { lists } = standardCatalogs();
const rule = (id: string, tags: readonly string[], status = "stable"): RulePlan =>
  ({ id, title: `Title of ${id}`, meta: { tags, status, references: [], falsePositives: [] } }) as unknown as RulePlan; // only these are read
const rules = [
  rule("one", ["atlas:AML.T0051", "owasp:LLM01", "team:red"]),
  rule("two", ["atlas:AML.T0048.004", "atlas:AML.T0019", "owasp:ASI02"]),
  rule("old", ["owasp:LLM02"], "deprecated"),
  rule("bare", ["team:red"]),
];
const coverage = coverageBy(rules, lists);
const entry = (id: string): EntryCoverage | undefined => coverage.lists.flatMap((list) => list.entries).find((one) => one.id === id);

describe("coverage", () => {
  test("three lists, without tactics and retired ids", () => {
    expect(coverage.lists.map((list) => [list.name, list.entries.length])).toEqual([
      ["MITRE ATLAS", 208],
      ["OWASP Top 10 for Agentic Applications 2026", 10],
      ["OWASP Top 10 for LLM Applications 2025", 10],
    ]);
    expect(entry("AML.TA0001")).toBeUndefined();
    expect(entry("AML.T0019")).toBeUndefined();
  });
  test("an entry has its rules, a technique those of its parts, a retired id counts as what it is now", () => {
    expect(entry("AML.T0051")?.rules).toEqual(["one"]);
    expect(entry("AML.T0048")).toMatchObject({ rules: [], within: ["two"] });
    expect(entry("AML.T0115.000")?.rules).toEqual(["two"]);
    expect(entry("ASI02")?.rules).toEqual(["two"]);
    expect(entry("LLM02")?.rules).toEqual([]);
    expect([coverage.untagged, coverage.rules]).toEqual([["bare"], 3]);
  });
});

describe("gaps", () => {
  const gaps = (text: string) => {
    const read = readRequirements({ name: "gaps.yaml", text });
    return [...read.diagnostics, ...coverageGaps(read.value, coverage)].map((one) => `${one.code} ${one.message}`);
  };
  test("a required tag without a rule, unless it is accepted", () => {
    expect(gaps("require: [atlas:AML.T0051, owasp:LLM02, owasp:LLM03]\naccept: { owasp:LLM03: covered by the build }\n")).toEqual([
      "AIDR5410 no rule is about `owasp:LLM02`, Sensitive Information Disclosure",
    ]);
    expect(gaps("require: [owasp:*]\n").length).toBe(18);
    expect(gaps("require: [owasp:*, owasp:LLM02]\n").length).toBe(18);
    expect(gaps("require: []\n")).toEqual([]);
  });
  test("tags of no list, and acceptances that time has overtaken", () => {
    expect(gaps("require: [atlas:AML.T9999]\naccept: { owasp:LLM01: none, owasp:X: y }\n")).toEqual([
      "AIDR5411 `atlas:AML.T9999` is in none of the lists",
      "AIDR5412 `owasp:LLM01` is accepted as a gap, and `one` is about it",
      "AIDR5411 `owasp:X` is in none of the lists",
    ]);
    expect(gaps("require: {}\n").length).toBe(1);
    expect(gaps("accept: {}\n").length).toBe(1);
  });
});

/** What version 4.5 of the format asks of each property that we write: layers/spec/v4.5/layerformat.md of mitre-attack/attack-navigator. */
describe("the Navigator layer", () => {
  const layer = JSON.parse(JSON.stringify(navigatorLayer(coverage, rules, "1.2.3"))) as Record<string, unknown>;
  const shape: Readonly<Record<string, (value: unknown) => boolean>> = {
    name: isText,
    versions: (value) =>
      isObject(value) &&
      value["layer"] === "4.5" &&
      isText(value["navigator"]) &&
      Object.keys(value).every((key) => ["attack", "navigator", "layer"].includes(key)),
    domain: (value) => value === "atlas-atlas",
    description: isText,
    sorting: (value) => [0, 1, 2, 3].includes(value as number),
    layout: (value) =>
      isObject(value) &&
      ["side", "flat", "mini"].includes(String(value["layout"])) &&
      ["none", "all", "annotated"].includes(String(value["expandedSubtechniques"])),
    hideDisabled: isFlag,
    techniques: (value) => Array.isArray(value) && value.every(isTechnique),
    gradient: (value) =>
      isObject(value) &&
      Array.isArray(value["colors"]) &&
      value["colors"].length >= 2 &&
      value["colors"].every(isColour) &&
      Number(value["maxValue"]) > Number(value["minValue"]),
    legendItems: (value) => Array.isArray(value) && value.every((one) => isObject(one) && isText(one["label"]) && isColour(one["color"])),
    metadata: isMetadata,
  };
  test("has every required property, none that the format does not know, and each of its kind", () => {
    expect(["name", "domain", "versions"].filter((key) => !(key in layer))).toEqual([]);
    expect(
      Object.entries(layer)
        .filter(([key, value]) => !shape[key]?.(value))
        .map(([key]) => key),
    ).toEqual([]);
  });
  test("scores each technique by its rules, once", () => {
    const techniques = layer["techniques"] as readonly { techniqueID: string; score: number; comment: string }[];
    expect(new Set(techniques.map((one) => one.techniqueID)).size).toBe(208);
    expect(techniques.find((one) => one.techniqueID === "AML.T0051")).toMatchObject({ score: 1, comment: "one" });
    expect(techniques.find((one) => one.techniqueID === "AML.T0048")).toMatchObject({
      score: 0,
      comment: "sub-techniques: two",
      showSubtechniques: true,
    });
    expect(techniques.filter((one) => one.score > 0).length).toBe(3);
  });
  test("notices a property that is wrong", () => {
    for (const [key, value] of Object.entries({
      versions: { layer: "4.5" },
      gradient: { colors: ["#fff"], minValue: 0, maxValue: 0 },
      techniques: [{ techniqueID: "T1" }],
      sorting: 9,
    }))
      expect([key, shape[key]?.(value)]).toEqual([key, false]);
  });
});

function isTechnique(value: unknown): boolean {
  if (!isObject(value)) return false;
  const known = ["techniqueID", "tactic", "comment", "enabled", "score", "color", "metadata", "links", "showSubtechniques"];
  return (
    /^AML\.T\d{4}(\.\d{3})?$/.test(String(value["techniqueID"])) &&
    typeof value["score"] === "number" &&
    isText(value["comment"]) &&
    isFlag(value["enabled"]) &&
    isFlag(value["showSubtechniques"]) &&
    isMetadata(value["metadata"]) &&
    Object.keys(value).every((key) => known.includes(key))
  );
}
function isMetadata(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isObject(one) && isText(one["name"]) && isText(one["value"]));
}
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}
function isColour(value: unknown): boolean {
  return typeof value === "string" && /^#[0-9a-f]{6}$/.test(value);
}
