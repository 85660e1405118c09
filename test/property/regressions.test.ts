/** Disagreements between evaluator and oracle that were found once, each with the sentence that decides it. */
import { describe, expect, it } from "vitest";
import { ExactInteger, type ValueRecord } from "../../src/runtime/value.ts";
import type { Arrival, InterpretOptions } from "../oracle/interpreter.ts";
import { check, firingsOfEvaluator, firingsOfOracle } from "./compare.ts";
import { ruleText } from "./random-rule.ts";

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;

function event(atMs: number, id: string, rest: ValueRecord = {}): ValueRecord {
  return { event_type: "tool_call", event_id: id, timestamp: start + atMs, tool_call: { tool: "a" }, session: { id: "s" }, ...rest };
}

/** Both fire the same; gives the ids on which they do. */
function firedOn(
  text: string,
  arrivals: readonly Arrival[],
  options: InterpretOptions = { mode: "stream", latenessMs: 0 },
): readonly string[] {
  const checked = check(text);
  expect(checked.errors).toEqual([]);
  const oracle = firingsOfOracle(checked, arrivals, options);
  expect(firingsOfEvaluator(checked, arrivals, options)).toEqual(oracle);
  return oracle.map((firing) => firing.split(" ")[2] ?? "");
}

describe("order", () => {
  const counted = ruleText("ON tool_call\n", "IF COUNT(FROM tool_call BY session.id WITHIN 1s) >= 1");

  it("a source whose only event is dated in the far future holds up nobody: one such event changes no other alert", () => {
    const arrivals = [
      { event: event(0, "e0") },
      { event: event(400 * 24 * hour, "future"), source: "other" },
      { event: event(1, "e1") },
      { event: event(0, "late") },
      { event: event(2, "e2") },
    ];
    expect(firedOn(counted, arrivals)).toEqual(["e0", "e1", "e2"]);
  });

  it("an event that comes twice is dropped, also when its id was another event's before", () => {
    const other = event(1, "same", { session: { id: "t" } });
    const arrivals = [{ event: event(0, "same") }, { event: other }, { event: other }, { event: event(2, "e2") }];
    expect(firedOn(ruleText("ON tool_call\n", 'IF tool_call.tool == "a"'), arrivals)).toEqual(["e2", "same", "same"]);
  });

  it("the end of the input fires no deadline", () => {
    const text = ruleText(
      "",
      'IF SEQUENCE BY session.id WITHIN 1h\n  STEP one FROM tool_call WHERE tool_call.tool == "a"\n  STEP two FROM tool_call WHERE tool_call.tool == "b"\n  ABSENT FROM approval WITHIN 5m',
    );
    const arrivals = [
      { event: event(0, "e0") },
      { event: event(1, "e1", { tool_call: { tool: "b" } }) },
      { event: event(hour, "e2", { tool_call: { tool: "c" } }) },
    ];
    expect(firedOn(text, arrivals, { mode: "stream", latenessMs: 2 * hour })).toEqual([]);
    expect(firedOn(text, arrivals, { mode: "stream", latenessMs: 0 })).toEqual(["e1"]);
  });
});

