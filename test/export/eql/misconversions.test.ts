/** Known ways to convert a rule silently into another one (those that concern EQL), and what becomes of such rules here; then each reason of a refusal. */
import { describe, expect, it } from "vitest";
import type { ExportOptions, Outcome } from "../../../src/export/outcome.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import type { Planned } from "../pack.ts";
import { ruleOf } from "../pack.ts";
import { ecs, ecsUnique, exported } from "./agree.ts";

const verdict = 'THEN alert(severity=LOW, category="prompt_injection")\n';
const when = (condition: string, on = "input", before = ""): Planned =>
  ruleOf(`${before}RULE: small\nON ${on}\nIF ${condition}\n${verdict}`);
const across = (condition: string): Planned => ruleOf(`RULE: small\nIF ${condition}\n${verdict}`);

function written(outcome: Outcome): string {
  if (outcome.kind === "refused") throw new Error(outcome.refusals.map(({ reason }) => reason).join("; "));
  return outcome.text;
}
const eql = (planned: Planned, options: Partial<ExportOptions> = {}, mapping: Mapping = ecs): string =>
  written(exported(planned, mapping, options))
    .replace(/ (and|or)\n\s+/g, " $1 ")
    .replace(/^any where \?aidr\.event_type == "\w+" and\s+/, "");

describe("what others get wrong", () => {
  it("two regular expressions on two fields are two conditions", () => {
    expect(eql(when("input_text MATCHES /a[0-9]/ AND user.department MATCHES /b[0-9]/"))).toBe(
      '?aidr.input_text regex ".*a[0-9].*" and ?aidr.user.department regex ".*b[0-9].*"',
    );
  });
  it("a regular expression under NOT stays under NOT, and a missing field passes", () => {
    expect(eql(when('input_source == "user" AND NOT input_text MATCHES /a[0-9]/'))).toBe(
      '?aidr.input_source == "user" and (?aidr.input_text == null or not ?aidr.input_text regex ".*a[0-9].*")',
    );
  });
  it("regular expressions under OR stay under OR", () => {
    expect(eql(when("input_text MATCHES /a[0-9]/ OR user.department MATCHES /b[0-9]/"))).toBe(
      '(?aidr.input_text regex ".*a[0-9].*" or ?aidr.user.department regex ".*b[0-9].*")',
    );
  });
  it("a regular expression is found anywhere, though Lucene's are anchored", () => {
    expect(eql(when("input_text MATCHES /^a[0-9]/"))).toBe('?aidr.input_text regex "a[0-9].*"');
    expect(eql(when("input_text MATCHES /a[0-9]$/"))).toBe('?aidr.input_text regex ".*a[0-9]"');
  });
  it("syntax that Lucene lacks is rewritten: (?i), (?:, \\b, \\d", () => {
    expect(eql(when("input_text MATCHES /(?i)(?:drop|cut)\\s\\d/"))).toBe('?aidr.input_text regex~ ".*(drop|cut)[\\t\\n\\f\\r ][0-9].*"');
    expect(eql(when("input_text MATCHES /\\bkey[0-9]/"))).toBe('?aidr.input_text regex "(.*[^0-9A-Z_a-z])?key[0-9].*"');
  });
  it("a regular expression keeps its case", () => {
    expect(eql(when("input_text MATCHES /a[0-9]b/"))).toContain(" regex ");
    expect(eql(when("input_text MATCHES /a[0-9]b/i"))).toContain(" regex~ ");
  });
  it("== is sensitive to case and CONTAINS is not", () => {
    expect(eql(when('input_text == "Alpha"'))).toBe('?aidr.input_text == "Alpha"');
    expect(eql(when('input_text CONTAINS "Alpha"'))).toBe('?aidr.input_text like~ "*Alpha*"');
    expect(eql(when('input_text CONTAINS "Alpha" CASED'))).toBe('?aidr.input_text like "*Alpha*"');
  });
  it("? stays one character, and a ? of the text is itself", () => {
    expect(eql(when('input_text LIKE "a?c"'))).toBe('?aidr.input_text like~ "a?c"');
    expect(eql(when('input_text CONTAINS "why?"'))).toBe('stringContains~(?aidr.input_text, "why?")');
    expect(eql(when('input_text CONTAINS "2*3" CASED'))).toBe('stringContains(?aidr.input_text, "2*3")');
    expect(eql(when('input_text LIKE "a\\\\*b" CASED'))).toBe('?aidr.input_text == "a*b"');
  });
  it("all of several values are all of them", () => {
    expect(eql(when('input_text CONTAINS ALL ["a", "b"]'))).toBe('?aidr.input_text like~ "*a*" and ?aidr.input_text like~ "*b*"');
  });
  it("IN of an empty list is false, and its NOT true", () => {
    expect(written(exported(when("input_source IN none", "input", "LIST none: list<string> = []\n")))).toBe("any where false");
    expect(written(exported(when("input_source NOT IN none", "input", "LIST none: list<string> = []\n")))).toBe(
      'any where ?aidr.event_type == "input"',
    );
  });
  it("numbers are printed to the last digit", () => {
    expect(eql(when("conversation.turns >= 2.9"))).toBe("?aidr.conversation.turns >= 2.9");
    expect(eql(when("conversation.turns > 0.1"))).toBe("?aidr.conversation.turns > 0.1");
  });
  it("a quotient keeps its fraction", () => {
    expect(eql(when("conversation.turns / 4 > 2.4"))).toBe("?aidr.conversation.turns / 4.0 > 2.4");
  });
  it("IPv6 blocks are blocks", () => {
    expect(eql(when("auth.ip IN inside", "auth", 'LIST inside: list<cidr> = ["10.0.0.0/8", "2001:db8::/32"]\n'))).toBe(
      'cidrMatch(?source.ip, "10.0.0.0/8", "2001:db8:0:0:0:0:0:0/32")',
    );
  });
  it("an event that meets two steps is one of them: two events are needed", () => {
    const text = written(
      exported(
        across(
          'SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call WHERE tool_call.tool == "a"\n  STEP two FROM tool_call WHERE tool_call.tool IN ["a", "b"]',
        ),
      ),
    );
    expect(text.split("\n")).toHaveLength(3);
  });
  it("WITHIN is open at its far end, maxspan is not", () => {
    const text = written(exported(across("SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call\n  STEP two FROM approval")));
    expect(text).toContain("maxspan=599999ms");
  });
});

