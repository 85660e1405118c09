/** An emitted module and the detector of its plan are one: alerts with ids and explanations, statistics, state. AIDR_RUNS is the number of streams, about. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect } from "../../src/detect/detect.ts";
import type { Alert, Detector } from "../../src/detect/detect.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { type Checked, check, holdsFor, runs, show } from "../property/compare.ts";
import { standardModel } from "../property/model.ts";
import { randomEvent } from "../property/random-event.ts";
import { packText, randomPack, randomRule } from "../property/random-rule.ts";
import { randomStateRules, randomStream, ruleOn, sequenceForms, stateForms } from "../property/random-stream.ts";
import { emit, runModule } from "./run-module.ts";

const types = ["input", "output", "tool_call", "tool_result", "session_end", "infra_access"];

type Side = Pick<Detector, "push" | "judge" | "flush" | "stats" | "snapshot" | "restore" | "why">;

/** The plan's own detector, and that of the module. */
function sidesOf({ plan }: Checked, text: string, options = {}): readonly [Side, Side] {
  const textOf = ({ file, start, end }: { file: string; start: number; end: number }) =>
    file === "rules.aidr" ? text.slice(start, end) : "";
  const module = runModule(emit(plan, text).javascript);
  return [detect(plan, { ...options, textOf }), module.createDetector(options)];
}

function feed(side: Side, arrivals: readonly Arrival[]): readonly Alert[] {
  return arrivals.flatMap(({ event, ...position }) => [...side.push(event, position)]);
}

let fired = 0;

/** Everything that a detector says of the events. */
function accountOf(side: Side, arrivals: readonly Arrival[], rule: string | undefined): unknown {
  const alerts = [...feed(side, arrivals), ...side.flush()];
  fired += alerts.length;
  const { alertsByRule, onAbsence, notices, ...counts } = side.stats();
  const first = arrivals[0];
  return {
    alerts: alerts.map((alert) => JSON.stringify(alert)),
    counts,
    alertsByRule: [...alertsByRule],
    onAbsence: [...onAbsence],
    notices: [...notices],
    snapshot: Buffer.from(side.snapshot()).toString("base64"),
    why: rule === undefined || first === undefined ? undefined : side.why(rule, first.event),
  };
}

function sameOn(text: string, arrivals: readonly Arrival[], options = {}): void {
  const checked = check(text);
  if (checked.errors.length > 0) return;
  const [planned, written] = sidesOf(checked, text, options);
  const rule = checked.plan.rules[0]?.id;
  // As text, so that what differs is seen in the first line of a failure.
  const [ours, theirs] = [accountOf(written, arrivals, rule), accountOf(planned, arrivals, rule)].map((one) =>
    JSON.stringify(one, null, 1),
  );
  expect(ours, show(text, arrivals)).toBe(theirs);
}

function arrivalsOf(events: readonly ValueRecord[]): readonly Arrival[] {
  return events.map((event, offset) => ({ event: { ...event, event_id: `e${offset}` }, offset }));
}

describe("an emitted module says what its plan says", { timeout: 3_600_000 }, () => {
  it("of rules about one event", () => {
    fired = 0;
    const cases = fc.constantFrom(...types).chain((type) =>
      fc.record({
        text: randomRule(standardModel, type),
        events: fc.array(randomEvent(standardModel, type), { minLength: 10, maxLength: 10 }),
      }),
    );
    const property = fc.property(cases, ({ text, events }) => sameOn(text, arrivalsOf(events)));
    holdsFor(property, runs(30), ({ text }) => text);
    expect(fired).toBeGreaterThan(runs(30));
  });

  it("of files of many rules, which share fields, lists and one scan", () => {
    fired = 0;
    const cases = fc.constantFrom(...types).chain((type) =>
      fc.record({
        text: randomPack(standardModel, type).map((conditions) => packText(type, conditions)),
        events: fc.array(randomEvent(standardModel, type), { minLength: 10, maxLength: 10 }),
      }),
    );
    holdsFor(
      fc.property(cases, ({ text, events }) => sameOn(text, arrivalsOf(events))),
      runs(8),
      ({ text }) => text,
    );
  });

  const forms = { ...stateForms, ...sequenceForms };
  it.each(Object.entries(forms))("of rules that remember: %s", (_, form) => {
    remembers(ruleOn(form), runs(4));
  });

  it("of alerts as events, suppression and exceptions", () => {
    fired = 0;
    remembers(randomStateRules, runs(40));
    expect(fired).toBeGreaterThan(0);
  });
});

