/** Settings: flag before environment before file before default, each with its origin; mistakes at their place. */
import { describe, expect, test } from "vitest";
import { type ConfigRequest, readConfig } from "../../src/project/config.ts";
import { join } from "node:path";
import { place } from "./place.ts";

const read = (request: Partial<ConfigRequest> & { cwd: string }) => readConfig({ environment: {}, ...request });

describe("precedence", () => {
  test("of a parameter", () => {
    const cwd = place({ "aidr.yaml": "params: { a: 1, b: 2, c: 3 }\nadapter: flat\n" });
    const environment = { AIDR_PARAM_b: "20", AIDR_PARAM_c: "30", AIDR_ADAPTER: "otel-genai" };
    const { value, diagnostics } = read({ cwd, environment, params: ["c=300"], adapter: "own.yaml" });
    expect(diagnostics).toEqual([]);
    expect([...value.params].map(([name, setting]) => [name, setting.value, setting.origin])).toEqual([
      ["a", 1, "file"],
      ["b", 20, "environment"],
      ["c", 300, "flag"],
    ]);
    expect([value.adapter.value, value.adapter.origin]).toEqual(["own.yaml", "flag"]);
    expect(read({ cwd, environment }).value.adapter).toMatchObject({ value: "otel-genai", origin: "environment" });
    expect(read({ cwd }).value.adapter).toMatchObject({ value: "flat", origin: "file" });
    expect(read({ cwd: place({}) }).value.adapter).toMatchObject({ value: undefined, origin: "default" });
  });
  test("the nearest aidr.yaml upwards counts, from the first path", () => {
    const outer = place({
      "aidr.yaml": "adapter: outer\n",
      "inner/aidr.yaml": "adapter: inner\n",
      "inner/rules/a.aidr": "",
      "rules/b.aidr": "",
    });
    expect(read({ cwd: outer, near: "inner/rules/a.aidr" }).value.adapter.value).toBe("inner");
    expect(read({ cwd: outer, near: "inner/rules/*.aidr" }).value.adapter.value).toBe("inner");
    expect(read({ cwd: outer, near: "rules/b.aidr" }).value.adapter.value).toBe("outer");
    expect(read({ cwd: join(outer, "inner/rules") }).value.root).toBe(join(outer, "inner"));
    expect(read({ cwd: outer, near: "inner/rules", config: "aidr.yaml" }).value.adapter.value).toBe("outer");
  });
});

describe("values", () => {
  test.each([
    ["0.9", 0.9],
    ["true", true],
    ['"12"', "12"],
    ["12", 12],
    ["plain words", "plain words"],
    ['["a","b"]', ["a", "b"]],
    ["{}", "{}"],
    ["30m", "30m"],
    ["", ""],
    ["a=b", "a=b"],
  ])("--param x=%s", (text, value) => {
    expect(read({ cwd: place({}), params: [`x=${text}`] }).value.params.get("x")?.value).toEqual(value);
  });
  test.each(["x", "=1", "a b=1", "1a=2"])("--param %s is a mistake", (text) => {
    expect(read({ cwd: place({}), params: [text] }).diagnostics.map((one) => one.code)).toEqual(["AIDR5017"]);
  });
  test("an empty file is a project with every default", () => {
    const { value, diagnostics } = read({ cwd: place({ "aidr.yaml": "# nothing yet\n" }) });
    expect([diagnostics, value.files.value, value.schemas.value]).toEqual([[], ["rules/**/*.aidr"], ["std"]]);
  });
});

describe("mistakes", () => {
  test.each([
    ["a misspelt key", "flies: [a]\n", 0, 5],
    ["a value of the wrong kind", "files: 3\n", 7, 8],
    ["a parameter that is a map", "params: { a: { b: 1 } }\n", 13, 14],
    ["no map", "- a\n", 0, 1],
  ])("%s is underlined", (_name, text, start, end) => {
    const { diagnostics } = read({ cwd: place({ "aidr.yaml": text }) });
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics[0]?.span).toEqual({ file: "aidr.yaml", start, end });
  });
  test("bombs are one diagnostic each", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
      .split("")
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
      .join("\n")}\n`;
    for (const text of [bomb, "[".repeat(20_000), `${"- ".repeat(5000)}x\n`, `${"x".repeat(2_000_000)}\n`, "__proto__: { files: [a] }\n"]) {
      const { diagnostics, value } = read({ cwd: place({ "aidr.yaml": text }) });
      expect(diagnostics.length).toBeGreaterThan(0);
      expect(value.files.value).toEqual(["rules/**/*.aidr"]);
    }
    expect(({} as Record<string, unknown>)["files"]).toBeUndefined();
  });
  test("a configuration that is named must be there", () => {
    expect(read({ cwd: place({}), config: "no.yaml" }).diagnostics.map((one) => one.code)).toEqual(["AIDR5001"]);
  });
});
