/** Silent mistakes of other converters, each as a rule of the same meaning and what it must become in ES|QL; and what this exporter once got wrong. */
import { describe, expect, it } from "vitest";
import type { ExportOptions, Outcome } from "../../../src/export/outcome.ts";
import type { JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import { type Planned, ruleOf, ruleWhen } from "../pack.ts";
import { checked, exported, judge } from "./agree.ts";

const mapping = bundledMapping("elastic-ecs");

function written(planned: Planned, options: Partial<ExportOptions> = {}): Exclude<Outcome, { kind: "refused" }> {
  const outcome = exported(planned, mapping, options);
  if (outcome.kind === "refused") throw new Error(outcome.refusals.map(({ reason }) => reason).join("; "));
  expect(checked(outcome, mapping).flatMap(({ errors }) => errors)).toEqual([]);
  return outcome;
}

const condition = (text: string) => written(ruleWhen(text)).text;

/** Of inputs with these fields, the ones on which the query answers; the evaluator fires on the same. */
function found(rule: string | Planned, ...fields: readonly JsonRecord[]): readonly number[] {
  const planned = typeof rule === "string" ? ruleWhen(rule) : rule;
  const outcome = written(planned);
  const events = fields.map((own, at) => ({
    event_id: `e${at}`,
    event_type: "input",
    timestamp: "2026-06-01T10:00:00Z",
    sequence: at,
    ...own,
  }));
  const judged = judge(planned, mapping, outcome, events);
  expect(judged.found, outcome.text).toEqual(judged.fired);
  return judged.found.map((id) => Number(id.slice(1)));
}

describe("mistakes of converters", () => {
  it("1, 3: two regular expressions stand in one condition", () => {
    expect(condition("input_text MATCHES /a[0-9]b/ OR user.id MATCHES /c[0-9]d/")).toMatch(
      /RLIKE "\.\*a\[0-9\]b\.\*"[^|]*\bOR\b[^|]*RLIKE/,
    );
  });
  it("2: a regular expression under NOT is negated, and keeps events without the field", () => {
    expect(found("NOT (input_text MATCHES /a+b/)", { input_text: "xaab" }, { input_text: "x" }, {}, { input_text: null })).toEqual([
      1, 2, 3,
    ]);
  });
  it("4: case is ignored unless the rule says otherwise", () => {
    expect(found('input_text CONTAINS "Abc"', { input_text: "xaBCx" }, { input_text: "ab" })).toEqual([0]);
    expect(found('input_text CONTAINS "Abc" CASED', { input_text: "xaBCx" }, { input_text: "xAbcx" })).toEqual([1]);
  });
  it("5: NOT of an equality keeps events without the field", () => {
    expect(found('NOT (user.id == "x")', { user: { id: "x" } }, { user: { id: "y" } }, {}, { user: {} })).toEqual([1, 2, 3]);
    expect(condition('NOT (user.id == "x")')).toContain("IS NULL");
  });
  it("6: what is missing is NULL, and an empty text is compared with", () => {
    expect(found("NOT (user.id EXISTS)", { user: { id: "" } }, {}, { user: { id: null } }, { user: { id: "x" } })).toEqual([0, 1, 2]);
  });
  it("7: wildcards inside keep their order and their ends", () => {
    expect(found('input_text LIKE "a*b"', { input_text: "axb" }, { input_text: "bxa" }, { input_text: "xaxb" })).toEqual([0]);
  });
  it("8: a function of the time is not dropped", () => {
    expect(condition("hour_of(timestamp) >= 22")).toMatch(/DATE_EXTRACT\("hour_of_day", @timestamp\) >= 22/);
  });
  it("10: nothing is in an empty list", () => {
    const list = (test: string) =>
      ruleOf(
        `LIST none: list<string> = []\nRULE: r\nON input\nIF user.id ${test} none\nTHEN alert(severity=LOW, category="prompt_injection")\n`,
      );
    expect(found(list("IN"), { user: { id: "" } }, {})).toEqual([]);
    expect(found(list("NOT IN"), { user: { id: "" } }, {})).toEqual([0, 1]);
  });
  it("12: numbers are printed exactly", () => {
    expect(condition("session.current_cost > 2.9 AND session.input_tokens > 0.5")).toMatch(/> 2\.9\b[^|]*> 0\.5\b/);
  });
  it("14: a pattern is found inside of a text", () => {
    expect(found("input_text MATCHES /b[0-9]/", { input_text: "ab7c" }, { input_text: "b" })).toEqual([0]);
  });
  it("15: flags, anchors, classes and word boundaries become what Lucene has", () => {
    const text = condition("input_text MATCHES /(?i)\\bkey\\d+$/");
    expect(text).not.toMatch(/\\\\d|\(\?i\)|\\\\b|\$"/);
    expect(
      found("input_text MATCHES /(?i)\\bkey\\d+$/", { input_text: "a KEY12" }, { input_text: "monkey1" }, { input_text: "key1 " }),
    ).toEqual([0]);
  });
  it("16: flag i is kept", () => {
    expect(found("input_text MATCHES /ab?c/i", { input_text: "xABCx" })).toEqual([0]);
  });
});

describe("what Elasticsearch makes of a pattern", () => {
  it("a list of many texts is one regular expression: LIKE with a list doubles its automaton with each", () => {
    const words = Array.from({ length: 12 }, (_, at) => `word${at}`);
    const text = condition(`input_text CONTAINS [${words.map((word) => `"${word}"`).join(", ")}]`);
    expect(text).toContain(`RLIKE ".*(${words.join("|")}).*"`);
    expect(condition('input_text CONTAINS ["one", "two"]')).toContain('LIKE ("*one*", "*two*")');
    expect(
      found(`input_text CONTAINS [${words.map((word) => `"${word}"`).join(", ")}]`, { input_text: "a WORD7 b" }, { input_text: "word" }),
    ).toEqual([0]);
  });
  it("several patterns are several RLIKE, for a list of them would be one automaton", () => {
    expect(condition("input_text MATCHES [/a[0-9]b/, /c[0-9]d/]").match(/RLIKE/g)).toHaveLength(2);
  });
  it("letters in a class stand on a column in lower case: TO_LOWER(…) RLIKE would ignore case, but not in classes", () => {
    const text = condition("input_text MATCHES /\\bkey[a-f]+/i");
    expect(text).toMatch(/\| EVAL (\w+) = TO_LOWER\(aidr\.input_text\)\n\| WHERE .*\1 RLIKE/s);
    expect(text).not.toMatch(/TO_LOWER\([^)]*\) RLIKE/);
    expect(condition("input_text MATCHES /key.ring/i")).toContain("TO_LOWER(aidr.input_text) RLIKE");
  });
  it("a letter that becomes ASCII in lower case is looked for in the text as it is", () => {
    expect(found('input_text ENDS WITH ["\u212a1", "x"]', { input_text: "a\u212a1" }, { input_text: "ak1" }, { input_text: "X" })).toEqual([
      0, 2,
    ]);
  });
  it("what is left out of a broader query leaves nothing behind", () => {
    expect(written(ruleWhen('ALL v IN user.roles: ANY w IN user.groups: v LIKE "x*a?b"'), { broader: true }).text).not.toContain("each_w");
  });
  it("an element of one list within another list is refused, under ALL as well", () => {
    for (const [outer, inner] of [
      ["ALL", "ANY"],
      ["ANY", "ALL"],
      ["ALL", "ALL"],
      ["ANY", "ANY"],
    ])
      expect(exported(ruleWhen(`${outer} v IN user.roles: ${inner} w IN user.groups: v == w`), mapping)).toMatchObject({
        kind: "refused",
        refusals: [{ code: "construct-missing" }],
      });
  });
});
