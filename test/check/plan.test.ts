import { describe, expect, it } from "vitest";
import { showCondition, showPredicate } from "../../src/ir/show.ts";
import { checkCondition, checkText, onlyRule, said, type Options } from "./check-text.ts";

const alert = 'THEN alert(severity=LOW, category="policy_violation")';

function planOf(condition: string, options?: Options & { readonly on?: string }): string {
  return showCondition(onlyRule(checkCondition(condition, options)).condition, 1000);
}

describe("a condition's plan", () => {
  const cases: readonly (readonly [string, string])[] = [
    ['input_text CONTAINS "a"', '(contains fold input_text "a")'],
    ['input_text CONTAINS ["a", "b"] CASED', '(contains any input_text (list "a" "b"))'],
    ['input_text CONTAINS ALL WORD ["a", "b"]', '(contains-word all fold input_text (list "a" "b"))'],
    ['conversation.topics CONTAINS ["a"]', '(has-element any conversation.topics? (list "a"))'],
    ['user.id != "a"', '(not (equal user.id? "a"))'],
    ["session.turns NOT BETWEEN 1 AND 5", "(not (and (greater-equal session.turns? 1) (less-equal session.turns? 5)))"],
    ["user.id IS MISSING", "(not (exists user.id?))"],
    ["user.id IN user.authorized_email_domains", "(in-domains fold user.id? user.authorized_email_domains?)"],
    ['user.id IN ["a"] NOCASE', '(in-list fold user.id? (list "a"))'],
    ['tool_call.params.x CONTAINS "a"', '(or (contains fold tool_call.params.x? "a") (has-element tool_call.params.x? "a"))'],
    ["age(session.started_at) > 1h", "(greater (subtract timestamp session.started_at?) 1h)"],
    ['SCORE("pi", input_text) > 0.5', "(greater scores.pi.input_text? 0.5)"],
    ["ANY v IN user.groups: v == user.id", "(some v user.groups? (equal v user.id?))"],
    [
      "2 OF (user.is_admin, session.turns > 1, session.turns > 2)",
      "(at-least 2 (holds user.is_admin?) (greater session.turns? 1) (greater session.turns? 2))",
    ],
    ["COUNT(FROM tool_call BY user.id WITHIN 1h) >= 5", "(greater-equal (count (within 1h) (from tool_call) (by user.id?)) 5)"],
    ["COUNT(user.id FROM input WITHIN 1h) >= 5", "(greater-equal (count (within 1h) (from input) (where (exists user.id?))) 5)"],
    [
      "ZSCORE(session.turns FROM session_end BY user.id OVER 30d) > 3",
      "(greater (divide (subtract session.turns? (avg session.turns? (over 30d) (min 5) (from session_end) (by user.id?))) (stddev session.turns? (over 30d) (min 5) (from session_end) (by user.id?))) 3)",
    ],
    [
      "user.id SEEN IN (user.id FROM output BY session.id WITHIN 1h)",
      "(in-list user.id? (seen user.id? (within 1h) (from output) (by session.id?)))",
    ],
  ];
  for (const [condition, plan] of cases) it(condition, () => expect(planOf(condition)).toBe(plan));

  it("counts no further than a comparison asks", () => {
    const enough = (condition: string) => {
      const { condition: when } = onlyRule(checkCondition(condition));
      if (when.kind !== "when" || when.predicate.kind !== "test" || when.predicate.subject.kind !== "aggregate")
        throw new Error("not a count");
      return when.predicate.subject.enough;
    };
    expect(enough("COUNT(FROM input WITHIN 1h) >= 5")).toBe(5);
    expect(enough("COUNT(FROM input WITHIN 1h) > 5")).toBe(6);
    expect(enough("COUNT(FROM input WITHIN 1h) == 5")).toBe(6);
    expect(enough("COUNT(FROM input WITHIN 1h) < 5")).toBe(5);
    expect(enough("COUNT(FROM input WITHIN 1h) > session.turns")).toBeUndefined();
  });
});

