import { describe, expect, it } from "vitest";
import { checkCondition, checkText, said } from "./check-text.ts";

const alert = 'THEN alert(severity=LOW, category="policy_violation")';

/** Condition, then what is said about it: code and the smallest wrong text. */
const conditions: readonly (readonly [string, readonly string[]])[] = [
  // Names
  ['input_txt CONTAINS "x"', ["AIDR2003 input_txt"]],
  ['tool_call.tol == "x"', ["AIDR2003 tol"]],
  ["user.is_admn", ["AIDR2003 is_admn"]],
  ['input_text CONTAINS "x" AND tool_call.tool == "y"', ['AIDR2002 input_text CONTAINS "x" AND tool_call.tool == "y"']],
  ['lowr(input_text) == "x"', ["AIDR2004 lowr"]],
  ['lower() == "x"', ["AIDR2007 lower()"]],
  ['lower(input_text, input_text) == "x"', ["AIDR2008 input_text"]],
  ['hour_of(timestamp, zon="UTC") == 1', ["AIDR2006 zon"]],
  // Types
  ["input_text == 5", ["AIDR2032 =="]],
  ["session.current_cost > input_tokens", ["AIDR2033 >"]],
  ["session.current_cost + input_tokens > 1", ["AIDR2033 +"]],
  ['input_text < "x"', ["AIDR2034 input_text"]],
  ['input_text IN "abc"', ['AIDR2035 "abc"']],
  ['session.turns CONTAINS "1"', ["AIDR2036 session.turns"]],
  ["input_text + 1 == 2", ["AIDR2037 +"]],
  ["session.turns == 1 NOCASE", ["AIDR2038 session.turns == 1 NOCASE"]],
  ['input_text MATCHES "abc"', ['AIDR2039 "abc"']],
  ["session.tool_calls MATCHES /^[3-9]/", ["AIDR2036 session.tool_calls"]],
  ["input_text", ["AIDR2031 input_text"]],
  ['input_source == "user" OR "tool"', ['AIDR2031 "tool"']],
  ["session.turns", ["AIDR2031 session.turns"]],
  ["ANY v IN input_text: v == 1", ["AIDR2035 input_text"]],
  ["input_text[0] == 1", ["AIDR2049 0"]],
  ["timestamp > 5", ["AIDR2032 >"]],
  ["timestamp - PREVIOUS(timestamp BY user.id) > 5", ["AIDR2032 >"]],
  ["input_text LIKE lower(input_text)", ["AIDR2045 lower(input_text)"]],
  ["session.turns == 1e999", ["AIDR2046 1e999"]],
  ['input_text IN [1, "a"]', ['AIDR2044 "a"']],
  // Patterns
  ["input_text MATCHES /(?=a)b/", ["AIDR2040 (?="]],
  ["input_text MATCHES /(?:a )+\\1/", ["AIDR2040 \\1"]],
  ["input_text MATCHES /a[/", ["AIDR1007 /a[/"]],
  ["input_text MATCHES /(a+)+$/", []],
  ["input_text MATCHES /(\\pL{0,500}){0,2}(\\pL{0,500}){0,2}x/", ["AIDR2041 /(\\pL{0,500}){0,2}(\\pL{0,500}){0,2}x/"]],
  // Verdicts
  ['tool_call.tool == "a" AND tool_call.tool == "b"', ['AIDR2050 tool_call.tool == "b"']],
  ['tool_call.tool IN ["a", "b"] AND tool_call.tool IN ["c"]', ['AIDR2050 tool_call.tool IN ["c"]']],
  ['input_source == "usr"', ['AIDR2050 "usr"']],
  ['input_source IN ["user", "nobody"]', ['AIDR2050 "nobody"']],
  ["session.turns > 5 AND session.turns < 3", ["AIDR2050 session.turns < 3"]],
  ["session.turns BETWEEN 5 AND 1", ["AIDR2050 session.turns BETWEEN 5 AND 1"]],
  ["user.id IS MISSING AND user.id EXISTS", ["AIDR2050 user.id IS MISSING"]],
  ['user.id IS MISSING AND user.id == "a"', ["AIDR2050 user.id IS MISSING"]],
  ['input_text CONTAINS "x" OR (input_source == "user" AND input_source == "tool")', ['AIDR2050 input_source == "tool"']],
  ['(tool_call.tool == "a" OR tool_call.tool != "a")', ['AIDR2051 tool_call.tool == "a" OR tool_call.tool != "a"']],
  ["NOT user.is_admin", ["AIDR2052 NOT user.is_admin"]],
  ['user.country != "DE"', ['AIDR2052 user.country != "DE"']],
  ["user.is_admin EXISTS AND NOT user.is_admin", []],
  ["NOT user.is_admin AND user.is_admin EXISTS", []],
  ['user.id NOT IN ["a"] AND user.id == "b"', []],
  // State
  ["COUNT(WITHIN 1h) >= 5", []],
  ["COUNT(BY user.id) >= 5", ["AIDR2071 COUNT"]],
  ["NEW(user.id WITHIN 1h)", ["AIDR2070 NEW"]],
  ["SUM(DISTINCT session.turns WITHIN 1h) > 1", ["AIDR2070 SUM"]],
  ["PERCENTILE(session.turns OVER 30d) > 1", ["AIDR2071 PERCENTILE"]],
  ["PERCENTILE(session.turns, 101 OVER 30d) > 1", ["AIDR2076 101"]],
  ["MAX(session.turns OVER 30d) > 1", ["AIDR2070 MAX"]],
  ["COUNT(WITHIN 5) > 1", ["AIDR2045 5"]],
  ["SUM(user.id WITHIN 1h) > 1", ["AIDR2030 user.id"]],
  ["COUNT(FROM tool_cal WITHIN 1h) > 1", ["AIDR2001 tool_cal"]],
  ["ANY g IN user.groups: COUNT(FROM tool_call WHERE tool_call.tool == g BY user.id WITHIN 1h) > 3", ["AIDR2073 g"]],
  [
    "ANY a IN user.groups: ANY b IN user.groups: ANY c IN user.groups: a == c AND b == c",
    ["AIDR2085 ANY c IN user.groups: a == c AND b == c"],
  ],
  ["3 OF (user.is_admin, user.is_admin)", ["AIDR2083 3"]],
];

