import { describe, expect, test } from "vitest";
import { readEventModel } from "../../src/schema/event-model.ts";
import { fieldAt } from "../../src/schema/event-type.ts";
import type { EventModel } from "../../src/schema/event-type.ts";
import { showType } from "../../src/types/show.ts";

const withSchema = (...texts: string[]): ReturnType<typeof readEventModel> =>
  readEventModel({
    standard: "bundled",
    project: texts.map((text, index) => ({ name: `schemas/own${index || ""}.yaml`, text })),
    tools: [],
  });
const ofType = (properties: string, more = ""): string =>
  `type: object\nproperties:\n  event_type: { const: ticket }\n${properties}\n${more}`;
const typeAt = (model: EventModel, event: string, path: string): string | undefined => {
  const type = model.types.get(event);
  const field = type && fieldAt(type.record, path.split("."));
  return field && showType(field.type);
};
const mistakes = (...texts: string[]): string[] =>
  withSchema(...texts).diagnostics.map(({ code, span, message, help }) => {
    const text = texts[span.file === "schemas/own.yaml" ? 0 : 1] ?? "";
    return [code, text.slice(span.start, span.end).split("\n")[0], message, ...help.filter((line) => line.startsWith("did"))].join(" | ");
  });

describe("a schema of a project", () => {
  test("adds an event type with the envelope and context of all", () => {
    const { value, diagnostics } = withSchema(
      ofType("  ticket: { type: object, required: [id], properties: { id: { type: string }, cost: { type: number, x-aidr-unit: usd } } }"),
    );
    expect(diagnostics).toEqual([]);
    expect([typeAt(value, "ticket", "ticket.cost"), typeAt(value, "ticket", "user.id"), typeAt(value, "ticket", "timestamp")]).toEqual([
      "number (usd)",
      "string",
      "timestamp",
    ]);
    expect([...(value.types.get("ticket")?.ownFields ?? [])]).toEqual(["ticket"]);
  });

  test("adds fields to a type that is known, and to a context object of it", () => {
    const { value, diagnostics } = withSchema(`type: object
properties:
  event_type: { const: input }
  channel: { type: string }
  user: { type: object, properties: { tier: { enum: [free, paid] } } }`);
    expect(diagnostics).toEqual([]);
    expect([typeAt(value, "input", "channel"), typeAt(value, "input", "user.tier"), typeAt(value, "input", "input_text")]).toEqual([
      "string",
      `"free" | "paid"`,
      "text",
    ]);
    expect(typeAt(value, "output", "user.tier")).toBeUndefined();
  });

  test("adds fields to every type", () => {
    const { value } = withSchema(
      "x-aidr-shared: true\ntype: object\nproperties:\n  tenant: { type: string }\n  user: { type: object, properties: { tier: { type: string } } }",
    );
    expect([typeAt(value, "input", "tenant"), typeAt(value, "auth", "user.tier"), typeAt(value, "auth", "user.id")]).toEqual([
      "string",
      "string",
      "string",
    ]);
    expect(value.shared.has("tenant")).toBe(true);
    expect(value.types.get("input")?.ownFields.has("tenant")).toBe(false);
  });

  test("describes several types at once", () => {
    const { value } = withSchema("type: object\nproperties:\n  event_type: { enum: [input, output] }\n  channel: { type: string }");
    expect([typeAt(value, "input", "channel"), typeAt(value, "output", "channel")]).toEqual(["string", "string"]);
  });

  test.each([
    ["{ type: string, format: email }", "email"],
    ["{ type: string, format: hostname }", "domain"],
    ["{ type: string, format: uri }", "url"],
    ["{ type: string, format: ipv6 }", "ip"],
    ["{ type: string, x-aidr-type: cidr }", "cidr"],
    ["{ type: string, format: date-time }", "timestamp"],
    ["{ type: integer }", "number"],
    ["{ type: number, x-aidr-type: duration }", "duration"],
    ["{ type: array, items: { type: string, format: hostname } }", "list<domain>"],
    ["{ type: array }", "list<any>"],
    ["{ enum: [a, b, null] }", `"a" | "b"`],
    ["{ const: 3 }", "number"],
    ["{ type: [string, 'null'] }", "string"],
    ["{ type: [string, number] }", "any"],
    ["{ anyOf: [{ type: string }, { type: 'null' }] }", "string"],
    ["{ oneOf: [{ type: string }, { type: number }] }", "any"],
    ["{ allOf: [{ type: object, properties: { a: { type: string } } }, { properties: { b: { type: string } } }] }", "record"],
    ["{}", "any"],
    ["true", "any"],
    ["{ $ref: '#/$defs/cost' }", "number (usd)"],
  ])("%s is %s", (schema, type) => {
    const { value, diagnostics } = withSchema(ofType(`  f: ${schema}`, "$defs: { cost: { type: number, x-aidr-unit: usd } }"));
    expect([diagnostics, typeAt(value, "ticket", "f")]).toEqual([[], type]);
  });

  test("says which fields may be missing", () => {
    const { value } = withSchema(
      ofType("  a: { type: string }\n  b: { type: [string, 'null'] }\n  c: { type: string }", "required: [a, b]"),
    );
    const fields = value.types.get("ticket")?.record.fields;
    expect(["a", "b", "c"].map((name) => fields?.get(name)?.optional)).toEqual([false, true, true]);
  });

  test("leaves open what it leaves open", () => {
    const { value } = withSchema(
      ofType(
        "  a: { type: object }\n  b: { type: object, properties: { x: {} } }\n  c: { type: object, additionalProperties: true, properties: { x: {} } }",
      ),
    );
    const fields = value.types.get("ticket")?.record.fields;
    const open = ["a", "b", "c"].map((name) => {
      const type = fields?.get(name)?.type;
      return type?.kind === "record" && type.open;
    });
    expect(open).toEqual([true, false, true]);
  });
});

