import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { adapt } from "../../src/adapt/adapt.ts";
import { checkAdapter, readAdapter } from "../../src/adapt/adapter.ts";
import { validateAgainst } from "../../src/schema/validate-event.ts";
import { standardModel } from "../schema/standard-model.ts";

const model = standardModel();
const text = readFileSync(new URL("../../stdlib/adapters/otel-genai.yaml", import.meta.url), "utf8");
const { value: adapter, diagnostics } = readAdapter({ name: "otel-genai.yaml", text });

type Attribute = { key: string; value: Record<string, unknown> };
const attribute = (key: string, value: unknown): Attribute => ({
  key,
  value:
    typeof value === "number"
      ? { intValue: String(value) }
      : typeof value === "string"
        ? { stringValue: value }
        : { arrayValue: { values: [value].flat().map((one) => ({ stringValue: one })) } },
});
const attributes = (map: Record<string, unknown>): Attribute[] => Object.entries(map).map(([key, value]) => attribute(key, value));
const span = (map: Record<string, unknown>, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  traceId: "5b8efff798038103d269b633813fc60c",
  spanId: "eee19b7ec3c1b174",
  name: "chat support-model",
  kind: 3,
  startTimeUnixNano: "1767225600000000000",
  endTimeUnixNano: "1767225601500000000",
  attributes: attributes(map),
  ...more,
});
const call = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "example",
  "gen_ai.request.model": "support-model",
  "gen_ai.conversation.id": "c-7",
  "user.id": "u-1",
};
const reads = (record: unknown): ReturnType<typeof adapt> => {
  const adapted = adapt(adapter, record);
  expect(adapted.events.flatMap((event) => validateAgainst(event, model))).toEqual([]);
  return adapted;
};

