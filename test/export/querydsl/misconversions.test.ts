/** Mistakes that other converters make in silence, each as a rule of ours: right, or refused. */
import { describe, expect, it } from "vitest";
import type { JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import { ruleWhen } from "../pack.ts";
import { exported, judge, printers } from "./agree.ts";
import { ruleOfForm } from "./forms.ts";
import type { Printer } from "./agree.ts";

const mapping = bundledMapping("elastic-ecs");

function query(condition: string, as: Printer): string {
  const outcome = exported(ruleWhen(condition), mapping, as);
  if (outcome.kind !== "exact") throw new Error(`${condition}: ${JSON.stringify(outcome)}`);
  return outcome.text;
}

function refusedFor(condition: string): readonly string[] {
  const outcome = exported(ruleWhen(condition), mapping, "query");
  return outcome.kind === "refused" ? outcome.refusals.map(({ code }) => code) : [outcome.kind];
}

/** Which of the events the query finds, where the evaluator says the same. */
function found(condition: string, events: readonly JsonRecord[], as: Printer): readonly string[] {
  const planned = ruleWhen(condition);
  const outcome = exported(planned, mapping, as);
  if (outcome.kind !== "exact") throw new Error(condition);
  const numbered = events.map(
    (event, at): JsonRecord => ({
      event_type: "input",
      timestamp: "2026-06-03T10:00:00Z",
      event_id: `e${at}`,
      ...event,
    }),
  );
  const judged = judge(planned, mapping, outcome, as, numbered);
  expect(judged.found).toEqual(judged.fired);
  return judged.found;
}

describe.each(printers)("in %s", (as) => {
  it("two patterns on two fields are both asked", () => {
    const events = [
      { input_text: "ab", user: { id: "cd" } },
      { input_text: "ab", user: { id: "x" } },
      { input_text: "x", user: { id: "cd" } },
    ];
    expect(found("input_text MATCHES /a.$/ AND user.id MATCHES /^c/", events, as)).toEqual(["e0"]);
  });

  it("a pattern under NOT stays under its NOT", () => {
    const events = [{ input_text: "ab", input_source: "user" }, { input_text: "x", input_source: "user" }, { input_source: "user" }];
    expect(found('input_source == "user" AND NOT input_text MATCHES /a.$/', events, as)).toEqual(["e1", "e2"]);
  });

  it("patterns under OR stay alternatives", () => {
    const events = [{ input_text: "ab" }, { user: { id: "cd" } }, { input_text: "b" }];
    expect(found("input_text MATCHES /a./ OR user.id MATCHES /^c/", events, as)).toEqual(["e0", "e1"]);
  });

  it("case is as the operator says, not as the target likes it", () => {
    const events = [
      { input_text: "Drop", user: { id: "Bob" } },
      { input_text: "drop", user: { id: "bob" } },
    ];
    expect(found('input_text CONTAINS "drop"', events, as)).toEqual(["e0", "e1"]);
    expect(found('input_text CONTAINS "drop" CASED', events, as)).toEqual(["e1"]);
    expect(found('user.id == "bob"', events, as)).toEqual(["e1"]);
    expect(found("input_text MATCHES /drop/", events, as)).toEqual(["e1"]);
    expect(found("input_text MATCHES /drop/i", events, as)).toEqual(["e0", "e1"]);
  });

  it("an event without the field passes a NOT", () => {
    const events = [{ user: { is_admin: true } }, { user: { is_admin: false } }, { user: {} }, {}];
    expect(found("NOT user.is_admin", events, as)).toEqual(["e1", "e2", "e3"]);
    expect(found('user.id != "bob"', events, as)).toEqual(["e0", "e1", "e2", "e3"]);
  });

  it("missing is missing, and the empty text is not", () => {
    const events = [{ input_text: "" }, {}, { input_text: "x" }];
    expect(found("input_text IS MISSING", events, as)).toEqual(["e1"]);
    expect(found('input_text == ""', events, as)).toEqual(["e0"]);
  });

  it("LIKE keeps order, anchors and its signs", () => {
    const events = [{ input_text: "a1b" }, { input_text: "b1a" }, { input_text: "xa1b" }, { input_text: "a1bx" }, { input_text: "ab" }];
    expect(found('input_text LIKE "a?b"', events, as)).toEqual(["e0"]);
    expect(found('input_text LIKE "a*b"', events, as)).toEqual(["e0", "e4"]);
  });

  it("an empty list holds nothing", () => {
    expect(found("user.id NOT IN [] AND input_text EXISTS", [{ input_text: "x" }], as)).toEqual(["e0"]);
  });

  it("thresholds keep their digits", () => {
    expect(query("session.current_cost > 2.9", as)).toMatch(/2\.9\b/);
    expect(query("session.current_cost > 0.1", as)).toMatch(/0\.1\b/);
    expect(query("session.current_cost > 123456789.125", as)).toContain("123456789.125");
  });

  it("a pattern is found inside of a text, in Lucene's own syntax", () => {
    const text = query("input_text MATCHES /\\bdrop\\s+(?:the )?tables?\\b/i", as);
    expect(text).not.toMatch(/\(\?|\\b|\\s|\\d|\*\?|\+\?/);
    const events = ["please DROP  TABLE now", "drop the tables", "raindrop table", "drop tablespace"].map((input_text) => ({ input_text }));
    expect(found("input_text MATCHES /\\bdrop\\s+(?:the )?tables?\\b/i", events, as)).toEqual(["e0", "e1"]);
  });

  it("signs of Lucene in a literal are ordinary characters", () => {
    for (const sign of ['#@&<>~"', "+-=&&||!(){}[]^:\\/", "a AND b OR NOT c", "/x/", "[1 TO 2]"]) {
      const literal = JSON.stringify(sign);
      const events = [{ input_text: `x${sign}y` }, { input_text: sign.slice(1) }, { input_text: "" }];
      expect(found(`input_text CONTAINS ${literal} CASED`, events, as)).toEqual(["e0"]);
      expect(found(`input_text == ${literal}`, [{ input_text: sign }, { input_text: `${sign}x` }], as)).toEqual(["e0"]);
    }
  });

  it("blocks of IPv6 are blocks of IPv6", () => {
    const planned = ruleOfForm({ shows: "blocks", condition: "auth.ip IN nets", on: "auth" });
    const outcome = exported(planned, mapping, as);
    if (outcome.kind !== "exact") throw new Error(outcome.kind);
    const addresses = ["10.1.2.3", "11.1.2.3", "2001:db8::1", "2001:DB8:0:0::2", "2001:db9::1", "::ffff:10.0.0.1", "192.168.1.7"];
    const events = addresses.map(
      (ip, at): JsonRecord => ({
        event_type: "auth",
        timestamp: "2026-06-03T10:00:00Z",
        event_id: `e${at}`,
        auth: { ip },
      }),
    );
    const judged = judge(planned, mapping, outcome, as, events);
    expect(judged.found).toEqual(judged.fired);
    expect(judged.found).toEqual(["e0", "e2", "e3", "e5", "e6"]);
  });
});

it("what the target lacks is refused by name, never dropped", () => {
  expect(refusedFor("hour_of(timestamp) >= 22")).toEqual(["function-missing"]);
  expect(refusedFor("user.country == session.id")).toEqual(["no-field-compare"]);
  expect(refusedFor("session.current_cost > user.average_session_cost * 10")).toEqual(["no-field-compare"]);
  expect(refusedFor("COUNT(BY user.id WITHIN 1h) > 5")).toEqual(["no-sliding-window"]);
  expect(refusedFor('input_text CONTAINS WORD "rm"')).toEqual(["construct-missing"]);
  expect(refusedFor('input_text NOT CONTAINS WORD "rm"')).toEqual(["narrower"]);
});
