/** Evaluator and oracle agree on random rules that remember, over random streams. AIDR_RUNS is the number of (rule, stream) cases in all. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arrival, InterpretOptions } from "../oracle/interpreter.ts";
import { check, firingsOfEvaluator, firingsOfOracle, holdsFor, runs, show } from "./compare.ts";
import { type Pace, randomStateRules, randomStream, ruleOn, sequenceForms, stateForms } from "./random-stream.ts";

const forms = { ...stateForms, ...sequenceForms };
const slow = new Set(["baseline", "zscore", "field"]);
/** What the checker may rightly say of a random rule. */
const expected = new Set(["never-true"]);
const options: fc.Arbitrary<InterpretOptions> = fc.constantFrom(
  { mode: "stream", latenessMs: 0 } as const,
  { mode: "stream", latenessMs: 2000 } as const,
);
const perForm = Math.ceil(runs(1500) / (Object.keys(forms).length + 4));

type Tally = { cases: number; fired: number };

type Case = { readonly text: string; readonly arrivals: readonly Arrival[]; readonly how: InterpretOptions };

function agree(
  rules: fc.Arbitrary<string>,
  streams: fc.Arbitrary<readonly Arrival[]>,
  how: fc.Arbitrary<InterpretOptions>,
  count: number,
): Tally {
  const tally = { cases: 0, fired: 0 };
  const property = fc.property(fc.record({ text: rules, arrivals: streams, how }), ({ text, arrivals, how }) => {
    const checked = check(text);
    expect(checked.errors.filter((error) => !expected.has(error.name)).map((error) => error.message)).toEqual([]);
    if (checked.errors.length > 0) return;
    const oracle = firingsOfOracle(checked, arrivals, how);
    tally.cases++;
    if (oracle.length > 0) tally.fired++;
    expect(firingsOfEvaluator(checked, arrivals, how).join("\n")).toBe(oracle.join("\n"));
  });
  holdsFor(property, count, explain);
  return tally;
}

function explain({ text, arrivals, how }: Case): string {
  const checked = check(text);
  if (checked.errors.length > 0) return `${text}\n${checked.errors.map((error) => error.message).join("\n")}`;
  return `${JSON.stringify(how)}\n${show(text, arrivals)}\nevaluator: ${firingsOfEvaluator(checked, arrivals, how).join("; ")}\noracle: ${firingsOfOracle(checked, arrivals, how).join("; ")}`;
}

function paced(...paces: readonly Pace[]): fc.Arbitrary<readonly Arrival[]> {
  return fc.constantFrom(...paces).chain((pace) => randomStream(pace, false));
}

describe("evaluator and oracle agree on", { timeout: 7_200_000 }, () => {
  const total: Tally = { cases: 0, fired: 0 };
  it.each(Object.entries(forms))("%s", (name, form) => {
    const tally = agree(ruleOn(form), slow.has(name) ? paced("days") : paced("seconds", "days"), options, perForm);
    total.cases += tally.cases;
    total.fired += tally.fired;
  });

  it("files of several rules, alerts as events, suppression and exceptions", () => {
    const tally = agree(randomStateRules, paced("seconds", "days"), options, perForm * 4);
    total.cases += tally.cases;
    total.fired += tally.fired;
  });

  it("and a quarter of the cases fire", () => {
    console.info(`agree: ${total.cases} streams, ${Math.round((100 * total.fired) / total.cases)} % fire`);
    expect(total.fired / total.cases).toBeGreaterThan(0.25);
  });
});

describe("tidy streams", { timeout: 7_200_000 }, () => {
  it("mean the same in the order of arrival", () => {
    agree(randomStateRules, randomStream("seconds", true), fc.constant({ mode: "inline", latenessMs: 0 }), perForm);
  });
});
