/** The comparison has teeth: an evaluator that had one operator or one edge wrong would be noticed. The evaluator gets the changed rule, the oracle the right one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, firingsOfEvaluator, firingsOfOracle } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomEvent } from "./random-event.ts";
import { randomRule } from "./random-rule.ts";
import { type Pace, randomStream, ruleOn, sequenceForms, stateForms } from "./random-stream.ts";

const forms = { ...stateForms, ...sequenceForms };
type Change = readonly [name: string, from: RegExp, to: string];

/** Changes the rule, not its declarations; undefined where there is nothing to change. */
function change(text: string, [, from, to]: Change): string | undefined {
  const start = text.indexOf("RULE:");
  const changed = text.slice(0, start) + text.slice(start).replace(from, to);
  return changed === text ? undefined : changed;
}

/** Whether one of at most a thousand cases shows it; most show it among the first. */
function someCase<T>(cases: fc.Arbitrary<T>, shows: (one: T) => boolean): boolean {
  for (let seed = 1; seed <= 40; seed++) if (fc.sample(cases, { numRuns: 25, seed }).some(shows)) return true;
  return false;
}

describe("a change to a stateless operator is noticed:", () => {
  const changes: readonly Change[] = [
    ["== for !=", / == /, " != "],
    [">= for >", / > /, " >= "],
    ["<= for <", / < /, " <= "],
    ["OR for AND", / AND /, " OR "],
    ["no NOT", /NOT /, ""],
    ["ANY for ALL", /\bALL v\b/, "ANY v"],
    ["2 OF for 3 OF", /\b3 OF/, "2 OF"],
    ["prefix for suffix", /ENDS WITH/, "STARTS WITH"],
    ["any for all", /CONTAINS ALL/, "CONTAINS"],
    ["substring for word", /CONTAINS WORD/, "CONTAINS"],
    ["case by default", / CASED/, ""],
    ["no case by default", / NOCASE/, ""],
    ["presence", /EXISTS/, "IS MISSING"],
    ["no exception", /EXCEPTION.*\n/, ""],
  ];
  it.each(changes)("%s", (...made) => {
    const inline = { mode: "inline", latenessMs: 0 } as const;
    const cases = fc.constantFrom("input", "output", "tool_call").chain((type) =>
      fc.tuple(
        randomRule(standardModel, type).filter((text) => change(text, made) !== undefined),
        fc.array(randomEvent(standardModel, type), { minLength: 20, maxLength: 20 }),
      ),
    );
    const noticed = someCase(cases, ([text, events]) => {
      const [right, wrong] = [check(text), check(change(text, made) ?? text)];
      if (right.errors.length + wrong.errors.length > 0) return false;
      const arrivals = events.map((event, offset) => ({ event: { ...event, event_id: `e${offset}` }, offset }));
      return firingsOfEvaluator(wrong, arrivals, inline).join() !== firingsOfOracle(right, arrivals, inline).join();
    });
    expect(noticed).toBe(true);
  });
});

describe("a change to a window or a step is noticed:", () => {
  const changes: readonly (readonly [form: keyof typeof forms, pace: Pace, name: string, from: RegExp, to: string])[] = [
    ["count", "seconds", "the edge of a window", /WITHIN 1s/, "WITHIN 1001ms"],
    ["count", "seconds", "the other side of the edge", /WITHIN 1s/, "WITHIN 999ms"],
    ["count", "seconds", "DISTINCT", /DISTINCT /, ""],
    ["count", "seconds", "the key", / BY session\.id/, ""],
    ["total", "seconds", "MAX for MIN", /MIN\(/, "MAX("],
    ["baseline", "days", "samples", /MIN 2/, "MIN 3"],
    ["baseline", "days", "buckets", /OVER 1d/, "OVER 2d"],
    ["baseline", "days", "alerted events", / EXCLUDING ALERTED/, ""],
    ["baseline", "days", "rank", /, 95/, ", 50"],
    ["novelty", "seconds", "samples", /MIN 1/, "MIN 2"],
    ["frequency", "seconds", "the share", /<= 0.5/, "< 0.5"],
    ["previous", "seconds", "the edge of a window", /WITHIN 1s/, "WITHIN 1001ms"],
    ["seen", "seconds", "the edge of a window", /WITHIN 1s/, "WITHIN 1001ms"],
    ["sequence", "seconds", "an absence", / {2}ABSENT.*\n/, ""],
    ["sequence", "seconds", "a gap", / WITHIN 1s\n/, " WITHIN 1001ms\n"],
    ["sequence", "seconds", "a repetition", / REPEAT 2/, " REPEAT 3"],
    ["absence", "seconds", "the deadline", / WITHIN 1s\nTHEN/, " WITHIN 1001ms\nTHEN"],
    ["together", "seconds", "order", /TOGETHER/, "SEQUENCE"],
    ["count", "seconds", "suppression", /SUPPRESS 1s/, "SUPPRESS 1001ms"],
  ];
  it.each(changes)("%s, %s: %s", (form, pace, name, from, to) => {
    const made: Change = [name, from, to];
    const stream = { mode: "stream", latenessMs: 0 } as const;
    const cases = fc.tuple(
      ruleOn(forms[form] ?? fc.constant("")).filter((text) => change(text, made) !== undefined),
      randomStream(pace, false),
    );
    const noticed = someCase(cases, ([text, arrivals]) => {
      const [right, wrong] = [check(text), check(change(text, made) ?? text)];
      if (right.errors.length + wrong.errors.length > 0) return false;
      return firingsOfEvaluator(wrong, arrivals, stream).join() !== firingsOfOracle(right, arrivals, stream).join();
    });
    expect(noticed).toBe(true);
  });
});
