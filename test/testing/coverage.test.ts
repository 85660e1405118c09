/** Coverage of a rule by its cases: leaves by events, steps and absences by cases. */
import { describe, expect, test } from "vitest";
import { coverageOf } from "../../src/testing/coverage.ts";
import { openCases } from "./open-cases.ts";

/** What was seen of each part, as `text: TF`, with a dash for what was not. */
function seen(rules: string, yaml: string): string[] {
  const { prepared, plan, textOf } = openCases(rules, yaml);
  return coverageOf(prepared, plan).parts.map(
    (part) => `${textOf(part.span).replace(/\s+/g, " ")}: ${part.seenTrue ? "T" : "-"}${part.seenFalse ? "F" : "-"}`,
  );
}
const then = 'THEN alert(severity=LOW, category="policy_violation")\n';

describe("conditions", () => {
  const rule = `RULE: R\nMETA(id="r")\nON input\nIF input_text CONTAINS "attack" AND input_source == "user" AND NOT user.is_admin\n${then}`;
  test("each leaf is asked of every event, whatever stands before it", () => {
    const cases =
      "rule: r\ncases:\n  - { name: a, events: [{ input_text: calm, input_source: user }], expect: none }\n  - { name: b, events: [{ input_text: calm, input_source: tool, user: { is_admin: true } }], expect: none }\n";
    expect(seen(rule, cases)).toEqual(['input_text CONTAINS "attack": -F', 'input_source == "user": TF', "user.is_admin: TF"]);
  });
  test("without a case nothing is seen, and a bound of all outcomes counts two a leaf", () => {
    const { prepared, plan } = openCases(
      rule,
      "rule: r\ncases:\n  - { name: a, events: [{ input_text: calm, input_source: user }], expect: none }\n",
    );
    expect(coverageOf({ ...prepared, cases: [] }, plan)).toMatchObject({ cases: 0, seen: 0, outcomes: 6 });
    expect(coverageOf(prepared, plan)).toMatchObject({ cases: 1, seen: 3, outcomes: 6 });
  });
  test("the elements of a list are all asked", () => {
    const rules = `RULE: R\nMETA(id="r")\nON retrieval\nIF ANY d IN retrieval.documents: d.text CONTAINS "x" AND d.source == "web"\n${then}`;
    const cases =
      "rule: r\ncases:\n  - name: a\n    events: [{ retrieval: { documents: [{ text: x, source: web }, { text: y, source: file }] } }]\n    expect: [{}]\n";
    expect(seen(rules, cases)).toEqual(['d.text CONTAINS "x": TF', 'd.source == "web": TF']);
  });
  test("the conditions of what is counted are asked of the events that are counted", () => {
    const count = 'COUNT(FROM auth WHERE auth.outcome == "failure" BY user.id WITHIN 1h)';
    const rules = `RULE: R\nMETA(id="r")\nON auth\nIF ${count} >= 2 AND ${count} < 9\n${then}`;
    const cases =
      "rule: r\ndefaults: { user: { id: u } }\ncases:\n  - { name: a, events: [{ auth: { outcome: failure } }, { auth: { outcome: failure } }], expect: [{ event: 1 }] }\n";
    // Both counts have one state, so their conditions are one part.
    expect(seen(rules, cases)).toEqual([`${count} >= 2: TF`, 'auth.outcome == "failure": T-', `${count} < 9: T-`]);
  });
  test("a definition of the standard library is one part, one of the project's own is seen through", () => {
    const rules = `IMPORT is_outbound FROM "std/tools"\nDEFINE is_far(h: string) = h ENDS WITH ".far" OR h == "far"\nRULE: R\nMETA(id="r")\nON tool_call\nIF is_outbound(tool_call.tool) AND is_far(tool_call.server)\n${then}`;
    const cases = "rule: r\ncases:\n  - { name: a, events: [{ tool_call: { tool: send_email, server: far } }], expect: [{}] }\n";
    expect(seen(rules, cases)).toEqual(['h ENDS WITH ".far": -F', 'h == "far": T-', "is_outbound(tool_call.tool): T-"]);
  });
});

describe("sequences", () => {
  const rules = `RULE: R\nMETA(id="r")\nIF SEQUENCE BY session.id WITHIN 10m\n  STEP a FROM tool_call WHERE tool_call.tool == "read"\n  ABSENT FROM approval\n  STEP b FROM tool_call WHERE tool_call.tool == "send"\n${then}`;
  const head = "rule: r\ndefaults: { session: { id: s } }\ncases:\n";
  const both =
    "  - { name: both, events: [{ at: 0s, tool_call: { tool: read } }, { at: 1s, tool_call: { tool: send } }], expect: [{ event: 1 }] }\n";
  const step = { a: 'STEP a FROM tool_call WHERE tool_call.tool == "read"', b: 'STEP b FROM tool_call WHERE tool_call.tool == "send"' };
  test("a step that every case takes has never been missing", () => {
    expect(seen(rules, head + both)).toEqual([
      `${step.a}: T-`,
      'tool_call.tool == "read": TF',
      "ABSENT FROM approval: -F",
      `${step.b}: T-`,
      'tool_call.tool == "send": TF',
    ]);
  });
  test("a case without the steps and one with the absence see the rest", () => {
    const more =
      "  - { name: other, events: [{ at: 0s, tool_call: { tool: list } }, { at: 1s, approval: { granted: true } }], expect: none }\n";
    expect(seen(rules, head + both + more).filter((line) => !line.endsWith("TF"))).toEqual([]);
  });
});

test("a test with several meanings is one part, two bounds are two", () => {
  const rules = `RULE: R\nMETA(id="r")\nON tool_call\nIF tool_call.params.to CONTAINS "evil" AND timestamp BETWEEN timestamp - 1h AND timestamp + 1h\n${then}`;
  const cases = "rule: r\ncases:\n  - { name: a, events: [{ tool_call: { tool: x, params: { to: [evil] } } }], expect: [{}] }\n";
  expect(seen(rules, cases)).toEqual([
    'tool_call.params.to CONTAINS "evil": T-',
    "timestamp BETWEEN timestamp - 1h AND timestamp + 1h: T-",
    "timestamp BETWEEN timestamp - 1h AND timestamp + 1h: T-",
  ]);
});
