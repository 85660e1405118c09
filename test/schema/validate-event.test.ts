import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { issuesMax, validateAgainst } from "../../src/schema/validate-event.ts";
import { standardModel } from "./standard-model.ts";

const model = standardModel();
const envelope = { event_id: "e1", timestamp: "2026-01-12T12:00:00Z" };
const issues = (event: unknown): string[] => validateAgainst(event, model).map((issue) => `${issue.path} ${issue.kind}: ${issue.message}`);

describe("an event that fits its type", () => {
  test.each([
    {
      ...envelope,
      event_type: "input",
      input_text: "hi",
      input_source: "user",
      user: { id: "u", authorized_email_domains: ["example.com"] },
    },
    { ...envelope, timestamp: 1768219200000, event_type: "tool_call", tool_call: { tool: "x", params: { any: [{ thing: 1 }] } } },
    { ...envelope, event_type: "auth", auth: { outcome: "failure", ip: "2001:db8::1", country: null } },
    { ...envelope, event_type: "output", scores: { jailbreak: { output_text: 0.4 } } },
  ])("%j", (event) => {
    expect(issues(event)).toEqual([]);
  });
});

describe("an event that does not", () => {
  test.each<[Record<string, unknown>, string[]]>([
    [{ event_type: "input" }, ["input_text missing: is missing"]],
    [{ event_type: "input", input_text: null }, ["input_text missing: is missing"]],
    [{ event_type: "input", input_text: 3 }, ["input_text type: is a number, not text"]],
    [
      { event_type: "input", input_text: "x", input_source: "robot" },
      ["input_source value: is none of user, application, tool, retrieval, memory, agent, system"],
    ],
    [{ event_type: "input", input_txt: "x", input_text: "" }, ["input_txt unknown: is no field of the schema; did you mean `input_text`?"]],
    [{ event_type: "inptu" }, ["event_type value: no event type is called `inptu`; did you mean `input`?"]],
    [{}, ["event_type missing: is missing, so nothing else can be judged"]],
    [{ event_type: "output", output_tokens: -1 }, ["output_tokens value: is less than 0"]],
    [{ event_type: "output", timestamp: "yesterday" }, ["timestamp value: is no ISO 8601 time"]],
    [{ event_type: "output", timestamp: "2026-13-45T00:00:00Z" }, ["timestamp value: is no ISO 8601 time"]],
    [{ event_type: "output", user: "bob" }, ["user type: is a string, not an object"]],
    [{ event_type: "output", user: { authorized_email_domains: ["a b"] } }, ["user.authorized_email_domains[0] value: is no domain"]],
    [{ event_type: "auth", auth: { outcome: "success", ip: "300.1.1.1" } }, ["auth.ip value: is no ip"]],
    [{ event_type: "output", labels: ["a", 2] }, ["labels[1] type: is a number, not string"]],
  ])("%j", (event, expected) => {
    expect(issues({ ...envelope, ...event })).toEqual(expected);
  });

  test.each([[null], [undefined], [3], ["x"], [[]]])("%j is no event", (event) => {
    expect(issues(event)).toEqual(["event_type missing: is missing, so nothing else can be judged"]);
  });

  test("reports at most a hundred issues", () => {
    expect(issues({ ...envelope, event_type: "output", labels: Array.from({ length: 100_000 }, () => 1) })).toHaveLength(issuesMax);
  });

  test("does not take an object's inherited parts for fields", () => {
    expect(issues(JSON.parse(`{"event_id":"e","timestamp":0,"event_type":"output","__proto__":{"x":1},"constructor":1}`))).toEqual([
      "__proto__ unknown: is no field of the schema",
      "constructor unknown: is no field of the schema",
    ]);
  });

  test("any value at all gives an answer", () => {
    const types = fc.constantFrom(...model.types.keys());
    fc.assert(
      fc.property(
        types,
        fc.dictionary(fc.constantFrom("tool_call", "user", "labels", "scores", "timestamp", "x"), fc.anything()),
        (event_type, fields) => {
          expect(Array.isArray(validateAgainst({ ...fields, event_type }, model))).toBe(true);
        },
      ),
      { numRuns: Number(process.env["AIDR_RUNS"] ?? 300) },
    );
  });
});
