import { describe, expect, test } from "vitest";
import { adapt } from "../../src/adapt/adapt.ts";
import { checkAdapter, readAdapter } from "../../src/adapt/adapter.ts";
import { standardModel } from "../schema/standard-model.ts";

const model = standardModel();
const adapterOf = (text: string): ReturnType<typeof readAdapter> => readAdapter({ name: "own.yaml", text });
const mistakes = (text: string): string[] => {
  const { value, diagnostics } = adapterOf(text);
  const all = diagnostics.length > 0 ? diagnostics : checkAdapter(value, model);
  return all.map(({ code, span, message, help }) =>
    [code, text.slice(span.start, span.end), message, ...help.filter((line) => line.startsWith("did"))].join(" | "),
  );
};
const input = (fields: string, more = ""): string => `name: own\nevents:\n  - type: input\n    ${more}\n    fields: { ${fields} }\n`;
/** The event that an adapter with these fields makes of a record. */
const made = (fields: string, record: unknown, more = ""): unknown => {
  const { value, diagnostics } = adapterOf(input(fields, more));
  expect(diagnostics).toEqual([]);
  return adapt(value, record).events.map(({ event_type: _type, ...event }) => event);
};

describe("an adapter", () => {
  test.each<[string, unknown, unknown]>([
    ["input_text: prompt", { prompt: "hi" }, { input_text: "hi" }],
    ["input_text: a.b.c", { a: { b: { c: "hi" } } }, { input_text: "hi" }],
    ["input_text: a.b.c", { "a.b": { c: "hi" } }, { input_text: "hi" }],
    ["input_text: a.b.c", { "a.b.c": "long", a: { b: { c: "short" } } }, { input_text: "long" }],
    ["input_text: a.b.c", { "a.b": 1, a: { "b.c": "other way" } }, { input_text: "other way" }],
    ["input_text: messages.1.content", { messages: [{}, { content: "second" }] }, { input_text: "second" }],
    ["input_text: [a, b]", { b: "second" }, { input_text: "second" }],
    ["input_text: [a, b]", { a: null, b: "null is absent" }, { input_text: "null is absent" }],
    ["input_source: { value: user }", {}, { input_source: "user" }],
    ["input_source: { from: role, map: { human: user }, otherwise: application }", { role: "human" }, { input_source: "user" }],
    ["input_source: { from: role, map: { human: user }, otherwise: application }", { role: "bot" }, { input_source: "application" }],
    ["input_source: { from: role, map: { human: user }, otherwise: application }", {}, { input_source: "application" }],
    ['event_id: { template: "{a}-{b}" }', { a: "x", b: 7 }, { event_id: "x-7" }],
    ['event_id: { template: "{a}-{b}" }', { a: "x" }, {}],
    ["labels: { from: flag, as: list, when: { hit: true } }", { flag: "pi", hit: true }, { labels: ["pi"] }],
    ["labels: { from: flag, as: list, when: { hit: true } }", { flag: "pi", hit: false }, {}],
    ["labels: { from: flag, as: list, when: [{ hit: true }, { flag: { not: [a, b] } }] }", { flag: "c" }, { labels: ["c"] }],
    ["labels: { from: flag, as: list, when: { hit: { exists: false } } }", { flag: "c" }, { labels: ["c"] }],
    [
      "input_text: { among: parts, where: { item.kind: text }, from: item.text }",
      { parts: [{ kind: "image" }, { kind: "text", text: "found" }] },
      { input_text: "found" },
    ],
    ["labels: [first, { from: second, as: names }]", { second: [{ name: "a" }, "b", 3] }, { labels: ["a", "b"] }],
    ["user.id: u, user.is_admin: { from: admin, as: boolean }", { u: "bob", admin: 1 }, { user: { id: "bob", is_admin: true } }],
  ])("%s, of %j", (fields, record, event) => {
    expect(made(fields, record)).toEqual([event]);
  });

  test.each<[string, unknown, unknown]>([
    ["seconds", 1.5, 1500],
    ["seconds", "2", 2000],
    ["milliseconds", 3, 3],
    ["nanoseconds", 5_000_000, 5],
    ["unix-seconds", 1767225600, 1767225600000],
    ["unix-seconds", 1767225600.25, 1767225600250],
    ["unix-milliseconds", "1767225600000", 1767225600000],
    ["unix-microseconds", 1767225600000000, 1767225600000],
    ["unix-nanoseconds", "1767225600999999999", 1767225600999],
    ["unix-nanoseconds", { digits: "1767225600999999999" }, 1767225600999],
    ["unix-seconds", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["number", "1e3", 1000],
    ["string", 12, "12"],
    ["boolean", "false", false],
    ["json", '{"a":1}', { a: 1 }],
    ["record", { a: 1 }, { a: 1 }],
    ["first", ["a", "b"], "a"],
    ["text", { content: [{ type: "text", text: "a" }, { type: "image" }, "b"] }, "a\nb"],
    ["answer", { state: "sent" }, '{"state":"sent"}'],
    ["names", { b: 1, a: 2 }, ["b", "a"]],
  ])("converts with %s %j to %j", (conversion, value, expected) => {
    expect(made(`input_text: { from: v, as: ${conversion} }`, { v: value })).toEqual([{ input_text: expected }]);
  });

  test.each([
    ["seconds", "soon"],
    ["seconds", "1e999"],
    ["seconds", true],
    ["unix-nanoseconds", "yesterday"],
    ["unix-seconds", "9".repeat(40)],
    ["number", "0x10"],
    ["boolean", "yes"],
    ["json", "{broken"],
    ["json", "[".repeat(5000)],
    ["record", "[1]"],
    ["first", []],
    ["names", 3],
    ["text", { image: 1 }],
  ])("loses with %s %j, and says so", (conversion, value) => {
    const { value: adapter } = adapterOf(input(`input_text: { from: v, as: ${conversion} }`));
    expect(adapt(adapter, { v: value })).toMatchObject({ events: [{ event_type: "input" }], unmapped: ["v"] });
  });

  test("makes an event of each element, or of those behind the last that fits", () => {
    const messages = [
      { role: "user", text: "1" },
      { role: "assistant", text: "2" },
      { role: "user", text: "3" },
      { role: "note", text: "4" },
    ];
    const fields = 'input_text: item.text, event_id: { template: "e{index}" }';
    expect(made(fields, { messages }, "each: messages")).toHaveLength(4);
    expect(made(fields, { messages }, "each: messages\n    after_last: { item.role: assistant }\n    where: { item.role: user }")).toEqual([
      { input_text: "3", event_id: "e2" },
    ]);
    expect(made(fields, { messages: [] }, "each: messages")).toEqual([]);
  });

  test("makes objects of a list's elements", () => {
    const text =
      "name: own\nevents:\n  - type: retrieval\n    fields: { retrieval.documents: { from: hits, items: { id: item.key, text: [item.body, title] } } }";
    const { value } = adapterOf(text);
    expect(adapt(value, { hits: [{ key: "a", body: "x" }, { key: "b" }], title: "t" }).events[0]?.["retrieval"]).toEqual({
      documents: [
        { id: "a", text: "x" },
        { id: "b", text: "t" },
      ],
    });
  });

  test("unpacks records and keeps what stands around them", () => {
    const { value } = adapterOf(`unpack: [batches.items]\n${input("input_text: text, ai_system_id: app, user.id: who")}`);
    const record = {
      app: "shop",
      batches: [
        { who: "a", items: [{ text: "1" }, { text: "2" }] },
        { who: "b", items: [{ text: "3", app: "own" }] },
      ],
    };
    const events = adapt(value, record).events.map((event) => [
      event["input_text"],
      event["ai_system_id"],
      (event["user"] as { id: string }).id,
    ]);
    expect(events).toEqual([
      ["1", "shop", "a"],
      ["2", "shop", "a"],
      ["3", "own", "b"],
    ]);
  });

  test("counts what it skips, and names inner fields that it does not read", () => {
    const { value } = adapterOf(`skip: { kind: heartbeat }\nignore: [meta.host]\n${input("input_text: a.text", "when: { kind: prompt }")}`);
    expect(adapt(value, { kind: "heartbeat" })).toMatchObject({ events: [], skipped: 1, unknown: [] });
    expect(adapt(value, { kind: "prompt", a: { text: "x", mood: 1 }, meta: { host: "h", pid: 3 } }).unmapped).toEqual([
      "a.mood",
      "meta.pid",
    ]);
  });
});

describe("an adapter with a mistake", () => {
  test.each([
    ["name: a", ["AIDR5111 | n | the file lacks `events`"]],
    [input("input_text: a..b"), ["AIDR5201 | a..b | `a..b` is not a path into a record"]],
    [
      input(`input_text: ${Array.from({ length: 13 }, () => "a").join(".")}`),
      [
        `AIDR5201 | ${Array.from({ length: 13 }, () => "a").join(".")} | \`${Array.from({ length: 13 }, () => "a").join(".")}\` is not a path into a record`,
      ],
    ],
    [input("input_text: { from: a, as: txet }"), ["AIDR5202 | txet | `txet` is not a conversion | did you mean `text`?"]],
    [input("input_text: { from: a, as: constructor }"), ["AIDR5202 | constructor | `constructor` is not a conversion"]],
    [input("input text: a"), ["AIDR5203 | input text | `input text` is not a field of an event"]],
    [input("__proto__.x: a"), ["AIDR5203 | __proto__.x | `__proto__.x` is not a field of an event"]],
    ["name: a\nevents: [{ type: inptu, fields: {} }]", ["AIDR5204 | inptu | `inptu` is not an event type | did you mean `input`?"]],
    [input("input_txt: a"), ["AIDR5205 | input_txt | `input_txt` is not a field of `input` | did you mean `input_text`?"]],
    [input("user.nam: a"), ["AIDR5205 | user.nam | `user.nam` is not a field of `input`"]],
    [input("input_text: item.a"), ["AIDR5206 | item.a | `item.a` speaks of an element, but this event has no `each`"]],
    [input("input_text: { as: text }"), ["AIDR5207 | input_text | `input_text` says nothing of where its value comes from"]],
    [input("user: a, user.id: b"), ["AIDR5208 | user.id | `user.id` lies inside `user`, which is filled as a whole"]],
  ])("%j", (text, expected) => {
    expect(mistakes(text)).toEqual(expected);
  });

  test("fields of open records and of any value are free", () => {
    expect(mistakes("name: a\nevents: [{ type: tool_call, fields: { tool_call.params.anything: a, scores.x.y: b } }]")).toEqual([]);
  });
});
