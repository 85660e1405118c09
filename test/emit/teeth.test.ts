/** What the comparison of module and plan would notice: a mistake in any part of what is written down. */
import { describe, expect, it } from "vitest";
import { detect } from "../../src/detect/detect.ts";
import { check } from "../property/compare.ts";
import { emit, runModule } from "./run-module.ts";

const text = `LIST wanted = ["first words", "other words", "last words"]
DEFINE named(t: text) = t CONTAINS wanted
RULE: One
META(id="one", tags=["a"])
ON tool_call
IF named(tool_call.params["text"])
AND NOT tool_call.tool IN ["x", "y", "z"]
AND user.id == "u"
THEN alert(severity=HIGH, category="prompt_injection", confidence=0.5)
RULE: Many
META(id="many")
ON tool_call
IF COUNT(FROM tool_call WHERE tool_call.tool == "many" BY user.id WITHIN 1h) >= 2
THEN alert(severity=LOW, category="prompt_injection")
SUPPRESS 30m BY session.id
RULE: Then
META(id="then")
IF SEQUENCE BY user.id WITHIN 10m
  STEP first FROM tool_call WHERE tool_call.tool == "first"
  STEP last FROM tool_call WHERE tool_call.tool == "last" WITHIN 5m
THEN alert(severity=LOW, category="prompt_injection")
`;

const minute = 60_000;
const events = [
  { tool: "t", params: { text: "some OTHER words" } },
  { tool: "y", params: { text: "other words" } },
  { tool: "first" },
  { tool: "many", by: "another" },
  { tool: "many" },
  { tool: "last" },
  { tool: "many" },
  { tool: "many", params: { text: "words" } },
].map(({ by = "u", ...tool_call }: { readonly tool: string; readonly by?: string; readonly params?: { readonly text: string } }, at) => ({
  event_type: "tool_call",
  event_id: `e${at}`,
  timestamp: at * minute,
  user: { id: by },
  session: { id: "s" },
  tool_call,
}));

const { plan, errors } = check(text);
const { javascript } = emit(plan, text);
const expected = JSON.stringify(
  judgeAll(detect(plan, { textOf: ({ file, start, end }) => (file === "rules.aidr" ? text.slice(start, end) : "") })),
);

function judgeAll(detector: { readonly judge: (event: (typeof events)[number]) => unknown }): unknown {
  return events.map((event) => detector.judge(event));
}

/** A mistake that emitting could make, as an edit of the module. */
const mistakes: readonly (readonly [string, RegExp, string])[] = [
  ["another word", /"contains"/, '"starts-with"'],
  ["all for any", /"any", "fold"/, '"all", "fold"'],
  ["case counts", /"any", "fold"/, '"any"'],
  ["a lost NOT", /not\((at\(\d+, \d+\)), ([\s\S]*?\))\),\n/, "$2,\n"],
  ["a place in the text", /at\(0, (\d+)\)/, "at(1, $1)"],
  ["the place of a step", /span: at\(33/, "span: at(34"],
  ["another field", /field\("string", "user", "id"\)/, 'field("string", "session", "id")'],
  ["another type of a field", /field\("string", "user", "id"\)/, 'field("number", "user", "id")'],
  ["what wakes", /keys: "[^"]*"/, 'keys: "never seen"'],
  ["what is asked first", /asks: \[\{ subject: userId, values: \["u"\] \}\]/, 'asks: [{ subject: userId, values: ["v"] }]'],
  ["a phrase", /"other words"/, '"other word s"'],
  ["confidence", /confidence: value\(0\.5\)/, "confidence: value(0.6)"],
  ["severity", /severity: "HIGH"/, 'severity: "LOW"'],
  ["tags", /tags: \["a"\]/, 'tags: ["b"]'],
  ["meaning", /meaning: "./, 'meaning: "x'],
  ["a window", /withinMs: 3_600_000/, "withinMs: 1000"],
  ["a gap", /gapMs: 300_000/, "gapMs: 1000"],
  ["a bound", /"greater-equal",\s+value\(2\)/, '"greater-equal", value(3)'],
  ["a key", /by: \[userId\],\n\s+statistic/, "statistic"],
  ["steps in another order", /name: "first"/, 'name: "second"'],
  ["suppression", /durationMs: 1_800_000/, "durationMs: 1"],
];

describe("module and plan", () => {
  it("agree on the events of this test, which fire every rule", () => {
    expect(errors.map((error) => error.message)).toEqual([]);
    expect(JSON.stringify(judgeAll(runModule(javascript).createDetector()))).toBe(expected);
    for (const id of ["one", "many", "then"]) expect(expected).toContain(`"rule_id":"${id}"`);
  });

  it.each(mistakes)("differ by %s", (_, written, wrong) => {
    const mutant = javascript.replace(written, wrong);
    expect(mutant).not.toBe(javascript);
    expect(JSON.stringify(judgeAll(runModule(mutant).createDetector()))).not.toBe(expected);
  });
});