describe("event types without ON", () => {
  const on = (condition: string) => onlyRule(checkCondition(condition)).on;
  it("are those that have every field read", () => expect(on('input_text CONTAINS "x"')).toEqual(["input"]));
  it("are all types that have it", () =>
    expect(on("input_tokens > 5")).toEqual(["input", "output"].filter((type) => on("input_tokens > 5").includes(type))));
  it("are any for context alone, without alert and engine", () => {
    const types = on("user.is_admin");
    expect(types).toContain("input");
    expect(types).not.toContain("alert");
    expect(types).not.toContain("engine");
  });
  it("look into definitions", () =>
    expect(onlyRule(checkText(`DEFINE long() = length(output_text) > 5\nRULE: A\nIF long()\n${alert}`)).on).toEqual(["output"]));
  it("do not count what state terms read from other types", () =>
    expect(on('COUNT(FROM tool_call WHERE tool_call.tool == "x" BY user.id WITHIN 1h) > 3 AND input_text CONTAINS "x"')).toEqual([
      "input",
    ]));
});

describe("narrowing by a tool catalog", () => {
  const tools = JSON.stringify({
    tools: [
      {
        name: "send_email",
        inputSchema: {
          type: "object",
          properties: { recipient: { type: "string" }, copies: { type: "integer" } },
          required: ["recipient"],
          additionalProperties: false,
        },
      },
      {
        name: "read_file",
        inputSchema: { type: "object", properties: { path: { type: "string" } }, required: ["path"], additionalProperties: false },
      },
    ],
  });
  it("types the parameters of the tool that an earlier part names", () => {
    expect(said(checkCondition('tool_call.tool == "send_email" AND tool_call.params.copies > 3', { tools }))).toEqual([]);
    expect(said(checkCondition('tool_call.tool == "send_email" AND tool_call.params.recipent == "a"', { tools }))).toEqual([
      "AIDR2003 recipent",
    ]);
    expect(said(checkCondition('tool_call.tool == "send_email" AND tool_call.params.copies CONTAINS "a"', { tools }))).toEqual([
      "AIDR2036 tool_call.params.copies",
    ]);
  });
  it("does not reach backwards, or out of an OR", () => {
    expect(said(checkCondition('tool_call.params.anything == "a" AND tool_call.tool == "send_email"', { tools }))).toEqual([]);
    expect(
      said(
        checkCondition('(tool_call.tool == "send_email" OR tool_call.tool STARTS WITH "x") AND tool_call.params.anything == "a"', {
          tools,
        }),
      ),
    ).toEqual([]);
  });
});

describe("parameters, lists and definitions", () => {
  it("take a configured value of their type", () => {
    const text = `PARAM limit = 5\nRULE: A\nIF session.turns > limit\n${alert}`;
    const plan = (params: Options["params"]) => showCondition(onlyRule(checkText(text, params ? { params } : {})).condition);
    expect(plan(undefined)).toBe("(greater session.turns? 5)");
    expect(plan(new Map([["limit", "7"]]))).toBe("(greater session.turns? 7)");
    expect(said(checkText(text, { params: new Map([["limit", "many"]]) }))).toEqual(["AIDR2053 limit"]);
  });
  it("are inlined with their arguments", () => {
    const text = `LIST bad = ["a"]\nDEFINE risky(tool: string, least: number) = tool IN bad AND session.turns > least\nRULE: A\nON tool_call\nIF risky(tool_call.tool, 3)\n${alert}`;
    expect(showCondition(onlyRule(checkText(text)).condition)).toBe(
      "(and (in-list tool_call.tool (list bad 1 values)) (greater session.turns? 3))",
    );
  });
  it("are extended from elsewhere", () => {
    const text = `IMPORT bad FROM "./lists.aidr"\nRULE: A\nIF user.id IN bad\n${alert}\nEXTEND LIST bad = ["c"]`;
    const { condition } = onlyRule(checkText(text, { files: { "./lists.aidr": 'LIST bad = ["a", "b"]' } }));
    expect(showCondition(condition)).toBe("(in-list user.id? (list bad 3 values))");
  });
});

