/** The oracle itself, on cases worked out by hand from language.md. */
import { describe, expect, it } from "vitest";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { projectOf } from "../property/model.ts";
import { type Firing, interpret, type InterpretOptions } from "./interpreter.ts";

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const day = 86_400_000;

function at(timeMs: number, event_type: string, rest: ValueRecord): ValueRecord {
  return { event_type, event_id: `e${timeMs}-${JSON.stringify(rest)}`, timestamp: start + timeMs, ...rest };
}

function run(text: string, events: readonly ValueRecord[], options?: InterpretOptions): readonly Firing[] {
  const project = projectOf(text);
  expect(project.diagnostics).toEqual([]);
  return interpret(
    project.input,
    events.map((event, offset) => ({ event, offset })),
    options,
  );
}

/** Indexes of the events on which rule `id`, or any rule, fired unsuppressed. */
function firedOn(text: string, events: readonly ValueRecord[], id?: string): readonly number[] {
  return run(text, events)
    .filter((firing) => !firing.suppressed && (id === undefined || firing.rule === id))
    .map((firing) => firing.arrival);
}

function rule(condition: string, on = "", tail = ""): string {
  return `RULE: R\nMETA(id="r")\n${on}IF ${condition}\nTHEN alert(severity=HIGH, category="prompt_injection")\n${tail}`;
}

/** Whether a condition holds on one input event with these fields. */
function holdsOn(condition: string, fields: ValueRecord): boolean {
  return firedOn(rule(condition, "ON input\n"), [at(0, "input", fields)]).length === 1;
}

describe("the four reference rules", () => {
  const mission = `PARAM threshold = 0.8
RULE: Prompt injection attempt via authority impersonation
IF input_text CONTAINS ["system update", "new instructions", "ignore previous", "override"]
AND input_source == "user"
AND (NOT user.is_admin)
THEN alert(severity=HIGH, category="prompt_injection")

RULE: Anomalous tool call parameter
IF tool_call.tool == "send_email"
AND tool_call.params.recipient NOT IN user.authorized_email_domains
THEN block_and_alert(severity=CRITICAL, category="unauthorized_tool_use")

RULE: Session cost anomaly
IF session.current_cost > user.average_session_cost * 10
THEN rate_limit_and_alert(severity=MEDIUM, category="resource_abuse")

RULE: Cross-turn context manipulation
IF conversation.turns > 10
AND conversation.topics CONTAINS ["jailbreak_keywords"]
AND conversation.current_request.policy_score > threshold
THEN flag_for_human_review(severity=HIGH, category="multi_turn_attack")
`;
  const input = (input_text: string, input_source: string, is_admin?: boolean): ValueRecord =>
    at(0, "input", { input_text, input_source, ...(is_admin !== undefined && { user: { is_admin } }) });
  const mail = (recipient: string, domains?: readonly string[]): ValueRecord =>
    at(0, "tool_call", {
      tool_call: { tool: "send_email", params: { recipient } },
      user: domains ? { authorized_email_domains: domains } : {},
    });

  it("injection: phrase, user and no admin; a missing is_admin is none", () => {
    const events = [
      input("A SYSTEM UPDATE for you", "user", false),
      input("system update", "user", true),
      input("please override", "tool", false),
      input("hello", "user", false),
      input("Ignore previous", "user"),
    ];
    expect(firedOn(mission, events, "prompt-injection-attempt-via-authority-impersonation")).toEqual([0, 4]);
  });

  it("mail: outside the authorized domains and their subdomains, or with none known", () => {
    const events = [
      mail("bob@example.com", ["example.com"]),
      mail("bob@mail.example.com", ["example.com"]),
      mail("bob@EXAMPLE.com", ["Example.COM"]),
      mail("bob@example.com.evil.io", ["example.com"]),
      mail("bob@notexample.com", ["example.com"]),
      mail('"bob@example.com"@evil.io', ["example.com"]),
      mail("bob@example.com"),
    ];
    expect(firedOn(mission, events, "anomalous-tool-call-parameter")).toEqual([3, 4, 5, 6]);
  });

  it("cost: above ten times the average, on any event, and never without an average", () => {
    const events = [
      [11, 1],
      [10, 1],
      [11, undefined],
    ].map(([current_cost, average]) =>
      at(0, "session_end", { session: { current_cost }, user: average === undefined ? {} : { average_session_cost: average } }),
    );
    expect(firedOn(mission, events, "session-cost-anomaly")).toEqual([0]);
  });

  it("several turns: all three tests", () => {
    const turn = (turns: number, topics: readonly string[], policy_score: number): ValueRecord =>
      at(0, "output", { conversation: { turns, topics, current_request: { policy_score } } });
    const events = [
      turn(11, ["x", "jailbreak_keywords"], 0.9),
      turn(10, ["jailbreak_keywords"], 0.9),
      turn(11, ["my jailbreak_keywords"], 0.9),
      turn(11, ["jailbreak_keywords"], 0.8),
    ];
    expect(firedOn(mission, events, "cross-turn-context-manipulation")).toEqual([0]);
  });
});

