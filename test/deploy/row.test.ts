/** Rows are what the judges of exported queries take them for: two ways to the same row. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { intakeForm, rowOf } from "../../src/deploy/row.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { carried, type JsonRecord } from "../export/carried.ts";
import { bundledMapping } from "../export/mapping.ts";
import { packRules } from "../export/pack.ts";
import { streamFor } from "../export/streams.ts";
import { standardModel } from "../property/model.ts";

const names = ["splunk-json", "sentinel", "adx", "elastic-ecs", "elastic-otel"] as const;

describe("the row of an event", { timeout: 120_000 }, () => {
  it.each(names)("%s is the one that a query is judged on", (name) => {
    const mapping = bundledMapping(name);
    for (const { rule, seeds } of packRules().filter((_, place) => place % 5 === 0)) {
      for (const events of fc.sample(streamFor(rule, standardModel, 10, seeds), { numRuns: 5, seed: 11 })) {
        for (const event of events) {
          const expected = carried(event, mapping);
          const row = rowOf((expected?.event ?? event) as ValueRecord, mapping);
          const times = new Set([
            mapping.time,
            ...[...mapping.fields.values()].flatMap(({ kind, column }) => (kind === "time" ? [column] : [])),
          ]);
          const asText = [...(expected?.row ?? [])].map(([column, value]) => [
            column,
            times.has(column) && typeof value === "number" ? new Date(value).toISOString() : value,
          ]);
          expect(row && JSON.parse(JSON.stringify(Object.fromEntries(row)))).toEqual(
            expected && JSON.parse(JSON.stringify(Object.fromEntries(asText))),
          );
        }
      }
    }
  });

  const event: JsonRecord = {
    event_id: "e1",
    event_type: "tool_call",
    timestamp: "2026-06-03T10:00:00Z",
    sequence: 1,
    user: { id: "u1", roles: ["a"] },
    tool_call: { tool: "send", params: { to: "a@b.c", deep: { __proto__: { x: 1 }, n: "v" } } },
  };
  const form = (name: (typeof names)[number]) => {
    const row = rowOf(event as ValueRecord, bundledMapping(name));
    return JSON.parse(JSON.stringify(row && intakeForm(row, event as ValueRecord, bundledMapping(name))));
  };

  it("is flat for Kusto, a document for Elastic, and an event of the collector for Splunk", () => {
    expect(form("sentinel")).toMatchObject({
      EventType: "tool_call",
      UserId: "u1",
      UserRoles: ["a"],
      TimeGenerated: "2026-06-03T10:00:00.000Z",
    });
    expect(form("elastic-ecs")).toMatchObject({
      "@timestamp": "2026-06-03T10:00:00.000Z",
      user: { id: "u1", roles: ["a"] },
      aidr: { tool_call: { params: { to: "a@b.c" } } },
    });
    expect(form("splunk-json")).toMatchObject({
      time: Date.UTC(2026, 5, 3, 10) / 1000,
      index: "ai",
      sourcetype: "aidr:event",
      event: { event_type: "tool_call", user: { roles: ["a"] }, tool_call: { params: { to: "a@b.c", deep: { n: "v" } } } },
    });
  });

  it("holds computed columns", () => {
    const row = rowOf({ ...event, event_type: "input", input_text: "ＩＧＮＯＲＥ" } as ValueRecord, bundledMapping("sentinel"));
    expect(row?.get("InputTextNormalized")).toBe("IGNORE");
  });

  it("is none for a type without a place, or without a time", () => {
    const cim = bundledMapping("splunk-cim");
    expect(rowOf(event as ValueRecord, cim)).toBeUndefined();
    expect(rowOf({ ...event, timestamp: "yesterday" } as ValueRecord, bundledMapping("adx"))).toBeUndefined();
  });
});
