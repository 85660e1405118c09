import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { entryOf, readYaml, toJson, yamlLimits } from "../../src/schema/yaml-file.ts";

const read = (text: string): ReturnType<typeof readYaml> => readYaml({ name: "f.yaml", text });
const codes = (text: string): string[] =>
  read(text).diagnostics.map((each) => `${each.code} ${JSON.stringify(text.slice(each.span.start, each.span.end))}`);
const runs = Number(process.env["AIDR_RUNS"] ?? 300);

describe("YAML", () => {
  test("keeps the place of every key and value", () => {
    const text = "files:\n  - rules/a.aidr # here\nparams: { threshold: 0.8 }\n";
    const params = entryOf(read(text).value, "params");
    const threshold = entryOf(params?.value, "threshold");
    expect([params?.keySpan, threshold?.keySpan, threshold?.value.span].map((span) => span && text.slice(span.start, span.end))).toEqual([
      "params",
      "threshold",
      "0.8",
    ]);
  });

  test("reads JSON", () => {
    const value = { tools: [{ name: "a\n\u2028", schema: { type: ["string", "null"] } }], n: [1, -2.5e3, true, null] };
    expect(toJson(read(JSON.stringify(value, null, "\t")).value)).toEqual(value);
  });

  test("reads what the library reads, for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(toJson(read(text).value))).toBe(JSON.stringify(parse(text)));
      }),
      { numRuns: runs },
    );
  });

  test("expands aliases to the value they repeat", () => {
    expect(toJson(read("a: &x { k: 1 }\nb: *x").value)).toEqual({ a: { k: 1 }, b: { k: 1 } });
  });

  test("has no dates, no merge keys and no octal surprises", () => {
    expect(toJson(read("day: 2027-01-31\n<<: { a: 1 }\nno: no").value)).toEqual({ day: "2027-01-31", "<<": { a: 1 }, no: "no" });
  });

  test("gives an empty file the value null", () => {
    expect(read("")).toMatchObject({ value: { kind: "scalar", value: null }, diagnostics: [] });
  });
});

describe("YAML that cannot be read", () => {
  test.each([
    ["files: [a", "AIDR5101"],
    ["a: 'x", "AIDR5101"],
    ["a: 1\n b: 2", "AIDR5101"],
    ["a: !!js/function 'x'", "AIDR5101"],
    ["--- a\n--- b", "AIDR5101"],
    ["a: *nobody", "AIDR5101"],
    ["a: &a [*a]", "AIDR5104"],
    ["a: 1\nb: 2\na: 3", "AIDR5105"],
    ["? [a]\n: 1", "AIDR5106"],
  ])("%j: %s", (text, code) => {
    expect(codes(text).map((each) => each.split(" ")[0])).toContain(code);
    expect(codes(text).every((each) => each.startsWith(code))).toBe(true);
  });

  test("labels the first of two equal keys", () => {
    const [duplicate] = read("a: 1\nb: 2\na: 3").diagnostics;
    expect([duplicate?.span.start, duplicate?.labels[0]?.span.start]).toEqual([10, 0]);
  });
});

describe("hostile YAML", () => {
  const bounded = (text: string, code: string): void => {
    const start = performance.now();
    expect(read(text).diagnostics.map((each) => each.code)).toEqual([code]);
    expect(performance.now() - start).toBeLessThan(1500);
  };

  test.each([
    ["20,000 opening brackets", "[".repeat(20_000)],
    ["20,000 opening braces", "{".repeat(20_000)],
    ["20,000 dashes on a line", "- ".repeat(20_000)],
    ["deep indentation", Array.from({ length: 1_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["deep lists by indentation", Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth)}-`).join("\n")],
    ["mappings in brackets", "{a: ".repeat(5_000)],
  ])("%s", (_name, text) => {
    bounded(text, "AIDR5103");
  });

  test("nesting is allowed up to the limit and not beyond", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(codes(nested(yamlLimits.depth))).toEqual([]);
    expect(codes(nested(yamlLimits.depth + 1))[0]).toMatch(/^AIDR5103/);
    const indented = (depth: number): string => Array.from({ length: depth }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
    expect(codes(indented(yamlLimits.depth))).toEqual([]);
    expect(codes(indented(yamlLimits.depth + 1))[0]).toMatch(/^AIDR5103/);
  });

  test("brackets inside of texts and comments are no nesting", () => {
    expect(codes(`a: "${"[".repeat(500)}"\n# ${"{".repeat(500)}\nb: |\n  ${"[".repeat(500)}\n`)).toEqual([]);
  });

  test("the size is bounded", () => {
    expect(codes(`a: ${"x".repeat(yamlLimits.characters)}`)).toEqual([`AIDR5102 ""`]);
    expect(codes(`a: ${"x".repeat(yamlLimits.characters - 3)}`)).toEqual([]);
  });

  test("aliases of aliases do not grow", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 12; level++)
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(", ")}]`);
    bounded(lines.join("\n"), "AIDR5104");
  });

  test("keys that objects have are keys like any other", () => {
    const json = toJson(read(`__proto__: { polluted: true }\nconstructor: 1\ntoString: 2`).value);
    expect(Object.keys(json as object)).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(entryOf(read("a: 1").value, "constructor")).toBeUndefined();
  });

  test("any text at all gives an answer", () => {
    const pieces = fc.constantFrom(
      "a",
      ":",
      " ",
      "\n",
      "-",
      "[",
      "]",
      "{",
      "}",
      "&x",
      "*x",
      "!",
      "|",
      ">",
      "'",
      '"',
      "?",
      "#",
      ",",
      "\t",
      "%",
      "---",
      "...",
      "\u0000",
      "\ud800",
      "<<",
      "1e999",
      "~",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const { value, diagnostics } = read(text);
        expect(value.kind).toMatch(/scalar|list|map/);
        for (const { span } of diagnostics) expect(span.start <= span.end && span.end <= text.length + 1).toBe(true);
      }),
      { numRuns: runs * 5 },
    );
  });
});
