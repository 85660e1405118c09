/** What other converters get wrong without a word (targets of the kind that turn rules into searches): each case is right here, or refused. */
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../carried.ts";
import type { Planned } from "../pack.ts";
import { ruleOf, ruleWhen } from "../pack.ts";
import { disagreement, exported, firedIds, streamOf } from "./agree.ts";
import { parseSpl } from "./parse-spl.ts";

function textOf(planned: Planned): string {
  const outcome = exported(planned);
  if (outcome.kind === "refused") throw new Error(JSON.stringify(outcome.refusals));
  return outcome.text;
}

/** The search and the evaluator fire on these of the events. */
function fires(planned: Planned, events: readonly JsonRecord[], expected: readonly string[]): void {
  const outcome = exported(planned);
  if (outcome.kind === "refused") throw new Error(JSON.stringify(outcome.refusals));
  const numbered = events.map((event, at) => ({
    event_type: "input",
    timestamp: `2026-06-03T10:00:0${at}Z`,
    ...event,
    event_id: `e${at}`,
    sequence: at,
  }));
  expect(firedIds(planned, streamOf(numbered, outcome).events)).toEqual(expected);
  expect(disagreement(planned, outcome, numbered)).toBeUndefined();
}

describe("a conversion that others get wrong", () => {
  it("1: two patterns on two fields are one condition", () => {
    const planned = ruleWhen("input_text MATCHES /ab+c/ AND user.id MATCHES /^x/");
    expect(textOf(planned).match(/\| where /g)).toHaveLength(1);
    fires(
      planned,
      [
        { input_text: "abbc", user: { id: "x1" } },
        { input_text: "abbc", user: { id: "y" } },
        { input_text: "c", user: { id: "x" } },
      ],
      ["e0"],
    );
  });
  it("2: a pattern under NOT filters nothing else", () => {
    const planned = ruleWhen('user.id == "b" AND NOT input_text MATCHES /secret/');
    expect(textOf(planned)).not.toMatch(/\| (regex|rex)/);
    fires(
      planned,
      [{ user: { id: "b" }, input_text: "x" }, { user: { id: "b" }, input_text: "a secret" }, { user: { id: "b" } }],
      ["e0", "e2"],
    );
  });
  it("3: patterns under OR stay an OR", () => {
    fires(
      ruleWhen('input_text MATCHES /aa/ OR input_text MATCHES /bb/ OR user.id == "c"'),
      [{ input_text: "aa" }, { input_text: "bb" }, { user: { id: "c" } }, { input_text: "ab" }],
      ["e0", "e1", "e2"],
    );
  });
  it("4: the case of a text counts or not, as the word says", () => {
    fires(ruleWhen('input_text CONTAINS "Ignore"'), [{ input_text: "iGNORE it" }], ["e0"]);
    fires(ruleWhen('user.id == "Ignore"'), [{ user: { id: "ignore" } }, { user: { id: "Ignore" } }], ["e1"]);
  });
  it("5: NOT keeps events without the field", () => {
    fires(
      ruleWhen('input_source == "user" AND NOT user.id == "x"'),
      [{ input_source: "user" }, { input_source: "user", user: { id: "x" } }, { input_source: "user", user: { id: "y" } }],
      ["e0", "e2"],
    );
  });
  it("6: a missing text is found missing", () => {
    fires(ruleWhen("user.id IS MISSING"), [{}, { user: { id: null } }, { user: { id: "" } }, { user: { id: "x" } }], ["e0", "e1", "e2"]);
  });
  it("7: a wildcard keeps order and ends", () => {
    fires(
      ruleWhen('input_text LIKE "a*b" OR input_text LIKE "c*d"'),
      [{ input_text: "a1b" }, { input_text: "b1a" }, { input_text: "c\nd" }, { input_text: "xa1b" }],
      ["e0", "e2"],
    );
  });
  it("8: an hour is an hour", () => {
    fires(ruleWhen("hour_of(timestamp) >= 22"), [{ timestamp: "2026-06-03T21:59:59.999Z" }, { timestamp: "2026-06-03T22:00:00Z" }], ["e1"]);
    const zoned = exported(ruleWhen('hour_of(timestamp, zone="Europe/Berlin") >= 22'));
    expect(zoned).toMatchObject({ kind: "refused", refusals: [{ code: "function-missing" }] });
  });
  it("9: a name that nobody declared does not compile", () => {
    expect(() => ruleWhen("NOT is_filtered(input_text)")).toThrow();
  });
  it("10: nothing is in an empty list", () => {
    fires(
      ruleOf(
        'LIST none: list<string> = []\nRULE: r\nON input\nIF user.id NOT IN none\nTHEN alert(severity=LOW, category="prompt_injection")\n',
      ),
      [{ user: { id: "x" } }, {}],
      ["e0", "e1"],
    );
  });
  it("11: a repeated key does not compile", () => {
    expect(() =>
      ruleOf('RULE: r\nMETA(id="a", id="b")\nON input\nIF input_tokens > 1\nTHEN alert(severity=LOW, category="prompt_injection")\n'),
    ).toThrow();
  });
  it("12: a threshold keeps its fraction", () => {
    expect(textOf(ruleWhen("input_tokens > 2.9"))).toContain("input_tokens>2.9");
    expect(textOf(ruleWhen("input_tokens > 0.5"))).toContain("input_tokens>0.5");
    fires(ruleWhen("input_tokens > 0.0000001"), [{ input_tokens: 0.0000001 }, { input_tokens: 0.0000002 }], ["e1"]);
  });
  it("13: a misspelt field or a number for a text does not compile", () => {
    expect(() => ruleWhen('inptu_text ENDS WITH "x"')).toThrow();
    expect(() => ruleWhen('input_tokens == "five"')).toThrow();
  });
  it("15: syntax that PCRE lacks is rewritten: ends of lines, dots, classes of ASCII", () => {
    fires(ruleWhen("input_text MATCHES /^b$/m"), [{ input_text: "a\nb\nc" }, { input_text: "b\n" }, { input_text: "ab" }], ["e0", "e1"]);
    fires(ruleWhen("input_text MATCHES /a$/"), [{ input_text: "a\n" }, { input_text: "ba" }], ["e1"]);
    fires(ruleWhen("input_text MATCHES /a.b/"), [{ input_text: "a\nb" }, { input_text: "a\u2028b" }], ["e1"]);
    fires(ruleWhen("input_text MATCHES /^\\w\\b/"), [{ input_text: "é" }, { input_text: "aé" }, { input_text: "ab" }], ["e1"]);
  });
  it("16: the flag i is kept, wherever it stands", () => {
    fires(ruleWhen("input_text MATCHES /drop table/i"), [{ input_text: "DROP Table" }], ["e0"]);
    fires(ruleWhen("input_text MATCHES /(?i:drop) Table/"), [{ input_text: "DROP Table" }, { input_text: "drop table" }], ["e0"]);
  });
  it("18: `?` is one character, `*` in a text is a star", () => {
    fires(
      ruleWhen('input_text LIKE "a?c"'),
      [{ input_text: "abc" }, { input_text: "abbc" }, { input_text: "ac" }, { input_text: "a😀c" }],
      ["e0", "e3"],
    );
    fires(ruleWhen('user.id == "a*"'), [{ user: { id: "a*" } }, { user: { id: "ab" } }], ["e0"]);
  });
  it("19: all of the texts, not all of the words", () => {
    fires(
      ruleWhen('input_text CONTAINS ALL ["new rules", "now"]'),
      [{ input_text: "new rules, now" }, { input_text: "now the rules are new" }],
      ["e0"],
    );
  });
  it("20: an IPv6 block is no IPv4 block", () => {
    const planned = ruleOf(
      'LIST six: list<cidr> = ["2001:db8::/32"]\nRULE: r\nON auth\nIF auth.ip IN six\nTHEN alert(severity=LOW, category="prompt_injection")\n',
    );
    expect(exported(planned)).toMatchObject({ kind: "refused", refusals: [{ code: "function-missing" }] });
  });
  it("21: a count slides, and is not cut at the clock", () => {
    const planned = ruleWhen("COUNT(FROM input BY user.id WITHIN 10s) >= 2");
    fires(
      planned,
      [
        { user: { id: "u" }, timestamp: "2026-06-03T10:00:09.999Z" },
        { user: { id: "u" }, timestamp: "2026-06-03T10:00:19.998Z" },
        { user: { id: "u" }, timestamp: "2026-06-03T10:00:29.998Z" },
      ],
      ["e1"],
    );
    expect(textOf(planned)).not.toMatch(/\bbin\b|time_window|transaction/);
  });
  it("22: one event is not two steps", () => {
    const planned = ruleOf(
      'RULE: r\nIF SEQUENCE BY user.id WITHIN 1m\n  STEP a FROM input WHERE input_text CONTAINS "x"\n  STEP b FROM input WHERE input_text CONTAINS "y"\nTHEN alert(severity=LOW, category="prompt_injection")\n',
    );
    fires(
      planned,
      [
        { user: { id: "u" }, input_text: "xy" },
        { user: { id: "u" }, input_text: "y" },
      ],
      ["e1"],
    );
  });
  it("23: OR beside AND in the first command cannot be misread", () => {
    const planned = ruleOf(
      'RULE: r\nIF SEQUENCE BY user.id WITHIN 1m\n  STEP a FROM alert WHERE alert.category == "jailbreak"\n  STEP b FROM input\nTHEN alert(severity=LOW, category="prompt_injection")\n',
    );
    const { search } = parseSpl(textOf(planned));
    expect(search).toMatchObject({ kind: "or", parts: [{ kind: "and" }, { kind: "and" }] });
  });
  it("24: every rule that is exported has a query", () => {
    expect(textOf(ruleWhen("NOT user.is_admin")).length).toBeGreaterThan(50);
  });
});
