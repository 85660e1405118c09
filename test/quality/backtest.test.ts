/** Expected fires against those that came, and the file that records them. */
import { describe, expect, test } from "vitest";
import { Backtest, type Fire, writeExpectations } from "../../src/quality/backtest.ts";
import { readExpectations } from "../../src/quality/expectation.ts";
import type { Alert } from "../../src/runtime/alert.ts";

const rules = new Set(["one", "two"]);
const read = (text: string) => readExpectations({ name: "e.yaml", text }, rules);
const alert = ({ rule, session, user, event }: Fire): Alert =>
  ({ rule_id: rule, session_id: session, user_id: user, event_ids: [event] }) as unknown as Alert; // of an alert only these are read

function held(text: string, fires: readonly Fire[]) {
  const test = new Backtest(read(text).value);
  for (const fire of fires) test.alert(alert(fire));
  const result = test.result();
  return {
    held: result.expected.map((one) => one.held),
    unexpected: result.unexpected.map(({ rule, count, quiet }) => [rule, count, quiet]),
  };
}
const fires: Fire[] = [
  { rule: "one", session: "s1", event: "e1" },
  { rule: "one", session: "s1", event: "e2" },
  { rule: "one", session: "s2", user: "u", event: "e3" },
  { rule: "two", event: "e4" },
];

describe("expectations", () => {
  test("by session, user and event; a count is exact, without one once is enough", () => {
    const text =
      "expect:\n  - { rule: one, session: s1 }\n  - { rule: one, session: s1, count: 2 }\n  - { rule: one, session: s1, count: 1 }\n  - { rule: one, user: u, event: e3 }\n  - { rule: one, event: e9 }\n  - { rule: two }\n";
    expect(held(text, fires)).toEqual({ held: [true, true, false, true, false, true], unexpected: [] });
  });
  test("what nothing expects is told by rule", () => {
    expect(held("expect: [{ rule: one, session: s2 }]\nquiet: [two]\n", fires)).toEqual({
      held: [true],
      unexpected: [
        ["one", 2, false],
        ["two", 1, true],
      ],
    });
    expect(held("{}", [])).toEqual({ held: [], unexpected: [] });
  });
  test("a rule that is not there, and a file of another shape, are mistakes", () => {
    expect(read("expect: [{ rule: onee }]\nquiet: [three]\n").diagnostics.map((one) => [one.code, one.help[0]])).toEqual([
      ["AIDR5406", "did you mean `one`?"],
      ["AIDR5406", undefined],
    ]);
    expect(read("expected: []\n").diagnostics.length).toBe(1);
    expect(read("expect: [{ rule: one, count: 0 }]\n").diagnostics.length).toBe(1);
    expect(read("expect: [\n").diagnostics.length).toBeGreaterThan(0);
  });
});

describe("recording", () => {
  test("what was recorded holds, and nothing is unexpected", () => {
    const more = [...fires, { rule: "two", event: "e4" }, { rule: "two", session: 'a "b"\n: {', event: "- x" }];
    const text = writeExpectations(more);
    expect(text).toContain('  - { rule: "two", event: "e4", count: 2 }\n');
    expect(held(text, more)).toEqual({ held: [true, true, true, true, true], unexpected: [] });
    expect(held(writeExpectations([]), [])).toEqual({ held: [], unexpected: [] });
  });
  test("very many fires are told by session, so that the file can be read", () => {
    const many = Array.from({ length: 9000 }, (_, index): Fire => ({ rule: "one", session: `s${index % 10}`, event: `e${index}` }));
    const text = writeExpectations(many);
    expect(text.split("\n").length).toBe(12);
    expect(held(text, many)).toEqual({ held: Array.from({ length: 10 }, () => true), unexpected: [] });
    expect(held(text, many.slice(1)).held.filter((one) => !one).length).toBe(1);
  });
});