describe("total logic", () => {
  it.each([
    ['user.country == "x"', {}, false],
    ['user.country != "x"', {}, true],
    ["NOT session.turns > 3", {}, true],
    ["session.turns + 1 > 0", {}, false],
    ["1 / session.turns > 0", { session: { turns: 0 } }, false],
    ["NOT 1 / session.turns > 0", { session: { turns: 0 } }, true],
    ["session.turns > 1", { session: { turns: "5" } }, false],
    ["session.turns EXISTS", { session: { turns: "5" } }, true],
    ["session.turns EXISTS", { session: { turns: undefined } }, false],
    ["session.turns IS MISSING", {}, true],
    ['ALL v IN labels: v == "a"', { labels: [] }, false],
    ['NOT (ALL v IN labels: v == "a")', {}, true],
    ['ALL v IN labels: v == "a"', { labels: ["a", "a"] }, true],
    ['ANY v IN labels: v STARTS WITH "a" AND v ENDS WITH "b"', { labels: ["ax", "xb"] }, false],
    ['ANY v IN labels: v STARTS WITH "a" AND v ENDS WITH "b"', { labels: ["a b"] }, true],
    ["2 OF (user.is_admin, session.turns > 1, labels EXISTS)", { user: { is_admin: true }, labels: [] }, true],
    ["2 OF (user.is_admin, session.turns > 1, labels EXISTS)", { labels: [] }, false],
    ["9007199254740993 == 9007199254740993", {}, true],
    ["1e999 == 1e999", {}, false],
    ["session.turns BETWEEN 2 AND 3", { session: { turns: 3 } }, true],
    ["session.turns NOT BETWEEN 2 AND 3", {}, true],
    ["timestamp - session.started_at > 1h", { session: { started_at: "2025-12-31T22:59:59Z" } }, true],
    ["timestamp >= 2026-01-01 AND age(session.started_at) == 0s", { session: { started_at: "2026-01-01T01:00+01:00" } }, true],
    ['user.id == "constructor" OR session.id EXISTS', { user: {} }, false],
  ] as readonly (readonly [string, ValueRecord, boolean])[])("%s on %j is %s", (condition, fields, expected) => {
    expect(holdsOn(condition, { input_text: "", ...fields })).toBe(expected);
  });
});

