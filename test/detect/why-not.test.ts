/** Why a rule does not fire: the first condition that failed, and how far from its bound. */
import { describe, expect, test } from "vitest";
import { Questioned, type WhyNot } from "../../src/detect/why-not.ts";
import { ExactInteger, type ValueRecord } from "../../src/runtime/value.ts";
import { checkText, said } from "../check/check-text.ts";
import { eventAt, type Given, ruleOf } from "./run-rules.ts";

/** The answer about the last event, with those before it as its past. */
function ask(text: string, events: readonly ValueRecord[]): WhyNot {
  const checked = checkText(text);
  expect(checked.diagnostics.filter((one) => one.severity === "error").length, said(checked).join()).toBe(0);
  const [rule] = checked.plan.rules;
  const last = events.at(-1);
  if (rule === undefined || last === undefined) throw new Error("no rule or no event");
  const questioned = new Questioned(checked.plan, [rule], (span) => (span.file === "rules.aidr" ? text.slice(span.start, span.end) : ""));
  for (const event of events.slice(0, -1)) questioned.judge(event);
  const why = questioned.why(rule.id, last);
  if (why === undefined) throw new Error("the rule is not known");
  return why;
}
const short = (text: string | undefined): string => (text ?? "").replace(/\s+/g, " ");
/** Condition, whether it held, and the words for its distance or its note. */
const first = (why: WhyNot) => [short(why.first?.condition), why.first?.held, why.first?.distance?.words ?? why.first?.note];
let number = 0;
const at = (seconds: number, type: string, fields: Given = {}): ValueRecord => ({
  ...eventAt(Date.parse("2026-03-02T09:00:00Z") + seconds * 1000, type, fields),
  event_id: `e${seconds}-${number++}`,
  session: { id: "s" },
  user: { id: "u" },
});
const call = (seconds: number, tool: string, params: Given = {}): ValueRecord => at(seconds, "tool_call", { tool_call: { tool, params } });

describe("one event", () => {
  const on = (condition: string): string => ruleOf(condition, "ON input\n");
  const input = (fields: Given): ValueRecord => at(0, "input", { input_text: "calm", ...fields });
  test.each([
    ["conversation.turns > 10", { conversation: { turns: 7 } }, ["conversation.turns > 10", false, "7 is not more than 10: 3 short"]],
    ["conversation.turns > 10", { conversation: { turns: 10 } }, ["conversation.turns > 10", false, "10 is not more than 10"]],
    [
      "conversation.turns <= 10",
      { conversation: { turns: 12.5 } },
      ["conversation.turns <= 10", false, "12.5 is not at most 10: 2.5 over"],
    ],
    ["NOT (conversation.turns < 10)", { conversation: { turns: 9 } }, ["conversation.turns < 10", true, "9 is less than 10, by 1"]],
    ["conversation.turns > 10", {}, ["conversation.turns > 10", false, undefined]],
    ["length(input_text) > 10", {}, ["length(input_text) > 10", false, "4 is not more than 10: 6 short"]],
    ['input_text CONTAINS "x" AND conversation.turns > 1', { conversation: { turns: 0 } }, ['input_text CONTAINS "x"', false, undefined]],
    [
      'input_text CONTAINS "calm" AND conversation.turns > 1',
      { conversation: { turns: 0 } },
      ["conversation.turns > 1", false, "0 is not more than 1: 1 short"],
    ],
    [
      '(input_text CONTAINS "x" AND input_text CONTAINS "y") OR (input_text CONTAINS "calm" AND user.is_admin)',
      {},
      ["user.is_admin", false, undefined],
    ],
    ['NOT (input_text CONTAINS "x" OR input_text CONTAINS "calm")', {}, ['input_text CONTAINS "calm"', true, undefined]],
    [
      "input_tokens == conversation.turns",
      { input_tokens: 1, conversation: { turns: new ExactInteger("9007199254740993") } },
      ["input_tokens == conversation.turns", false, "1 is not equal to 9007199254740993: 9007199254740992 off"],
    ],
    ['2 OF (user.is_admin, conversation.turns > 3, input_text CONTAINS "calm")', {}, ["user.is_admin", false, undefined]],
  ])("%s", (condition, fields, expected) => expect(first(ask(on(condition), [input(fields)]))).toEqual(expected));
  test("of a list none of whose elements fits, the one that came closest", () => {
    const text = ruleOf('ANY d IN retrieval.documents: d.source == "web" AND d.score > 0.5', "ON retrieval\n");
    const documents = [
      { source: "file", score: 0.9, text: "" },
      { source: "web", score: 0.4, text: "" },
      { source: "file", score: 0.1, text: "" },
    ];
    const why = ask(text, [at(0, "retrieval", { retrieval: { documents } })]);
    expect(first(why)).toEqual(["d.score > 0.5", false, "0.4 is not more than 0.5: 0.1 short"]);
    expect(why.explanation.note).toBe("none of 3 elements; element 1 came closest");
  });
  test("a rule that fires needs no reason, an event of another type says so", () => {
    const fires = ask(on("conversation.turns > 1"), [input({ conversation: { turns: 2 } })]);
    expect([fires.fires, fires.first]).toEqual([true, undefined]);
    expect(ask(on("conversation.turns > 1"), [call(0, "x")])).toMatchObject({ fires: false, judged: false });
  });
  test("an alert says no distances", () => {
    expect(JSON.stringify(ask(on("conversation.turns > 1"), [input({ conversation: { turns: 2 } })]).explanation)).toContain(
      "is more than 1",
    );
  });
});