describe("a condition's mistakes", () => {
  for (const [condition, expected] of conditions) {
    it(condition, () => {
      expect(said(checkCondition(condition))).toEqual(expected);
    });
  }
});

describe("suggestions", () => {
  const helpOf = (condition: string) => checkCondition(condition).diagnostics.flatMap((one) => one.help);
  it("names the nearest field", () => expect(helpOf('input_txt CONTAINS "x"')).toContain("did you mean `input_text`?"));
  it("names the nearest value of an enum", () => expect(helpOf('input_source == "usr"')).toContain("did you mean `user`?"));
  it("says how a duration is written", () => expect(helpOf("timestamp - timestamp > 5")[0]).toMatch(/30s/));
  it("says which types have the field", () => {
    const checked = checkCondition("tool_call.params.url EXISTS", { on: "input" });
    expect(said(checked)).toEqual(["AIDR2003 tool_call"]);
    expect(checked.diagnostics[0]?.help[0]).toContain("`tool_call`");
  });
});

describe("a rule's mistakes", () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ["unknown action", 'RULE: A\nIF user.is_admin\nTHEN alrt(severity=LOW, category="incident")', ["AIDR2005 alrt"]],
    ["unknown category", 'RULE: A\nIF user.is_admin\nTHEN alert(severity=LOW, category="incidnt")', ['AIDR2009 "incidnt"']],
    ["missing argument", "RULE: A\nIF user.is_admin\nTHEN alert(severity=LOW)", ["AIDR2007 alert(severity=LOW)"]],
    [
      "no alerting action",
      "RULE: A\nIF user.is_admin\nTHEN preserve_transcript(session=session.id)",
      ["AIDR2080 preserve_transcript(session=session.id)"],
    ],
    ["unknown playbook", `RULE: A\nIF user.is_admin\n${alert}, playbook("nothing like it")`, ['AIDR2014 "nothing like it"']],
    ["duplicate id", `RULE: Same\nIF user.is_admin\n${alert}\nRULE: same\nIF user.is_admin\n${alert}`, ["AIDR2020 same"]],
    ["bad id", `RULE: A\nMETA(id="Has Blank")\nIF user.is_admin\n${alert}`, ['AIDR2022 "Has Blank"']],
    ["unknown meta key", `RULE: A\nMETA(sevrity="x")\nIF user.is_admin\n${alert}`, ["AIDR2011 sevrity"]],
    ["bad meta value", `RULE: A\nMETA(status="final")\nIF user.is_admin\n${alert}`, ['AIDR2012 "final"']],
    ["unknown technique", `RULE: A\nMETA(tags=["atlas:AML.T9951"])\nIF user.is_admin\n${alert}`, ['AIDR2010 "atlas:AML.T9951"']],
    [
      "words behind a technique",
      `RULE: A\nMETA(tags=["atlas:AML.T0053 - Tools"])\nIF user.is_admin\n${alert}`,
      ['AIDR2010 "atlas:AML.T0053 - Tools"'],
    ],
    ["unknown event type", `RULE: A\nON inputs\nIF user.is_admin\n${alert}`, ["AIDR2001 inputs"]],
    ["list twice", `LIST a = ["x"]\nLIST a = ["y"]\nRULE: A\nIF user.id IN a\n${alert}`, ["AIDR2019 a"]],
    ["list with a field's name", `LIST input_text = ["x"]\nRULE: A\nIF user.id IN ["a"]\n${alert}`, ["AIDR2021 input_text"]],
    ["list without a type", `LIST a = []\nRULE: A\nIF user.id IN a\n${alert}`, ["AIDR2043 a"]],
    [
      "not a domain",
      `LIST a: list<domain> = ["*.example.com", "ok.example"]\nRULE: A\nIF user.id IN a\n${alert}`,
      ['AIDR2042 "*.example.com"'],
    ],
    ["not a network", `LIST a: list<cidr> = ["10.0.0.0/33"]\nRULE: A\nON auth\nIF auth.ip IN a\n${alert}`, ['AIDR2042 "10.0.0.0/33"']],
    ["unknown import", `IMPORT nope FROM "./b.aidr"\nRULE: A\nIF user.is_admin\n${alert}`, ['AIDR2015 "./b.aidr"']],
    ["unknown type", `LIST a: list<strin> = ["x"]\nRULE: A\nIF user.id IN a\n${alert}`, ["AIDR2018 strin"]],
    [
      "definition that calls itself",
      `DEFINE f(x: string) = g(x)\nDEFINE g(x: string) = f(x)\nRULE: A\nIF f(user.id)\n${alert}`,
      ["AIDR2060 f", "AIDR2060 g"],
    ],
    ["exception for no rule", `RULE: A\nIF user.is_admin\n${alert}\nEXCEPTION FOR "b" WHERE user.is_admin REASON "x"`, ['AIDR2013 "b"']],
    ["extending no list", `RULE: A\nIF user.is_admin\n${alert}\nEXTEND LIST nope = ["x"]`, ["AIDR2017 nope"]],
    [
      "sequence with ON",
      `RULE: A\nON input\nIF SEQUENCE BY user.id WITHIN 1h\n  STEP one FROM input\n  STEP two FROM output\n${alert}`,
      ["AIDR2078 input"],
    ],
    [
      "step named as a field",
      `RULE: A\nIF SEQUENCE BY user.id WITHIN 1h\n  STEP input_text FROM input\n  STEP two FROM output\n${alert}`,
      ["AIDR2021 input_text"],
    ],
    [
      "aggregate in an action",
      'DEFINE many() = COUNT(FROM input WITHIN 1h)\nRULE: A\nIF user.is_admin\nTHEN alert(severity=LOW, category="incident", confidence=many())',
      ["AIDR2075 COUNT"],
    ],
    [
      "baseline of no context field",
      `BASELINE tool_call.cost = AVG(session.turns FROM session_end BY user.id OVER 30d)\nRULE: A\nIF user.is_admin\n${alert}`,
      ["AIDR2084 tool_call.cost"],
    ],
    [
      "baseline without FROM",
      `BASELINE user.average_session_cost = AVG(session.current_cost BY user.id OVER 30d)\nRULE: A\nIF user.is_admin\n${alert}`,
      ["AIDR2072 AVG"],
    ],
    [
      "step that contradicts its type",
      `RULE: A\nIF SEQUENCE BY user.id WITHIN 1h\n  STEP a FROM input WHERE event_type == "output"\n  STEP b FROM input\n${alert}`,
      ['AIDR2050 event_type == "output"'],
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => {
      expect(said(checkText(`${text}\n`)).filter((one) => !one.startsWith("AIDR2052"))).toEqual(expected);
    });
  }

  it("says several mistakes of one file, each once", () => {
    const text = `RULE: A\nIF input_txt == "x"\n${alert}\nRULE: B\nIF tool_call.tool == 5\nTHEN alrt(severity=LOW, category="incident")\n`;
    expect(said(checkText(text))).toEqual(["AIDR2003 input_txt", "AIDR2032 ==", "AIDR2005 alrt"]);
  });

  it("refuses a circle of rules that read each other's alerts, and prints it", () => {
    const text = `RULE: A\nON alert\nIF alert.category == "incident"\nTHEN alert(severity=LOW, category="policy_violation")\nRULE: B\nON alert\nIF alert.category == "policy_violation"\nTHEN alert(severity=LOW, category="incident")\n`;
    const checked = checkText(text);
    expect(said(checked)).toEqual(["AIDR2074 A"]);
    expect(checked.diagnostics[0]?.message).toContain("`a` → `b` → `a`");
  });
});