describe("a schema with a mistake", () => {
  test.each([
    ["type: object\nproperties: { a: {} }", ["AIDR5120 | type | this schema does not say which event type it describes"]],
    ["type: object\nproperties: { event_type: { const: any } }", ["AIDR5121 | any | `any` cannot be the name of an event type"]],
    ["type: object\nproperties: { event_type: { const: a-b } }", ["AIDR5121 | a-b | `a-b` cannot be the name of an event type"]],
    [
      ofType(`  f: { $ref: "https://example.com/x.json" }`),
      [
        `AIDR5122 | "https://example.com/x.json" | \`https://example.com/x.json\` lies outside the project, and aidr reads nothing from a network`,
      ],
    ],
    [
      ofType("  f: { $ref: other.yaml }"),
      ["AIDR5122 | other.yaml | `other.yaml` lies outside the project, and aidr reads nothing from a network"],
    ],
    [ofType("  f: { $ref: '#/$defs/x' }"), ["AIDR5123 | '#/$defs/x' | nothing is at `#/$defs/x`"]],
    [
      ofType("  f: { $ref: '#/$defs/x' }", "$defs: { x: { properties: { y: { $ref: '#/$defs/x' } } } }"),
      ["AIDR5124 | '#/$defs/x' | `#/$defs/x` leads back to itself, and fields must end somewhere"],
    ],
    [ofType("  f: { $ref: '#' }"), ["AIDR5124 | '#' | `#` leads back to itself, and fields must end somewhere"]],
    [ofType("  f: { type: strng }"), ["AIDR5127 | strng | `strng` is not a type of JSON Schema | did you mean `string`?"]],
    [
      ofType("  f: { type: string, x-aidr-type: domian }"),
      ["AIDR5128 | domian | `domian` is not an `x-aidr-type` | did you mean `domain`?"],
    ],
    [ofType("  f: { type: number, x-aidr-unit: token }"), ["AIDR5129 | token | `token` is not an `x-aidr-unit` | did you mean `tokens`?"]],
    [ofType("  f: { properties: [a] }"), ["AIDR5130 | [a] | `properties` must be a map of fields"]],
    [ofType("  f: 3"), ["AIDR5130 | 3 | a schema must be a map, not a number"]],
    ["- a", ["AIDR5130 | - a | a schema file must be a map, not a list"]],
    [ofType("  f: {}", "required: [g]"), ["AIDR5131 | g | `g` is required but not among the properties | did you mean `f`?"]],
    [
      ofType("  user: { properties: { id: { type: number } } }"),
      ["AIDR5132 | type | `user.id` of `ticket` is number here and string elsewhere"],
    ],
    [
      ofType("  f: { patternProperties: { x: {} } }"),
      ["AIDR5133 | patternProperties | `patternProperties` is not followed, so what only it describes is not known"],
    ],
  ])("%j", (text, expected) => {
    expect(mistakes(text)).toEqual(expected);
  });

  test("two schemas of the project that disagree clash", () => {
    expect(mistakes(ofType("  f: { type: string }"), ofType("  f: { type: number }"))).toEqual([
      "AIDR5132 | type | `f` of `ticket` is number here and string elsewhere",
    ]);
    expect(mistakes(ofType("  f: { type: string }"), ofType("  f: { type: string }"))).toEqual([]);
  });
});

describe("a hostile schema", () => {
  test("references that double at each step are stopped", () => {
    const step = (n: number): string =>
      `  d${n}: { properties: { ${["a", "b", "c", "d"].map((key) => `${key}: { $ref: '#/$defs/d${n + 1}' }`).join(", ")} } }`;
    const text = ofType(
      "  f: { $ref: '#/$defs/d0' }",
      `$defs:\n${Array.from({ length: 10 }, (_, n) => step(n)).join("\n")}\n  d10: { type: string }`,
    );
    const start = performance.now();
    expect(withSchema(text).diagnostics.map((each) => each.code)).toEqual(["AIDR5126"]);
    expect(performance.now() - start).toBeLessThan(1500);
  });

  test.each(["allOf", "anyOf"])("so are references in %s", (keyword) => {
    const step = (n: number): string =>
      `  d${n}: { ${keyword}: [${Array.from({ length: 4 }, () => `{ $ref: '#/$defs/d${n + 1}' }`).join(", ")}] }`;
    const text = ofType(
      "  f: { $ref: '#/$defs/d0' }",
      `$defs:\n${Array.from({ length: 10 }, (_, n) => step(n)).join("\n")}\n  d10: { type: string }`,
    );
    expect(withSchema(text).diagnostics.map((each) => each.code)).toEqual(["AIDR5126"]);
  });

  test("a long chain of references ends", () => {
    const text = ofType(
      "  f: { $ref: '#/$defs/d0' }",
      `$defs:\n${Array.from({ length: 60 }, (_, n) => `  d${n}: { $ref: '#/$defs/d${n + 1}' }`).join("\n")}\n  d60: { type: string }`,
    );
    expect(withSchema(text).diagnostics.map((each) => each.code)).toEqual(["AIDR5125"]);
  });

  test("fields named as objects' own parts are fields", () => {
    const { value, diagnostics } = withSchema(ofType("  __proto__: { type: string }\n  constructor: { type: number }"));
    expect(diagnostics).toEqual([]);
    expect([typeAt(value, "ticket", "__proto__"), typeAt(value, "ticket", "constructor"), typeAt(value, "ticket", "toString")]).toEqual([
      "string",
      "number",
      undefined,
    ]);
  });
});