describe("what is remembered", () => {
  test("counts: how many of how many", () => {
    const text = ruleOf('COUNT(FROM auth WHERE auth.outcome == "failure" BY user.id WITHIN 1h) >= 5', "ON auth\n");
    const failure = (seconds: number) => at(seconds, "auth", { auth: { outcome: "failure" } });
    expect(first(ask(text, [failure(0), failure(10), failure(20)]))[2]).toBe("3 of the 5 that it takes");
    expect(ask(text, [failure(0), failure(10), failure(20)]).first?.distance).toMatchObject({ unit: "events", value: 3, bound: 5, by: 2 });
    expect(first(ask(text.replace(">= 5", "> 5"), [failure(0)]))[2]).toBe("1 of the 6 that it takes");
  });
  test("baselines and novelty: how many samples short", () => {
    const text = ruleOf("session.current_cost > 10 * AVG(session.current_cost BY user.id OVER 30d MIN 5)", "ON session_end\n");
    const day = 86_400;
    const end = (days: number, cost: number) => ({ ...at(days * day, "session_end"), session: { id: "s", current_cost: cost } });
    expect(first(ask(text, [end(0, 1), end(1, 1), end(2, 50)]))[2]).toBe("2 of the 5 samples that it takes");
    const five = [0, 1, 2, 3, 4].map((days) => end(days, 2));
    expect(first(ask(text, [...five, end(5, 15)]))[2]).toBe("15 is not more than 20: 5 short");
    const fresh = ruleOf("NEW(tool_call.tool BY user.id OVER 30d MIN 3)", "ON tool_call\n");
    expect(first(ask(fresh, [call(0, "a"), call(1, "b")]))[2]).toBe("1 of the 3 samples that it takes");
  });
  test("time differences in words", () => {
    const text = ruleOf("timestamp - PREVIOUS(timestamp BY user.id) < 10s", "ON tool_call\n");
    expect(first(ask(text, [call(0, "a"), call(95, "b")]))[2]).toBe("1m 35s is not less than 10s: 1m 25s over");
  });
});