describe("the adapter for OpenTelemetry GenAI", () => {
  test("is without mistakes and names only fields of the model", () => {
    expect([...diagnostics, ...checkAdapter(adapter, model)]).toEqual([]);
  });

  test("reads message lists: what is new in the call, and the answer", () => {
    const input = [
      { role: "user", parts: [{ type: "text", content: "Where is order 12?" }] },
      { role: "assistant", parts: [{ type: "tool_call", id: "t1", name: "find_order", arguments: { id: 12 } }] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "t1", result: { state: "sent" } }] },
      {
        role: "user",
        parts: [
          { type: "text", content: "And" },
          { type: "text", content: "order 13?" },
        ],
      },
    ];
    const output = [{ role: "assistant", parts: [{ type: "text", content: "Both are on their way." }], finish_reason: "stop" }];
    const { events, unmapped, unknown } = reads(
      span({
        ...call,
        "gen_ai.input.messages": JSON.stringify(input),
        "gen_ai.output.messages": JSON.stringify(output),
        "gen_ai.usage.input_tokens": 40,
        "gen_ai.usage.output_tokens": 9,
        "gen_ai.response.finish_reasons": ["stop"],
      }),
    );
    const context = {
      trace_id: "5b8efff798038103d269b633813fc60c",
      span_id: "eee19b7ec3c1b174",
      user: { id: "u-1" },
      session: { id: "c-7" },
      model: { provider: "example", name: "support-model" },
    };
    expect(events).toEqual([
      {
        event_type: "input",
        event_id: "eee19b7ec3c1b174-in-2",
        timestamp: 1767225600000,
        input_text: `{"state":"sent"}`,
        input_source: "tool",
        ...context,
      },
      {
        event_type: "input",
        event_id: "eee19b7ec3c1b174-in-3",
        timestamp: 1767225600000,
        input_text: "And\norder 13?",
        input_source: "user",
        ...context,
      },
      {
        event_type: "output",
        event_id: "eee19b7ec3c1b174-out",
        timestamp: 1767225601500,
        output_text: "Both are on their way.",
        input_tokens: 40,
        output_tokens: 9,
        finish_reason: "stop",
        ...context,
      },
    ]);
    expect([unmapped, unknown]).toEqual([[], []]);
  });

  test("reads numbered attributes of calls that name no operation", () => {
    const { events, unmapped } = reads(
      span({
        "gen_ai.system": "example",
        "llm.request.type": "chat",
        "gen_ai.prompt.0.role": "system",
        "gen_ai.prompt.0.content": "Be kind.",
        "gen_ai.prompt.1.role": "user",
        "gen_ai.prompt.1.content": "Hello",
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": "Hi!",
        "gen_ai.completion.0.finish_reason": "stop",
        "gen_ai.usage.prompt_tokens": 5,
        "gen_ai.usage.completion_tokens": 2,
      }),
    );
    expect(
      events.map((event) => [
        event["event_type"],
        event["input_source"] ?? event["finish_reason"],
        event["input_text"] ?? event["output_text"],
      ]),
    ).toEqual([
      ["input", "system", "Be kind."],
      ["input", "user", "Hello"],
      ["output", "stop", "Hi!"],
    ]);
    expect(unmapped).toEqual([]);
  });

  test("reads the events of a span", () => {
    const event = (name: string, map: Record<string, unknown>): unknown => ({
      timeUnixNano: "1767225600250000000",
      name,
      attributes: attributes(map),
    });
    const { events, unmapped } = reads(
      span(call, {
        events: [
          event("gen_ai.user.message", { content: "first" }),
          event("gen_ai.assistant.message", { content: "answer" }),
          event("gen_ai.user.message", { "gen_ai.event.content": `{"role":"user","content":"second"}` }),
          event("gen_ai.choice", { "gen_ai.event.content": `{"index":0,"finish_reason":"length","message":{"content":"third"}}` }),
        ],
      }),
    );
    expect(events.map((one) => [one["event_id"], one["timestamp"], one["input_text"] ?? one["output_text"], one["finish_reason"]])).toEqual(
      [
        ["eee19b7ec3c1b174-event-2", 1767225600250, "second", undefined],
        ["eee19b7ec3c1b174-out", 1767225601500, "third", "length"],
      ],
    );
    expect(unmapped).toEqual([]);
  });

  test("makes a call and a result of a tool's span", () => {
    const run = {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "send_email",
      "gen_ai.tool.call.id": "t9",
      "gen_ai.tool.call.arguments": `{"recipient":"a@example.com"}`,
    };
    const { events } = reads(span({ ...run, "gen_ai.tool.call.result": "sent" }));
    expect(events.map((event) => event["tool_call"] ?? event["tool_result"])).toEqual([
      { id: "t9", tool: "send_email", params: { recipient: "a@example.com" } },
      { id: "t9", tool: "send_email", text: "sent", outcome: "success" },
    ]);
    const failed = reads(span({ ...run, "error.type": "timeout" }, { status: { code: 2 } }));
    expect(failed.events[1]?.["tool_result"]).toEqual({ id: "t9", tool: "send_email", outcome: "timeout" });
    expect(reads(span(run, { status: { code: "STATUS_CODE_ERROR" } })).events[1]?.["tool_result"]).toMatchObject({ outcome: "error" });
  });

  test("reads retrievals and memory", () => {
    const documents = [{ id: "d1", content: "Seattle is rainy.", score: 0.9, source_id: "weather" }];
    const found = reads(
      span({
        "gen_ai.operation.name": "retrieval",
        "gen_ai.retrieval.query.text": "weather",
        "gen_ai.retrieval.documents": JSON.stringify(documents),
      }),
    );
    expect(found.events[0]?.["retrieval"]).toEqual({
      query: "weather",
      documents: [{ id: "d1", text: "Seattle is rainy.", score: 0.9, source: "weather" }],
    });
    const written = reads(
      span({
        "gen_ai.operation.name": "create_memory",
        "gen_ai.memory.store.id": "notes",
        "gen_ai.memory.records": `[{"content":"likes tea"}]`,
      }),
    );
    expect(written.events[0]?.["memory"]).toEqual({ op: "write", store: "notes", text: "likes tea" });
  });

  test("opens an export request and keeps the resource beside each span", () => {
    const resource = { attributes: attributes({ "service.name": "shop" }) };
    const request = {
      resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "x" }, spans: [span(call), span({ "http.request.method": "GET" })] }] }],
    };
    const { events, skipped, unmapped } = reads(request);
    expect(events.map((event) => [event["event_type"], event["ai_system_id"]])).toEqual([["output", "shop"]]);
    expect([skipped, unmapped]).toEqual([1, []]);
  });

  test("reads messages that are log records", () => {
    const record = {
      timeUnixNano: "1767225600000000000",
      spanId: "s",
      eventName: "gen_ai.user.message",
      body: { kvlistValue: { values: attributes({ content: "hello" }) } },
      attributes: attributes({ "gen_ai.system": "example" }),
    };
    const { events } = reads({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
    expect(events.map((event) => [event["event_type"], event["input_text"], event["input_source"]])).toEqual([["input", "hello", "user"]]);
  });

  test("names attributes that it does not know, and content that cannot be read", () => {
    const { unmapped } = adapt(adapter, span({ ...call, "vendor.secret_sauce": "x", "gen_ai.input.messages": "not json" }));
    expect(unmapped).toEqual(["attributes.vendor.secret_sauce"]);
    const tool = adapt(
      adapter,
      span({ "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t", "gen_ai.tool.call.arguments": "{broken" }),
    );
    expect(tool.unmapped).toEqual(["attributes.gen_ai.tool.call.arguments"]);
  });

  test("takes attributes that are a plain map", () => {
    const { events } = reads({
      spanId: "p",
      endTimeUnixNano: 1767225601500000000,
      attributes: { ...call, "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "ok" }] }] },
    });
    expect(events.map((event) => event["output_text"])).toEqual(["ok"]);
  });
});