describe("values", () => {
  const inline: InterpretOptions = { mode: "inline", latenessMs: 0 };
  const one = (rest: ValueRecord): readonly Arrival[] => [{ event: event(0, "e0", rest) }];

  it("EXISTS asks whether a field is there, not whether it has its type", () => {
    const text = ruleText("ON tool_call\n", "IF session.turns EXISTS AND NOT session.turns >= 0");
    expect(firedOn(text, one({ session: { id: "s", turns: "5" } }), inline)).toEqual(["e0"]);
    expect(firedOn(text, one({ session: { id: "s" } }), inline)).toEqual([]);
  });

  it("COUNT(x) counts events where x is there, whatever its type", () => {
    const text = ruleText("ON tool_call\n", "IF COUNT(session.turns FROM tool_call BY session.id WITHIN 1h) >= 1");
    expect(firedOn(text, one({ session: { id: "s", turns: "5" } }), inline)).toEqual(["e0"]);
  });

  it("a minus before a literal is part of it, in parentheses too; elsewhere it computes with the nearest double", () => {
    const digits = "123456789012345678901234567890";
    const fires = (condition: string, cost: ValueRecord[string]): boolean =>
      firedOn(ruleText("ON tool_call\n", `IF ${condition}`), one({ session: { id: "s", current_cost: cost } }), inline).length > 0;
    const [exact, opposite] = [new ExactInteger(digits), new ExactInteger(`-${digits}`)];
    for (const written of [`-${digits}`, `-(${digits})`, `(-((${digits})))`]) {
      expect(fires(`session.current_cost == ${written}`, opposite)).toBe(true);
      expect(fires(`session.current_cost == ${written}`, Number(`-${digits}`))).toBe(false);
    }
    expect(fires(`session.current_cost == -(-(${digits}))`, exact)).toBe(true);
    expect(fires(`session.current_cost IN [-(-(${digits}))]`, exact)).toBe(true);
    expect(fires(`session.current_cost == -(-(${digits}))`, opposite)).toBe(false);
    expect(fires(`-(session.current_cost) == -(${digits})`, exact)).toBe(false);
    expect(fires(`-(session.current_cost) == -(session.current_cost)`, exact)).toBe(true);
  });

  it("in a list of emails IN ignores case", () => {
    const text = ruleText(
      "ON tool_call\n",
      'IF user.id IN ["x"] OR tool_call.server IN team',
      'LIST team: list<email> = ["Bob@Example.com"]\n',
    );
    expect(firedOn(text, one({ tool_call: { tool: "a", server: "bob@example.COM" } }), inline)).toEqual(["e0"]);
  });

  it("white space around a host does not count, in a list of domains it does", () => {
    const text = ruleText("ON tool_call\n", "IF ai_system_id IN user.authorized_email_domains");
    const fires = (host: string, listed: string): boolean =>
      firedOn(text, one({ ai_system_id: host, user: { authorized_email_domains: [listed, 7] } }), inline).length > 0;
    expect(fires("alpha\n", "alpha")).toBe(true);
    expect(fires(" a@beta.alpha ", "alpha")).toBe(true);
    expect(fires("alpha", "alpha\n")).toBe(false);
    expect(fires("al pha", "pha")).toBe(false);
  });

  it("a BASELINE stands in where telemetry has no such field, not where it has one of another type", () => {
    const text = ruleText(
      "ON tool_call\n",
      "IF user.average_session_cost >= 0",
      "BASELINE user.average_session_cost = COUNT(FROM tool_call BY user.id OVER 6h MIN 1)\n",
    );
    const of = (rest: ValueRecord): readonly Arrival[] => [
      { event: event(0, "e0", { user: { id: "u" } }) },
      { event: event(2 * hour, "e1", { user: { id: "u", ...rest } }) },
    ];
    expect(firedOn(text, of({}), inline)).toEqual(["e1"]);
    expect(firedOn(text, of({ average_session_cost: "2" }), inline)).toEqual([]);
  });
});

describe("definitions", () => {
  it("read an argument of open type as their parameter's type (decision 0010)", () => {
    const rule = ruleText("ON tool_call\n", "IF loud(scores.x, 0)");
    const arrivals = ["alpha", ["alpha"], 7, undefined].map((x, index) => ({
      event: event(index, `e${index}`, { scores: { x } }),
      source: "a",
      offset: index,
    }));
    expect(firedOn(rule, arrivals)).toEqual(["e0"]);
  });
});

describe("values of open type", () => {
  it("behind CONTAINS are one needle, or a list of which any is meant (language.md §5)", () => {
    const fired = (condition: string) => {
      const arrivals = ["alpha", ["alpha"], ["no", "alpha"], [], 7, undefined].map((x, index) => ({
        event: event(index, `e${index}`, { scores: { x } }),
        source: "a",
        offset: index,
      }));
      return firedOn(ruleText("ON tool_call\n", `IF ${condition}`), arrivals);
    };
    expect(fired("names CONTAINS scores.x")).toEqual(["e0", "e1", "e2"]);
    expect(fired("names CONTAINS ALL scores.x")).toEqual(["e0", "e1"]);
    expect(fired('lower("an ALPHA") CONTAINS scores.x')).toEqual(["e0", "e1", "e2"]);
  });
});

it("a deviation of whole numbers is as exact as they are: 2, 2, 0 and 2 in four buckets deviate by 1, and another 2 lies half of that above their mean", () => {
  const text = ruleText("ON tool_call\n", "IF ZSCORE(session.current_cost BY session.id OVER 7d MIN 1) > 0.5");
  const cost = (atMs: number, id: string, value: number): Arrival => ({
    event: event(atMs, id, { session: { id: "s", current_cost: value } }),
  });
  const arrivals = [
    cost(23 * hour, "e0", 2),
    cost(24 * hour, "e1", 2),
    cost(25 * hour, "e2", 0),
    cost(49 * hour, "e3", 2),
    cost(73 * hour, "e4", 2),
  ];
  expect(firedOn(text, arrivals)).toEqual(["e3"]);
});

it("the deviation of 0.1, 5, 5 and 5 is rounded once: another 5 lies half of it above their mean, and not more", () => {
  const text = ruleText("ON tool_call\n", "IF ZSCORE(session.current_cost BY session.id OVER 7d MIN 4) > 0.5");
  const arrivals = [5, 0.1, 5, 5, 5].map((value, index) => ({
    event: event(index === 4 ? 25 * hour : index, `e${index}`, { session: { id: "s", current_cost: value } }),
  }));
  expect(firedOn(text, arrivals)).toEqual([]);
});