describe("sequences", () => {
  const sequence = (steps: string, within = "10m"): string =>
    `RULE: Case\nIF SEQUENCE BY session.id WITHIN ${within}\n${steps}\nTHEN alert(severity=HIGH, category="policy_violation")\n`;
  const readSend = sequence(
    '  STEP read FROM tool_call WHERE tool_call.tool == "read"\n  STEP send FROM tool_call WHERE tool_call.tool == "send"',
  );
  test("which step was reached", () => {
    expect(first(ask(readSend, [call(0, "send")]))).toEqual([
      'STEP read FROM tool_call WHERE tool_call.tool == "read"',
      false,
      "never came",
    ]);
    const waiting = ask(readSend, [call(0, "read"), call(60, "list")]);
    expect(first(waiting)).toEqual(['tool_call.tool == "send"', false, undefined]);
    expect(waiting.explanation.parts).toMatchObject([
      { step: "read", held: true },
      { step: "send", held: false },
    ]);
    expect(first(ask(readSend, [call(0, "read"), at(60, "input", { input_text: "x" })]))[2]).toBe(
      "this event is input, and the step reads tool_call",
    );
  });
  test("how late for the window, and for a gap", () => {
    const late = ask(readSend, [call(0, "read"), call(720, "send")]);
    expect(first(late)[2]).toBe("12m after the first step, and less than 10m is allowed: 2m too late");
    expect(late.first?.distance).toMatchObject({ unit: "duration", value: 720_000, bound: 600_000, by: 120_000 });
    expect(first(ask(readSend, [call(0, "read"), call(600, "send")]))[2]).toBe(
      "10m after the first step, and less than 10m is allowed: just too late",
    );
    const gap = sequence(
      '  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  STEP b FROM tool_call WHERE tool_call.tool == "b" WITHIN 1m\n  STEP c FROM tool_call WHERE tool_call.tool == "c"',
      "1h",
    );
    expect(first(ask(gap, [call(0, "a"), call(90, "b"), call(100, "c")]))).toEqual([
      'STEP b FROM tool_call WHERE tool_call.tool == "b" WITHIN 1m',
      false,
      "1m 30s after the step before it, and less than 1m is allowed: 30s too late",
    ]);
  });
  test("what came in between", () => {
    const text = sequence(
      '  STEP read FROM tool_call WHERE tool_call.tool == "read"\n  ABSENT FROM approval\n  STEP send FROM tool_call WHERE tool_call.tool == "send"',
    );
    const approval = at(30, "approval", { approval: { granted: true } });
    const why = ask(text, [call(0, "read"), approval, call(60, "send")]);
    expect(first(why)).toEqual(["ABSENT FROM approval", false, "came in between"]);
    expect(why.first?.event_ids).toEqual([approval["event_id"]]);
  });
  test("how many of a repeated step", () => {
    const text = sequence(
      '  STEP fail FROM auth WHERE auth.outcome == "failure" REPEAT 5\n  STEP in FROM auth WHERE auth.outcome == "success"',
    );
    const failure = (seconds: number) => at(seconds, "auth", { auth: { outcome: "failure" } });
    const success = at(90, "auth", { auth: { outcome: "success" } });
    expect(first(ask(text, [failure(0), failure(10), failure(20), success]))[2]).toBe("3 of the 5 that it takes");
    const last = sequence(
      '  STEP in FROM auth WHERE auth.outcome == "success"\n  STEP fail FROM auth WHERE auth.outcome == "failure" REPEAT 5',
    );
    expect(first(ask(last, [success, failure(100), failure(110), failure(120)]))[2]).toBe("3 of the 5 that it takes");
  });
  test("a step that reads an earlier one: what was compared", () => {
    const text = sequence(
      '  STEP read FROM tool_call WHERE tool_call.tool == "read"\n  STEP send FROM tool_call WHERE tool_call.tool == "send" AND tool_call.params.body CONTAINS read.tool_call.params.path',
    );
    const why = ask(text, [call(0, "read", { path: "/a" }), call(60, "send", { body: "see /b" })]);
    expect(first(why)).toEqual(["tool_call.params.body CONTAINS read.tool_call.params.path", false, 'read.tool_call.params.path is "/a"']);
  });
  test("a final absence waits", () => {
    const text = sequence(
      '  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  STEP b FROM tool_call WHERE tool_call.tool == "b"\n  ABSENT FROM approval WITHIN 5m',
    );
    expect(ask(text, [call(0, "a"), call(1, "b")])).toMatchObject({ fires: false, waitsMs: 300_000 });
  });
  test("another key's steps are not this key's", () => {
    const other = { ...call(0, "read"), session: { id: "other" } };
    expect(first(ask(readSend, [other, call(60, "send")]))[2]).toBe("never came");
  });
});

describe("together", () => {
  const text = `RULE: Case\nIF TOGETHER BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "a"\n  STEP b FROM tool_call WHERE tool_call.tool == "b"\n  STEP c FROM auth\nTHEN alert(severity=HIGH, category="policy_violation")\n`;
  const auth = (seconds: number) => at(seconds, "auth", { auth: { outcome: "success" } });
  test("what is missing, what is too old, and an event that is none of it", () => {
    expect(first(ask(text, [call(0, "b"), auth(60)]))).toEqual(['STEP a FROM tool_call WHERE tool_call.tool == "a"', false, "never came"]);
    expect(first(ask(text, [call(0, "b"), auth(60), call(900, "a")]))[2]).toBe(
      "15m after the first of them, and less than 10m is allowed: 5m too late",
    );
    expect(first(ask(text, [call(0, "b"), auth(60), call(70, "x")]))).toEqual(['tool_call.tool == "a"', false, undefined]);
    expect(first(ask(text, [call(0, "b"), call(1, "a"), auth(60), call(70, "x")]))[2]).toBe("this event is none of the steps");
  });
});
