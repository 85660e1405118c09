/** `aidr explain` from outside: its forms, and what it says of a rule that does not fire. */
import { describe, expect, test } from "vitest";
import { place, plainRule } from "../project/place.ts";
import { aidr, trace } from "./command.ts";

const rule = `RULE: Turns
META(id="turns")
ON input
IF input_text CONTAINS "attack" AND conversation.turns > 10
THEN alert(severity=HIGH, category="prompt_injection")
`;
const event = (turns: number, text = "an attack"): string =>
  `${JSON.stringify({ event_id: `e${turns}`, event_type: "input", timestamp: "2026-03-02T09:00:00Z", input_text: text, conversation: { turns } })}\n`;
const project = (events: string) => place({ "aidr.yaml": "", "rules/a.aidr": rule, "e.jsonl": events });

describe("why not", () => {
  test("a sentence, a tree, both, and data", () => {
    const folder = project(event(7));
    const ask = (...words: string[]) => aidr(folder, ["explain", "turns", "--event", "e.jsonl", ...words]);
    const sentence =
      "Turns [turns] does not fire on event e7\n  first to fail: conversation.turns > 10\n    7 is not more than 10: 3 short\n";
    expect(ask("--format", "text")).toEqual({ code: 0, out: sentence, err: "" });
    const tree = ask("--format", "tree").out;
    expect(tree).toContain('✓ input_text CONTAINS "attack"');
    expect(tree).not.toContain("first to fail");
    expect(ask().out).toBe(sentence + tree.slice(tree.indexOf("\n") + 1));
    expect(JSON.parse(ask("--format", "json").out)).toMatchObject({
      rule: "turns",
      event: "e7",
      fires: false,
      judged: true,
      first: {
        condition: "conversation.turns > 10",
        held: false,
        field: "conversation.turns",
        value: 7,
        distance: { unit: "number", value: 7, bound: 10, by: 3 },
      },
      explanation: { held: false, parts: [{ held: true }, { held: false }] },
    });
  });
  test("a test of a value of unknown type is told once, with what was seen by the reading that decided", () => {
    const files = {
      "aidr.yaml": "",
      "rules/a.aidr": rule
        .replace("ON input", "ON tool_call")
        .replace(/IF .*/, 'IF tool_call.params.to EXISTS AND tool_call.params.to NOT CONTAINS "@ours.example"'),
      "e.jsonl": `${JSON.stringify({ event_id: "e", event_type: "tool_call", timestamp: "2026-03-02T09:00:00Z", tool_call: { tool: "t", params: { to: "a@ours.example.net" } } })}\n`,
    };
    expect(
      aidr(place(files), ["explain", "turns", "--event", "e.jsonl", "--format", "tree"]).out,
    ).toBe(`Turns [turns] does not fire on event e
  ✓ tool_call.params.to EXISTS
      tool_call.params.to is "a@ours.example.net"
  ✗ tool_call.params.to NOT CONTAINS "@ours.example"
      tool_call.params.to is "a@ours.example.net"
      found "@ours.example" at 1
`);
  });
  test("one that fires says so, and has nothing that failed", () => {
    const ran = aidr(project(event(11)), ["explain", "turns", "--event", "e.jsonl", "--format", "json"]);
    expect([ran.code, (JSON.parse(ran.out) as { fires: boolean; first?: unknown }).fires, ran.out.includes('"first"')]).toEqual([
      0,
      true,
      false,
    ]);
  });
  test("a text of the event reaches the terminal escaped", () => {
    const ran = aidr(project(event(7, "an attack\u001b[31m\u202e\n")), ["explain", "turns", "--event", "e.jsonl"]);
    expect(ran.out).not.toMatch(/\u001b|\u202e/);
  });
});

test("a rule as words, tree and data", () => {
  const folder = project("");
  expect(aidr(folder, ["explain", "turns", "--format", "text"]).out).not.toContain("plan\n");
  expect(aidr(folder, ["explain", "turns", "--format", "tree"]).out).toContain('plan\n  (rule\n    "turns"');
  const both = aidr(folder, ["explain", "turns"]).out;
  expect([both.includes("on input, when"), both.includes("plan\n")]).toEqual([true, true]);
  expect(JSON.parse(aidr(folder, ["explain", "turns", "--format", "json"]).out)).toMatchObject({
    rule: "turns",
    on: ["input"],
    severity: "HIGH",
    layer: 0,
    keeps: [],
  });
});

test.each([
  [["explain", "turns", "--format", "yaml"], 3],
  [["explain", "turns", "--event", "no.jsonl"], 3],
  [["explain", "turns", "--event", "empty.jsonl"], 3],
  [["explain", "nothing-like-it"], 3],
  [["explain", "bad.aidr"], 2],
])("%j is exit code %i", (words, code) => {
  const folder = place({
    "aidr.yaml": "",
    "rules/a.aidr": rule,
    "empty.jsonl": "",
    "bad.aidr": plainRule().replace("input_text", "input_txt"),
  });
  const ran = aidr(folder, words);
  expect([ran.code, trace.test(ran.err)]).toEqual([code, false]);
});
