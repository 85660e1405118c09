import { describe, expect, test } from "vitest";
import { fieldAt, isInAny } from "../../src/schema/event-type.ts";
import { showType } from "../../src/types/show.ts";
import { standardModel } from "./standard-model.ts";

const model = standardModel();
const typeAt = (event: string, path: string): string | undefined => {
  const type = model.types.get(event);
  const field = type && fieldAt(type.record, path.split("."));
  return field && showType(field.type);
};

describe("the standard event model", () => {
  test("has the types of the language's event model", () => {
    const names =
      "alert approval artifact auth deployment engine infra_access input memory output retrieval session_end session_start tool_call tool_definition tool_result";
    expect([...model.types.keys()].sort().join(" ")).toBe(names);
    expect([...model.types.values()].filter((type) => !isInAny(type)).map((type) => type.name)).toEqual(["alert", "engine"]);
  });

  test.each([
    ["input", "input_text", "text"],
    ["input", "input_source", `"user" | "application" | "tool" | "retrieval" | "memory" | "agent" | "system"`],
    ["input", "user.is_admin", "boolean"],
    ["tool_call", "tool_call.tool", "string"],
    ["tool_call", "tool_call.params", "record"],
    ["tool_call", "user.authorized_email_domains", "list<domain>"],
    ["session_end", "session.current_cost", "number (usd)"],
    ["output", "user.average_session_cost", "number (usd)"],
    ["output", "conversation.turns", "number"],
    ["output", "conversation.topics", "list<string>"],
    ["output", "conversation.current_request.policy_score", "number (ratio)"],
    ["session_end", "session_end.duration", "duration"],
    ["auth", "auth.ip", "ip"],
    ["alert", "alert.severity", "severity"],
    ["alert", "alert.finding.description", "text"],
    ["alert", "alert.context.session_cost_usd", "number (usd)"],
    ["alert", "session.id", "string"],
    ["engine", "engine.dropped", "number"],
    ["tool_definition", "timestamp", "timestamp"],
    ["artifact", "event_type", "string"],
  ])("%s has %s as %s", (event, path, type) => {
    expect(typeAt(event, path)).toBe(type);
  });

  test("documents every field", () => {
    const silent: string[] = [];
    for (const type of model.types.values()) {
      const visit = (fields: typeof type.record.fields, path: string): void => {
        for (const [name, field] of fields) {
          if (field.summary === "" && `${path}${name}` !== "event_type") silent.push(`${type.name}: ${path}${name}`);
          const inside = field.type.kind === "list" ? field.type.of : field.type;
          if (inside.kind === "record") visit(inside.fields, `${path}${name}.`);
        }
      };
      visit(type.record.fields, "");
    }
    expect(silent).toEqual([]);
  });

  test("counts only a type's own fields as its own", () => {
    expect([...(model.types.get("input")?.ownFields ?? [])]).toEqual(["input_text", "input_source", "input_tokens", "input_entropy"]);
    expect([...(model.types.get("alert")?.ownFields ?? [])]).toEqual(["alert"]);
    expect(model.shared.has("scores")).toBe(true);
    expect(model.shared.has("labels")).toBe(true);
  });

  test("says which fields an event always has", () => {
    const optional = (event: string, path: string): boolean | undefined => {
      const type = model.types.get(event);
      return type && fieldAt(type.record, path.split("."))?.optional;
    };
    expect([optional("input", "input_text"), optional("input", "input_source"), optional("output", "output_text")]).toEqual([
      false,
      true,
      true,
    ]);
    expect([optional("input", "timestamp"), optional("input", "user"), optional("tool_call", "tool_call.tool")]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