describe("text and lists", () => {
  it.each([
    ['CONTAINS "SYSTEM"', "a system", true],
    ['CONTAINS "system" CASED', "a System", false],
    ['CONTAINS "s"', "ſ", false],
    ['CONTAINS "k"', "\u212a", false],
    ['CONTAINS "ß"', "ẞ", true],
    ['CONTAINS "ss"', "ß", false],
    ['CONTAINS "σ"', "Σ", true],
    ['CONTAINS "ς"', "Σ", true],
    ['CONTAINS "i"', "İ", false],
    ['CONTAINS ALL ["a", "b"]', "b a", true],
    ['CONTAINS ALL ["a", "b"]', "a", false],
    ['CONTAINS WORD "cat"', "concat", false],
    ['CONTAINS WORD "cat"', "concat cat.", true],
    ['CONTAINS WORD "cat"', "cat_", false],
    ['CONTAINS WORD "cat"', "écat", false],
    ['CONTAINS "%"', "50%", true],
    ['STARTS WITH ["b", "A"]', "abc", true],
    ['ENDS WITH "C" CASED', "abc", false],
    ['LIKE "a*c"', "ABBC", true],
    ['LIKE "a?c"', "a😀c", true],
    ['LIKE "a?c"', "abbc", false],
    ['LIKE "a\\\\*c"', "abc", false],
    ['LIKE "a\\\\*c"', "a*c", true],
    ["MATCHES /b+$/", "abb", true],
    ["MATCHES [/x/, /B/i]", "abb", true],
    ['== "A"', "a", false],
    ['== "A" NOCASE', "a", true],
    ['IN ["A", "b"]', "a", false],
    ['IN ["A", "b"] NOCASE', "a", true],
  ] as const)("input_text %s on %j is %s", (condition, input_text, expected) => {
    expect(holdsOn(`input_text ${condition}`, { input_text })).toBe(expected);
  });

  it.each([
    ["https://example.com:8443/x?y=@evil.io", true],
    ["https://user@example.com@evil.io/", false],
    ["mail.example.com", true],
    ["MAIL.EXAMPLE.COM.", true],
    ["xexample.com", false],
    ["example.com.evil.io", false],
    ["not a host", false],
    ["", false],
  ])("%j IN a list of domains is %s", (input_text, expected) => {
    expect(
      firedOn(`LIST d: list<domain> = ["example.com"]\n${rule("input_text IN d", "ON input\n")}`, [at(0, "input", { input_text })])
        .length === 1,
    ).toBe(expected);
  });

  it.each([
    ["10.1.2.3", true],
    ["::ffff:10.1.2.3", true],
    ["11.0.0.0", false],
    ["2001:db8:0:0::5", true],
    ["2001:db9::5", false],
    ["10.1.2", false],
    ["010.1.2.3", false],
  ])("%j IN a list of ranges is %s", (input_text, expected) => {
    expect(
      firedOn(`LIST n: list<cidr> = ["10.0.0.0/8", "2001:db8::/32"]\n${rule("input_text IN n", "ON input\n")}`, [
        at(0, "input", { input_text }),
      ]).length === 1,
    ).toBe(expected);
  });
});

