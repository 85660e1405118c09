import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCatalogs } from "../../src/schema/catalogs.ts";

const folder = new URL("../../stdlib/catalogs/", import.meta.url);
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
const { value, diagnostics } = readCatalogs(files);
const catalog = (prefix: string): ReadonlyMap<string, string> | undefined => value.tags.find((one) => one.prefix === prefix)?.ids;
const one = (text: string): ReturnType<typeof readCatalogs> => readCatalogs([{ name: "c.yaml", text }]);

describe("the bundled catalogs", () => {
  test("are without mistakes", () => {
    expect(diagnostics).toEqual([]);
  });

  test("have the categories of the language, each with a sentence", () => {
    const names =
      "prompt_injection jailbreak unauthorized_tool_use tool_anomaly data_exfiltration context_exfiltration code_abuse sensitive_output resource_abuse multi_turn_attack supply_chain behavioral_drift infrastructure policy_violation incident";
    expect([...value.categories.keys()].join(" ")).toBe(names);
    expect([...value.categories.values()].filter((category) => !category.summary.endsWith("."))).toEqual([]);
  });

  test("have all of ATLAS v2026.09: 16 tactics, 208 techniques, and the retired ids", () => {
    const ids = [...(catalog("atlas")?.keys() ?? [])];
    expect(ids.filter((id) => /^AML\.TA\d{4}$/.test(id))).toHaveLength(16);
    expect(ids.filter((id) => /^AML\.T\d{4}(\.\d{3})?$/.test(id))).toHaveLength(208 + 4);
    expect(catalog("atlas")?.get("AML.T0051.001")).toBe("LLM Prompt Injection: Indirect");
    expect(catalog("atlas")?.get("AML.T0086")).toBe("Exfiltration via AI Agent Tool Invocation");
    expect(catalog("atlas")?.get("AML.T0104")).toBe("retired, now AML.T0115.002 Publish Poisoned AI Artifacts: AI Agent Tools");
  });

  test("give a sub-technique only to a technique that is there", () => {
    const ids = catalog("atlas") ?? new Map<string, string>();
    expect([...ids.keys()].filter((id) => /\.\d{3}$/.test(id) && !ids.has(id.slice(0, -4)))).toEqual([]);
  });

  test("join the two lists of OWASP under one prefix", () => {
    expect(catalog("owasp")?.size).toBe(20);
    expect([catalog("owasp")?.get("LLM01"), catalog("owasp")?.get("ASI02")]).toEqual(["Prompt Injection", "Tool Misuse and Exploitation"]);
  });
});

describe("a catalog that is none", () => {
  test.each([
    ["kind: colours", "this is no catalog: its `kind` is neither `categories` nor `tags`"],
    ["kind: tags\nids: { a: b }", "this is no catalog of tags: it has no `prefix` or no `name`"],
    ["kind: categories", "this is no catalog of categories: it lists nothing"],
    ["kind: categories\ncategories: { a: [1] }", "this is no catalog of categories: `a` is a list, not a text"],
  ])("%j is refused", (text, message) => {
    expect(one(text).diagnostics.map((each) => `${each.code} ${each.message}`)).toEqual([`AIDR5150 ${message}`]);
  });
});