function remembers(rules: fc.Arbitrary<string>, numRuns: number): void {
  const arrivals = fc.constantFrom("seconds" as const, "days" as const).chain((pace) => randomStream(pace, false));
  const property = fc.property(
    fc.record({ text: rules, arrivals, latenessMs: fc.constantFrom(0, 2000) }),
    ({ text, arrivals, latenessMs }) => sameOn(text, arrivals, { latenessMs }),
  );
  holdsFor(property, numRuns, ({ text, arrivals }) => show(text, arrivals));
}

describe("state", () => {
  it("saved by one is restored by the other, either way", { timeout: 3_600_000 }, () => {
    const arrivals = randomStream("seconds", false);
    const property = fc.property(fc.record({ text: randomStateRules, arrivals, cut: fc.nat(20) }), ({ text, arrivals, cut }) => {
      const checked = check(text);
      if (checked.errors.length > 0) return;
      const [whole] = sidesOf(checked, text);
      const expected = [...feed(whole, arrivals), ...whole.flush()];
      for (const [from, to] of [
        [0, 1],
        [1, 0],
      ] as const) {
        const before = sidesOf(checked, text)[from];
        const after = sidesOf(checked, text)[to];
        const early = feed(before, arrivals.slice(0, cut));
        expect(after.restore(before.snapshot()).kind).toBe("restored");
        expect([...early, ...feed(after, arrivals.slice(cut)), ...after.flush()], show(text, arrivals)).toEqual(expected);
      }
    });
    holdsFor(property, runs(10), ({ text, arrivals }) => show(text, arrivals));
  });
});

describe("cases", () => {
  it("a rule that remembers in what its alert says alone learns from events that do not wake it", () => {
    const text = `BASELINE user.average_session_cost = AVG(session.current_cost FROM session_end BY user.id OVER 30d MIN 1)
RULE: Says
META(id="says")
ON tool_call
IF tool_call.tool == "x"
THEN alert(severity=HIGH, category="prompt_injection", description=text_of(user.average_session_cost))
`;
    expect(check(text).errors.map((error) => error.message)).toEqual([]);
    const day = 86_400_000;
    const events = [0, 1, 2, 3].map((days) => ({
      event_type: "session_end",
      timestamp: days * day,
      user: { id: "u" },
      session: { current_cost: 4 },
    }));
    const asked = { event_type: "tool_call", timestamp: 4 * day, user: { id: "u" }, tool_call: { tool: "x" } };
    const arrivals = arrivalsOf([...events, asked] as readonly ValueRecord[]);
    sameOn(text, arrivals);
    const [, written] = sidesOf(check(text), text);
    expect([...feed(written, arrivals), ...written.flush()].map((alert) => alert.finding.description)).toEqual(["4"]);
  });

  it("a list is read out of the rule's own text only where it stands there as it is", () => {
    const listed = (items: string): string => `RULE: Lists
META(id="lists")
ON input
IF input_text CONTAINS [${items}]
THEN alert(severity=HIGH, category="prompt_injection")
`;
    const emitted = (text: string): string => emit(check(text).plan, text).javascript;
    expect(emitted(listed('"one", "two", "three"'))).toContain("list(quoted(at(20, 43)))");
    for (const items of ['"one", "t\\"wo", "three"', '"one", "two", # "four"\n"three"', '"one", "tw\\u006f", "three"']) {
      expect(check(listed(items)).errors.map((error) => error.message)).toEqual([]);
      expect(emitted(listed(items))).not.toContain("quoted");
      fired = 0;
      const texts = ["ONE", 't"wo', "two", "three", "four"];
      sameOn(listed(items), arrivalsOf(texts.map((input_text) => ({ event_type: "input", timestamp: 0, input_text }))));
      expect(fired).toBeGreaterThan(3);
    }
  });

  it("a list of numbers, integers of any length, a pattern with bars, and a phrase with one", () => {
    const text = `RULE: Odd
META(id="odd")
ON tool_call
IF tool_call.params["n"] IN [1, 90071992547409930001, -2.5]
OR tool_call.params["text"] MATCHES [/a|b{3}/i, /\\|/, /x"y/]
OR tool_call.params["text"] CONTAINS ["one|two", "three", "four"]
THEN alert(severity=HIGH, category="prompt_injection")
`;
    expect(check(text).errors.map((error) => error.message)).toEqual([]);
    const given = [{ n: -2.5 }, { text: "BBB" }, { text: "One|Two" }, { text: "a" }, { text: 'x"y' }, { n: 2 }, { text: "t" }];
    fired = 0;
    sameOn(text, arrivalsOf(given.map((params) => ({ event_type: "tool_call", timestamp: 0, tool_call: { tool: "t", params } }))));
    expect(fired).toBe(2 * 5);
  });
});