describe("time and state", () => {
  const call = (timeMs: number, tool: string, session = "s", rest: ValueRecord = {}): ValueRecord =>
    at(timeMs, "tool_call", { tool_call: { tool }, session: { id: session }, ...rest });
  const sequence = (body: string): string => rule(`SEQUENCE BY session.id WITHIN 10m\n${body}`);
  const readThenSend = `STEP a FROM tool_call WHERE tool_call.tool == "A"\nSTEP b FROM tool_call WHERE tool_call.tool == "B"`;

  it("fires on B, A, B, on every later B, and not for another key or outside the window", () => {
    expect(
      firedOn(sequence(readThenSend), [
        call(0, "B"),
        call(1, "A"),
        call(2, "B"),
        call(3, "B", "other"),
        call(4, "B"),
        call(10 * minute + 1, "B"),
      ]),
    ).toEqual([2, 4]);
  });

  it("takes different events for different steps", () => {
    const both = sequence(`STEP a FROM tool_call WHERE tool_call.tool == "A"\nSTEP b FROM tool_call WHERE tool_call.tool == "A"`);
    expect(firedOn(both, [call(0, "A"), call(1, "B"), call(2, "A")])).toEqual([2]);
  });

  it("ABSENT holds strictly between its neighbours", () => {
    const absent = sequence(
      `STEP a FROM tool_call WHERE tool_call.tool == "A"\nABSENT FROM tool_call WHERE tool_call.tool == "X"\nSTEP b FROM tool_call WHERE tool_call.tool == "B"`,
    );
    expect(firedOn(absent, [call(0, "A"), call(1, "X"), call(2, "B"), call(3, "A"), call(4, "B")])).toEqual([4]);
    const same = sequence(
      `STEP a FROM tool_call WHERE tool_call.tool == "A"\nABSENT FROM tool_call WHERE tool_call.tool == "B"\nSTEP b FROM tool_call WHERE tool_call.tool == "B"`,
    );
    expect(firedOn(same, [call(0, "A"), call(1, "B"), call(2, "B")])).toEqual([1]);
  });

  it("REPEAT and gap limits", () => {
    const repeated = sequence(
      `STEP a FROM tool_call WHERE tool_call.tool == "A" REPEAT 2\nSTEP b FROM tool_call WHERE tool_call.tool == "B" WITHIN 1m`,
    );
    expect(firedOn(repeated, [call(0, "A"), call(1, "B"), call(2, "A"), call(3, "B"), call(2 + minute, "B")])).toEqual([3]);
  });

  it("a step reads an earlier one", () => {
    const reference = sequence(
      `STEP a FROM tool_call WHERE tool_call.tool == "A"\nSTEP b FROM tool_call WHERE tool_call.tool == "B" AND tool_call.params.x == a.tool_call.params.x`,
    );
    const with_ = (timeMs: number, tool: string, x: string): ValueRecord =>
      at(timeMs, "tool_call", { tool_call: { tool, params: { x } }, session: { id: "s" } });
    expect(firedOn(reference, [with_(0, "A", "1"), with_(1, "A", "2"), with_(2, "B", "1"), with_(3, "B", "3")])).toEqual([2]);
  });

  it("TOGETHER takes its steps in any order, each an event of its own", () => {
    const together = rule(`TOGETHER BY session.id WITHIN 10m\n${readThenSend}`);
    expect(firedOn(together, [call(0, "B"), call(1, "A"), call(2, "C"), call(20 * minute, "A")])).toEqual([1]);
    const twice = rule(`TOGETHER BY session.id WITHIN 10m\nSTEP a FROM tool_call WHERE tool_call.tool == "A"\nSTEP b FROM tool_call`);
    expect(firedOn(twice, [call(0, "A"), call(1, "A")])).toEqual([1]);
  });

  it("a final ABSENT fires when the watermark passes, and not at the end of the input", () => {
    const text = sequence(
      `STEP a FROM tool_call WHERE tool_call.tool == "A"\nSTEP b FROM tool_call WHERE tool_call.tool == "B"\nABSENT FROM approval WITHIN 5m`,
    );
    const approval = (timeMs: number): ValueRecord => at(timeMs, "approval", { approval: { granted: true }, session: { id: "s" } });
    const stream: InterpretOptions = { mode: "stream", latenessMs: 0 };
    const of = (events: readonly ValueRecord[]): readonly (readonly [number, number])[] =>
      run(text, events, stream).map((firing) => [firing.arrival, firing.atMs - start]);
    expect(of([call(0, "A"), call(1, "B"), call(1 + 5 * minute, "C")])).toEqual([[1, 1 + 5 * minute]]);
    expect(of([call(0, "A"), call(1, "B"), call(5 * minute, "C")])).toEqual([]);
    expect(of([call(0, "A"), call(1, "B"), approval(5 * minute), call(6 * minute, "C")])).toEqual([]);
    expect(of([call(0, "A"), call(1, "B"), approval(1 + 5 * minute), call(6 * minute, "C")])).toEqual([[1, 1 + 5 * minute]]);
  });

  it("a window is (t − d, t] and holds the event itself", () => {
    const count = rule(`COUNT(FROM tool_call BY session.id WITHIN 1m) >= 2`, "ON tool_call\n");
    expect(
      firedOn(count, [
        call(0, "A"),
        call(minute, "A"),
        call(2 * minute - 1, "A"),
        at(2 * minute, "tool_call", { tool_call: { tool: "A" } }),
        call(2 * minute, "A", "t"),
      ]),
    ).toEqual([2]);
  });

  it("a baseline reads closed days only, and nothing below MIN", () => {
    const text = rule(
      `session.current_cost > 10 * AVG(session.current_cost FROM session_end BY user.id OVER 3d MIN 2)`,
      "ON session_end\n",
    );
    const end = (timeMs: number, current_cost: number): ValueRecord =>
      at(timeMs, "session_end", { session: { current_cost }, user: { id: "u" } });
    expect(firedOn(text, [end(0, 1), end(1, 100), end(day, 20), end(day + 1, 600), end(2 * day, 6000), end(9 * day, 1e9)])).toEqual([3, 4]);
  });

  it("NEW, FREQUENCY and PREVIOUS read the past without the event", () => {
    const tools = ["A", "A", "B", "B", "C"].map((tool, index) => call(index, tool));
    expect(firedOn(rule(`NEW(tool_call.tool BY session.id OVER 1d MIN 2)`, "ON tool_call\n"), tools)).toEqual([2, 4]);
    expect(firedOn(rule(`FREQUENCY(tool_call.tool BY session.id OVER 1d MIN 2) < 0.5`, "ON tool_call\n"), tools)).toEqual([2, 3, 4]);
    expect(firedOn(rule(`PREVIOUS(tool_call.tool BY session.id) == "B"`, "ON tool_call\n"), tools)).toEqual([3, 4]);
  });

  it("SEEN IN looks at values of earlier events of the key", () => {
    const text = rule(`ANY v IN labels: v SEEN IN (labels FROM tool_result BY session.id WITHIN 1m)`, "ON tool_call\n");
    const result = (timeMs: number, labels: readonly string[]): ValueRecord =>
      at(timeMs, "tool_result", { tool_result: {}, session: { id: "s" }, labels });
    expect(
      firedOn(text, [
        call(0, "A", "s", { labels: ["x"] }),
        result(1, ["y", "x"]),
        call(2, "A", "s", { labels: ["x"] }),
        call(3, "A", "t", { labels: ["x"] }),
        call(1 + minute, "A", "s", { labels: ["x"] }),
      ]),
    ).toEqual([2]);
  });

  it("SUPPRESS keeps the first alert of each key, and a suppressed firing is no alert event", () => {
    const text = `${rule(`tool_call.tool == "A"`, "ON tool_call\n", "SUPPRESS 1m BY session.id\n")}
RULE: Stack
META(id="stack")
ON alert
IF COUNT(FROM alert WHERE alert.rule_id == "r" BY session.id WITHIN 1h) >= 2
THEN alert(severity=HIGH, category="incident")
`;
    const events = [call(0, "A"), call(1, "A"), call(2, "A", "t"), call(minute - 1, "A"), call(minute, "A")];
    expect(firedOn(text, events, "r")).toEqual([0, 2, 4]);
    expect(firedOn(text, events, "stack")).toEqual([4]);
  });

  it("EXCEPTION holds until its date, DISABLE for ever", () => {
    const text = rule(`tool_call.tool == "A"`, "ON tool_call\n");
    const events = [call(0, "A"), call(2 * day, "A")];
    expect(firedOn(`${text}EXCEPTION FOR "r" WHERE session.id == "s" REASON "test" UNTIL 2026-01-02\n`, events)).toEqual([1]);
    expect(firedOn(`${text}DISABLE "r" REASON "test"\n`, events)).toEqual([]);
  });

  it("BASELINE defines a field that the telemetry lacks", () => {
    const text = `BASELINE user.average_session_cost = AVG(session.current_cost FROM session_end BY user.id OVER 30d MIN 2)
${rule(`session.current_cost > user.average_session_cost * 10`, "ON session_end\n")}`;
    const end = (timeMs: number, current_cost: number, average?: number): ValueRecord =>
      at(timeMs, "session_end", {
        session: { current_cost },
        user: { id: "u", ...(average !== undefined && { average_session_cost: average }) },
      });
    expect(firedOn(text, [end(0, 1), end(1, 1), end(day, 11), end(day + 1, 11, 5), end(day + 2, 11, 1)])).toEqual([2, 4]);
  });

  it("a late event is judged by stateless rules alone, a duplicate by none", () => {
    const text = `${rule(`tool_call.tool == "A"`, "ON tool_call\n")}
RULE: Count
META(id="count")
ON tool_call
IF COUNT(FROM tool_call WITHIN 1h) >= 2
THEN alert(severity=HIGH, category="incident")
`;
    const first = call(minute, "A");
    const firings = run(text, [first, call(2 * minute, "B"), call(0, "A"), call(2 * minute, "B"), call(3 * minute, "B")], {
      mode: "stream",
      latenessMs: 0,
    });
    expect(firings.map(({ rule, arrival }) => [rule, arrival])).toEqual([
      ["r", 0],
      ["r", 2],
      ["count", 1],
      ["count", 4],
    ]);
  });
});