describe("a count over the rule's own events is a sequence", () => {
  it("that finds every match, where each event of the rule is counted", () => {
    const outcome = exported(when("COUNT(FROM tool_call BY user.id WITHIN 1h) >= 5", "tool_call"), ecs, { entity: false });
    expect(written(outcome)).toBe('sequence by user.id with maxspan=3599999ms\n  [any where ?aidr.event_type == "tool_call"] with runs=5');
    expect(outcome).toMatchObject({ kind: "exact", granularity: "event" });
  });
  it("and has more than a hundred events, in several stages", () => {
    const text = written(exported(when("COUNT(FROM tool_call BY user.id WITHIN 1h) > 150", "tool_call")));
    expect(text.match(/runs=\d+/g)).toEqual(["runs=100", "runs=51"]);
  });
  it("that finds each key's first, where others may complete it", () => {
    const outcome = exported(when('COUNT(FROM tool_call WHERE tool_call.tool == "a" BY user.id WITHIN 1h) >= 5', "tool_call"));
    expect(outcome).toMatchObject({ kind: "exact", granularity: "entity" });
  });
});

describe("each refusal says why and what to do", () => {
  const gap =
    "SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call\n  STEP two FROM approval WITHIN 1m\n  STEP three FROM tool_call";
  const reference =
    "SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_result\n  STEP two FROM tool_call WHERE tool_call.tool CONTAINS one.tool_result.tool";
  const gone =
    'SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call\n  STEP two FROM tool_result\n  ABSENT FROM approval\n  STEP three FROM tool_call WHERE tool_call.tool == "a"';
  const none: Mapping = { ...ecs, ties: { kind: "none" } };
  const many: Mapping = {
    ...ecs,
    fields: new Map([...ecs.fields].map(([path, field]) => [path, { ...field, single: false, nonempty: false }])),
  };
  const words: Mapping = {
    ...ecs,
    fields: new Map(
      [...ecs.fields].map(([path, field]) => [path, field.kind === "wildcard" ? { ...field, kind: "text" as const } : field]),
    ),
  };
  const cases: readonly (readonly [code: string, planned: Planned, mapping?: Mapping, options?: Partial<ExportOptions>])[] = [
    ["no-field-compare", when("session.current_cost > user.average_session_cost * 10")],
    ["no-sliding-window", when("SUM(session.current_cost FROM session_end BY user.id WITHIN 1h) > 10", "session_end")],
    [
      "no-sliding-window",
      when('COUNT(FROM tool_call WHERE tool_call.tool == "a" BY user.id WITHIN 1h) >= 5 AND tool_call.tool CONTAINS "b"', "tool_call"),
    ],
    ["no-baseline", when("session.current_cost > 10 * AVG(session.current_cost FROM session_end BY user.id OVER 30d)", "session_end")],
    ["no-row-order", when('PREVIOUS(tool_call.tool BY session.id) == "a"', "tool_call")],
    ["no-row-order", across("TOGETHER BY session.id WITHIN 10m\n  STEP one FROM tool_call\n  STEP two FROM approval")],
    ["no-row-order", across("SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call\n  STEP two FROM approval"), none],
    ["step-gap", across(gap)],
    ["step-reference", across(reference)],
    ["narrower", across(gone)],
    [
      "construct-missing",
      across("SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call\n  STEP two FROM approval"),
      ecs,
      { entity: false },
    ],
    ["construct-missing", across("SEQUENCE BY session.id WITHIN 10m\n  STEP one FROM tool_call\n  ABSENT FROM approval WITHIN 5m")],
    ["function-missing", when("hour_of(timestamp) >= 22")],
    ["function-missing", when("tool_call.params.recipient IN trusted", "tool_call", 'LIST trusted: list<domain> = ["example.com"]\n')],
    [
      "score-not-carried",
      when('SCORE("prompt_injection", input_text) > 0.9'),
      { ...ecs, fields: new Map([...ecs.fields].filter(([path]) => !path.startsWith("scores"))) },
    ],
    [
      "needs-mapping",
      when("user.country EXISTS"),
      { ...ecs, fields: new Map([...ecs.fields].filter(([path]) => path !== "user.country")) },
    ],
    ["multivalue-field", when('user.country == "DE"'), many],
    ["empty-string-match", when("conversation.topics EXISTS"), many],
    ["wrong-kind", when('input_text CONTAINS "a"'), words],
    ["query-too-long", when(`input_text CONTAINS [${Array.from({ length: 1100 }, (_, at) => `"phrase ${at}"`).join(", ")}]`)],
    ["regex-construct", when("input_text MATCHES /\\p{Greek}+/")],
    ["regex-too-complex", when("input_text MATCHES /(a.{40}b){3}/")],
    ["narrower", when('NOT input_text CONTAINS WORD "key"')],
  ];
  it.each(cases.map((one, at) => ({ at, code: one[0], one })))("$at $code", ({ code, one: [, planned, mapping, options] }) => {
    const outcome = exported(planned, mapping, options);
    expect(outcome.kind).toBe("refused");
    if (outcome.kind !== "refused") return;
    expect(outcome.refusals.map((refusal) => refusal.code)).toContain(code);
    for (const { reason, alternative, construct } of outcome.refusals) {
      expect(reason).not.toBe("");
      expect(alternative).not.toBe("");
      expect(construct.end).toBeGreaterThan(construct.start);
    }
  });
});

describe("absences", () => {
  const text =
    'SEQUENCE BY session.id WITHIN 10m\n  STEP read FROM tool_call WHERE tool_call.tool == "read"\n  ABSENT FROM approval WHERE approval.granted\n  STEP send FROM tool_call WHERE tool_call.tool == "send"';
  it("between two steps are until, in the order of the tiebreaker", () => {
    expect(written(exported(across(text)))).toBe(
      'sequence by aidr.session.id with maxspan=599999ms\n  [any where ?aidr.event_type == "tool_call" and ?aidr.tool_call.tool == "read"]\n  [any where ?aidr.event_type == "tool_call" and ?aidr.tool_call.tool == "send"]\nuntil [any where ?aidr.event_type == "approval" and ?aidr.approval.granted == true]',
    );
  });
  it("are missing events where times are unique", () => {
    expect(written(exported(across(text), ecsUnique))).toContain(
      '\n  ![any where ?aidr.event_type == "approval" and ?aidr.approval.granted == true]\n',
    );
  });
});
