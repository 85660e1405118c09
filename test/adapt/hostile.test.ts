import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adapt } from "../../src/adapt/adapt.ts";
import { readAdapter } from "../../src/adapt/adapter.ts";
import { jsonDepth } from "../../src/adapt/conversion.ts";
import { unreadMax } from "../../src/adapt/record-path.ts";

const load = (name: string): ReturnType<typeof readAdapter>["value"] =>
  readAdapter({ name, text: readFileSync(new URL(`../../stdlib/adapters/${name}.yaml`, import.meta.url), "utf8") }).value;
const flat = load("flat");
const otel = load("otel-genai");
const runs = Number(process.env["AIDR_RUNS"] ?? 300);

describe("hostile records", () => {
  test("any value at all gives an answer, from either adapter", () => {
    const words = [
      "event_type",
      "input",
      "session",
      "session_phase",
      "start",
      "attributes",
      "events",
      "key",
      "value",
      "stringValue",
      "kvlistValue",
      "gen_ai.operation.name",
      "chat",
      "gen_ai.prompt.0.content",
      "gen_ai.input.messages",
      "resourceSpans",
      "scopeSpans",
      "spans",
      "body",
      "__proto__",
      "constructor",
    ];
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.constantFrom<unknown>(...words),
        fc.anything(),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...words), tie("tree"), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (record) => {
        for (const adapter of [flat, otel]) {
          const { events, unmapped } = adapt(adapter, record);
          expect(events.every((event) => typeof event["event_type"] === "string")).toBe(true);
          expect(unmapped.length).toBeLessThanOrEqual(unreadMax + 20);
        }
      }),
      { numRuns: runs * 3 },
    );
  });

  test("nothing reaches a prototype", () => {
    const record: unknown = JSON.parse(
      `{"event_type":"tool_call","tool_name":"x","tool_params":{"__proto__":{"polluted":1}},"__proto__":{"user_id":"inherited"},"constructor":{"prototype":{"polluted":1}}}`,
    );
    const { events, unmapped } = adapt(flat, record);
    expect(events[0]?.["user"]).toBeUndefined();
    expect(unmapped).toEqual(["__proto__", "constructor"]);
    const span = {
      spanId: "s",
      attributes: [
        { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
        { key: "__proto__", value: { kvlistValue: { values: [{ key: "polluted", value: { stringValue: "1" } }] } } },
        { key: "gen_ai.prompt.0.__proto__", value: { stringValue: "p" } },
        { key: "gen_ai.prompt.0.content", value: { stringValue: "hi" } },
      ],
    };
    expect(adapt(otel, span).events.map((event) => event["input_text"])).toContain("hi");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.getPrototypeOf(adapt(otel, span).events[0])).toBe(Object.prototype);
  });

  test("the given record is not changed", () => {
    const record = {
      spanId: "s",
      attributes: [
        { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
        { key: "gen_ai.prompt.0.content", value: { stringValue: "hi" } },
      ],
    };
    const before = JSON.stringify(record);
    adapt(otel, record);
    expect(JSON.stringify(record)).toBe(before);
  });

  test.each<[string, () => unknown]>([
    [
      "100,000 attributes",
      () => ({
        spanId: "s",
        attributes: [
          { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
          ...Array.from({ length: 100_000 }, (_, n) => ({ key: `k${n}`, value: { stringValue: "v" } })),
        ],
      }),
    ],
    [
      "50,000 spans around one large resource",
      () => ({
        resourceSpans: [
          {
            resource: { attributes: Array.from({ length: 20_000 }, (_, n) => ({ key: `k${n}`, value: { stringValue: "v" } })) },
            scopeSpans: [{ spans: Array.from({ length: 50_000 }, () => ({ spanId: "s" })) }],
          },
        ],
      }),
    ],
    [
      "100,000 messages",
      () => ({
        spanId: "s",
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.input.messages": Array.from({ length: 100_000 }, () => ({ role: "user", content: "x" })),
        },
      }),
    ],
    [
      "numbered keys",
      () => ({
        spanId: "s",
        attributes: Object.fromEntries([
          ["gen_ai.operation.name", "chat"],
          ...Array.from({ length: 50_000 }, (_, n) => [`gen_ai.prompt.${n % 10_000}.k${n}`, "v"]),
        ]),
      }),
    ],
    [
      "a text of brackets for JSON",
      () => ({ spanId: "s", attributes: { "gen_ai.operation.name": "chat", "gen_ai.input.messages": "[".repeat(1_000_000) } }),
    ],
    [
      "values nested in values",
      () => {
        let value: unknown = { stringValue: "x" };
        for (let n = 0; n < 2_000; n++) value = { kvlistValue: { values: [{ key: "k", value }] } };
        return {
          spanId: "s",
          attributes: [
            { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
            { key: "deep", value },
          ],
        };
      },
    ],
    [
      "a flat record of 100,000 fields",
      () => Object.fromEntries([["event_type", "input"], ...Array.from({ length: 100_000 }, (_, n) => [`field${n}`, n])]),
    ],
  ])("%s cost time in proportion", (_name, make) => {
    const record = make();
    const start = performance.now();
    for (const adapter of [flat, otel]) adapt(adapter, record);
    expect(performance.now() - start).toBeLessThan(4_000);
  });

  test("names are bounded", () => {
    const { unmapped } = adapt(
      flat,
      Object.fromEntries([["event_type", "input"], ...Array.from({ length: 5_000 }, (_, n) => [`field${n}`, n])]),
    );
    expect(unmapped).toHaveLength(unreadMax);
  });

  test("depth is counted outside of texts", () => {
    expect([jsonDepth('{"a":[1,"[[[["]}'), jsonDepth('"\\"[["'), jsonDepth("[[]")]).toEqual([2, 0, 2]);
  });
});
