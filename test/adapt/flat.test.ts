import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { adapt } from "../../src/adapt/adapt.ts";
import { checkAdapter, readAdapter } from "../../src/adapt/adapter.ts";
import { validateAgainst } from "../../src/schema/validate-event.ts";
import { standardModel } from "../schema/standard-model.ts";

const model = standardModel();
const { value: adapter, diagnostics } = readAdapter({
  name: "flat.yaml",
  text: readFileSync(new URL("../../stdlib/adapters/flat.yaml", import.meta.url), "utf8"),
});
const base = {
  event_id: "s1-0001",
  timestamp: "2026-01-12T12:00:00.000Z",
  session_id: "s1",
  user_id: "u1",
  ai_system_id: "shop",
  turn: 2,
  model: "m1",
};
const common = {
  event_id: "s1-0001",
  timestamp: "2026-01-12T12:00:00.000Z",
  ai_system_id: "shop",
  session: { id: "s1" },
  user: { id: "u1" },
  conversation: { turns: 2 },
  model: { name: "m1" },
};

describe("the adapter for flat JSON Lines", () => {
  test("is without mistakes and names only fields of the model", () => {
    expect([...diagnostics, ...checkAdapter(adapter, model)]).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "a session's start",
      { event_type: "session", session_phase: "start", system_prompt: "Be kind." },
      { event_type: "session_start", session_start: { system_prompt: "Be kind." } },
    ],
    [
      "a session's end",
      {
        event_type: "session",
        session_phase: "end",
        duration_s: 1.5,
        turn_count: 3,
        tool_call_count: 4,
        input_tokens: 10,
        output_tokens: 20,
      },
      {
        event_type: "session_end",
        session_end: { duration: 1500 },
        session: { id: "s1", turns: 3, tool_calls: 4, input_tokens: 10, output_tokens: 20 },
      },
    ],
    [
      "an input",
      { event_type: "input", input_text: "hi", input_source: "application" },
      { event_type: "input", input_text: "hi", input_source: "application" },
    ],
    [
      "an output",
      { event_type: "output", output_text: "ho", input_tokens: 5, output_tokens: 6 },
      { event_type: "output", output_text: "ho", input_tokens: 5, output_tokens: 6 },
    ],
    [
      "a tool call",
      { event_type: "tool_call", tool_name: "read", tool_params: { path: "/a" }, tool_call_id: "c1" },
      { event_type: "tool_call", tool_call: { id: "c1", tool: "read", params: { path: "/a" } } },
    ],
    [
      "a tool result that a classifier flagged",
      {
        event_type: "tool_result",
        tool_name: "read",
        result_text: "x",
        tool_outcome: "error",
        truncated: true,
        classifier_name: "pi",
        classifier_flagged: true,
      },
      { event_type: "tool_result", tool_result: { tool: "read", text: "x", outcome: "error", truncated: true }, labels: ["pi"] },
    ],
    [
      "a tool result that a classifier passed",
      { event_type: "tool_result", tool_name: "read", result_text: "", classifier_name: "pi", classifier_flagged: false },
      { event_type: "tool_result", tool_result: { tool: "read", text: "" } },
    ],
    [
      "a tool definition",
      { event_type: "tool_definition", mcp_server: "git", tool_name: "git_log", tool_description: "Shows.", tool_param_names: ["n"] },
      { event_type: "tool_definition", tool_definition: { server: "git", tool: "git_log", description: "Shows.", param_names: ["n"] } },
    ],
  ])("maps %s", (_name, record, expected) => {
    const { events, unmapped, unknown } = adapt(adapter, { ...base, ...record });
    expect(events).toEqual([{ ...common, ...expected }]);
    expect([unmapped, unknown]).toEqual([[], []]);
    expect(events.flatMap((event) => validateAgainst(event, model))).toEqual([]);
  });

  test("names fields that it does not know, or that do not belong to the event", () => {
    const { events, unmapped } = adapt(adapter, {
      ...base,
      event_type: "input",
      input_text: "hi",
      mood: "good",
      result_text: "x",
      nothing: null,
    });
    expect(events).toHaveLength(1);
    expect(unmapped).toEqual(["mood", "result_text"]);
  });

  test("says of a record that fits nothing what it looked like", () => {
    expect(adapt(adapter, { ...base, event_type: "heartbeat" })).toEqual({
      events: [],
      unmapped: [],
      unknown: [`event_type = "heartbeat"`],
      skipped: 0,
    });
    expect(adapt(adapter, {}).unknown).toEqual(["a record with none of the fields by which the adapter tells events apart"]);
  });

  test("says which field a value was lost from", () => {
    expect(adapt(adapter, { ...base, event_type: "session", session_phase: "end", duration_s: "long" }).unmapped).toEqual(["duration_s"]);
  });
});