describe("tuning", () => {
  it("keeps exceptions beside the condition, until the end of their last day", () => {
    const rule = onlyRule(
      checkText(`RULE: A\nIF user.is_admin\n${alert}\nEXCEPTION FOR "a" WHERE user.id == "x" REASON "drill" UNTIL 2027-01-31`),
    );
    expect(rule.exceptions.map((one) => [showPredicate(one.unless), one.reason, one.untilMs])).toEqual([
      ['(equal user.id? "x")', "drill", Date.UTC(2027, 1, 1)],
    ]);
  });
  it("reports an exception that has ended, when it is told the day", () => {
    const text = `RULE: A\nIF user.is_admin\n${alert}\nEXCEPTION FOR "a" WHERE user.id == "x" REASON "drill" UNTIL 2027-01-31`;
    expect(said(checkText(text, { todayMs: Date.UTC(2027, 0, 31, 23) }))).toEqual([]);
    expect(said(checkText(text, { todayMs: Date.UTC(2027, 1, 1) }))).toEqual(["AIDR2055 2027-01-31"]);
    expect(said(checkText(text))).toEqual([]);
  });
  it("leaves out a disabled rule and says so", () => {
    const { plan } = checkText(`RULE: A\nIF user.is_admin\n${alert}\nDISABLE "a" REASON "elsewhere"`);
    expect(plan.rules).toEqual([]);
    expect(plan.disabled).toEqual([{ id: "a", reason: "elsewhere" }]);
  });
  it("ignores advice that a comment answers, and no errors", () => {
    expect(said(checkText(`# aidr-ignore negation-on-optional: absent means no\nRULE: A\nIF NOT user.is_admin\n${alert}`))).toEqual([]);
    expect(said(checkText(`# aidr-ignore unknown-field: no\nRULE: A\nIF NOT user.is_admn\n${alert}`))).toEqual(["AIDR2003 is_admn"]);
  });
});

describe("a rule's meaning", () => {
  const meaning = (text: string) => onlyRule(checkText(text)).meaning;
  const base = `RULE: A\nIF user.is_admin AND session.turns > 3\n${alert}`;
  it("does not change with layout, comments and metadata", () => {
    expect(meaning(`# note\nRULE: A\nMETA(author="me")\nIF user.is_admin   AND session.turns > 3\n${alert}`)).toBe(meaning(base));
  });
  it("changes with an operator, a bound, an exception", () => {
    const others = [base.replace(">", ">="), base.replace("3", "4"), `${base}\nEXCEPTION FOR "a" WHERE user.id == "x" REASON "r"`];
    expect(new Set([base, ...others].map(meaning)).size).toBe(4);
  });
});

describe("layers", () => {
  it("put a rule above those whose alerts it reads", () => {
    const text = [
      `RULE: Low\nIF user.is_admin\n${alert}`,
      'RULE: Stack\nON alert\nIF alert.category != "incident" AND SUM(alert.risk FROM alert WHERE alert.category != "incident" BY user.id WITHIN 1h) >= 100\nTHEN alert(severity=HIGH, category="incident")',
      'RULE: Top\nON alert\nIF alert.rule_id == "stack"\nTHEN alert(severity=HIGH, category="incident")',
    ].join("\n");
    const checked = checkText(text);
    expect(said(checked).filter((one) => !one.startsWith("AIDR2052"))).toEqual([]);
    expect(checked.plan.rules.map((rule) => [rule.id, rule.layer])).toEqual([
      ["low", 0],
      ["stack", 1],
      ["top", 2],
    ]);
  });
});
