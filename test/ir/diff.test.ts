/** What differs between two plans: meaning and not layout, and each kind of difference by itself. */
import { describe, expect, test } from "vitest";
import { type Differences, diffPlans, type RuleChange } from "../../src/ir/diff.ts";
import { checkText } from "../check/check-text.ts";

const rule = `RULE: Words
META(id="words", description="Says words.", tags=["owasp:LLM01"])
ON input
IF input_text CONTAINS ["alpha", "beta"] AND conversation.turns > 10
THEN alert(severity=HIGH, category="prompt_injection")
`;

function diff(before: string, after: string): readonly RuleChange[] {
  const [old, now] = [checkText(before), checkText(after)];
  expect([...old.diagnostics, ...now.diagnostics].filter((one) => one.severity === "error")).toEqual([]);
  return diffPlans(old.plan, now.plan).changes;
}
/** What differs when one text stands for another in the rule. */
function changed(from: string, to: string, text = rule): Differences | undefined {
  expect(text).toContain(from);
  const [change] = diff(text, text.replace(from, to));
  return change?.kind === "changed" ? change : undefined;
}

describe("what is no difference", () => {
  test.each([
    ["layout and comments", "\nIF", "\n\n# why\nIF"],
    ["the order of a list", '["alpha", "beta"]', '["beta", "alpha"]'],
    [
      "the order of conditions",
      'input_text CONTAINS ["alpha", "beta"] AND conversation.turns > 10',
      'conversation.turns > 10 AND input_text CONTAINS ["alpha", "beta"]',
    ],
    ["a double negation", "conversation.turns > 10", "NOT NOT conversation.turns > 10"],
  ])("%s", (_what, from, to) => expect(diff(rule, rule.replace(from, to))).toEqual([]));
});

describe("meaning", () => {
  test("a bound: the line that is gone and the one that is new", () => {
    expect(changed("> 10", "> 11")).toMatchObject({
      firing: [
        { sign: "-", line: "    conversation.turns is more than 10" },
        { sign: "+", line: "    conversation.turns is more than 11" },
      ],
      lists: [],
      verdict: [],
      metadata: [],
      cost: [],
    });
  });
  test("entries of a named list", () => {
    const named = `LIST words: list<string> = ["one", "two"]\n${rule.replace('["alpha", "beta"]', "words")}`;
    expect(changed('"two"]', '"three", "four"]', named)?.lists).toEqual([
      { name: "words", added: ['"three"', '"four"'], removed: ['"two"'] },
    ]);
    expect(changed('"two"]', '"twos"]', named)?.firing).toEqual([]);
  });
  test("what a definition or parameter means, where its rule did not change", () => {
    const defined = `PARAM most = 10\n${rule.replace("> 10", "> most")}`;
    expect(changed("PARAM most = 10", "PARAM most = 12", defined)?.firing.length).toBe(2);
  });
  test("SUPPRESS, event types and windows", () => {
    expect(
      changed('category="prompt_injection")', 'category="prompt_injection")\nSUPPRESS 1h BY user.id')?.firing.map((one) => one.sign),
    ).toEqual(["+"]);
    const counting =
      'RULE: C\nMETA(id="c")\nON auth\nIF COUNT(BY user.id WITHIN 1h) >= 5\nTHEN alert(severity=LOW, category="policy_violation")\n';
    const window = changed("WITHIN 1h", "WITHIN 2h", counting);
    expect([window?.firing.length, window?.cost]).toEqual([
      2,
      [{ what: "keeps", before: "count within 1h: at most 5 entries a key", after: "count within 2h: at most 5 entries a key" }],
    ]);
  });
});

describe("the rest", () => {
  test("severity and risk are the verdict's, not the meaning's", () => {
    const change = changed("severity=HIGH", "severity=LOW");
    expect(change).toMatchObject({ firing: [], metadata: [], cost: [] });
    expect(change?.verdict).toEqual([
      { what: "severity", before: "HIGH", after: "LOW" },
      { what: "risk", before: "60", after: "20" },
    ]);
  });
  test("metadata", () => {
    const change = changed('tags=["owasp:LLM01"]', 'tags=["owasp:LLM02"], author="me"');
    expect(change).toMatchObject({ firing: [], verdict: [], cost: [] });
    expect(change?.metadata).toEqual([
      { what: "author", before: "", after: "me" },
      { what: "tags", before: "owasp:LLM01", after: "owasp:LLM02" },
    ]);
  });
  test("an action that is added", () => {
    expect(
      changed('category="prompt_injection")', 'category="prompt_injection"), preserve_transcript(session=session.id)')?.verdict.map(
        (one) => one.what,
      ),
    ).toEqual(["actions"]);
  });
  test("cost alone: another way to say the same", () => {
    const pattern = rule.replace("conversation.turns > 10", "input_text MATCHES /a+b/");
    expect(changed("/a+b/", "/a+c/", pattern)?.cost.map((one) => one.what)).toEqual(["patterns"]);
  });
});

describe("rules that come and go", () => {
  const other = rule.replace("Words", "Others").replace('id="words"', 'id="others"').replace("> 10", "> 99");
  test("added, removed and renamed", () => {
    expect(diff(rule, rule + other)).toMatchObject([{ kind: "added", rule: { id: "others" } }]);
    expect(diff(rule + other, rule)).toMatchObject([{ kind: "removed", rule: { id: "others" } }]);
    expect(diff(rule, rule.replace('id="words"', 'id="phrases"'))).toMatchObject([
      { kind: "renamed", before: { id: "words" }, rule: { id: "phrases" } },
    ]);
  });
  test("disabled and enabled, and an exception", () => {
    const off = `DISABLE "words" REASON "the gateway does it"\n${rule}`;
    expect(diff(rule, off)).toEqual([{ kind: "disabled", id: "words", reason: "the gateway does it" }]);
    expect(diff(off, rule)).toEqual([{ kind: "enabled", id: "words", reason: "the gateway does it" }]);
    const [change] = diff(rule, `EXCEPTION FOR "words" WHERE user.id == "u" REASON "test account"\n${rule}`);
    expect(change?.kind === "changed" && change.firing.map((one) => one.line.trim())).toEqual([
      "except, because: test account",
      'user.id is "u"',
    ]);
  });
});
