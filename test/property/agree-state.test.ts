/** Evaluator and oracle agree on random rules that remember, over random streams. AIDR_RUNS is the number of (rule, stream) cases, about. */
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
const perForm = Math.ceil(runs(3000) / (Object.keys(forms).length + 4));
// Parsing and checking a rule costs as much as judging a stream with it several times: each rule is judged on up to 24 streams, each of them a case.
const streamsMax = 24;
const streamsOfRule = 11; // in the middle, for fast-check prefers the short

type Tally = { cases: number; fired: number };

type Stream = { readonly arrivals: readonly Arrival[]; readonly how: InterpretOptions };
type Case = { readonly text: string; readonly streams: readonly Stream[] };

function agree(
  name: string,
  rules: fc.Arbitrary<string>,
  arrivals: fc.Arbitrary<readonly Arrival[]>,
  options: fc.Arbitrary<InterpretOptions>,
): Tally {
  const tally = { cases: 0, fired: 0 };
  const streams = fc.array(fc.record({ arrivals, how: options }), { minLength: 1, maxLength: streamsMax, size: "max" });
  const property = fc.property(fc.record({ text: rules, streams }), ({ text, streams }) => {
    const checked = check(text);
    expect(checked.errors.filter((error) => !expected.has(error.name)).map((error) => error.message)).toEqual([]);
    if (checked.errors.length > 0) return;
    for (const { arrivals, how } of streams) {
      const oracle = firingsOfOracle(checked, arrivals, how).join("\n");
      tally.cases++;
      if (oracle !== "") tally.fired++;
      const evaluator = firingsOfEvaluator(checked, arrivals, how).join("\n");
      if (evaluator !== oracle) throw new Error("evaluator and oracle differ");
    }
  });
  const count = name === several ? perForm * 4 : perForm;
  holdsFor(property, Math.ceil(count / streamsOfRule), explain);
  console.info(`agree: ${name}: ${tally.cases} streams, ${share(tally)} fire`);
  return tally;
}

function share({ cases, fired }: Tally): string {
  return `${Math.round((100 * fired) / cases)} %`;
}

/** The first stream on which they differ. */
function explain({ text, streams }: Case): string {
  const checked = check(text);
  if (checked.errors.length > 0) return `${text}\n${checked.errors.map((error) => error.message).join("\n")}`;
  for (const { arrivals, how } of streams) {
    const [evaluator, oracle] = [firingsOfEvaluator(checked, arrivals, how).join("; "), firingsOfOracle(checked, arrivals, how).join("; ")];
    if (evaluator !== oracle) return `${JSON.stringify(how)}\n${show(text, arrivals)}\nevaluator: ${evaluator}\noracle: ${oracle}`;
  }
  return text;
}

function paced(...paces: readonly Pace[]): fc.Arbitrary<readonly Arrival[]> {
  return fc.constantFrom(...paces).chain((pace) => randomStream(pace, false));
}

const several = "files of several rules, alerts as events, suppression and exceptions";

describe("evaluator and oracle agree on", { timeout: 14_400_000 }, () => {
  const total: Tally = { cases: 0, fired: 0 };
  const add = ({ cases, fired }: Tally): void => {
    total.cases += cases;
    total.fired += fired;
  };
  it.each(Object.entries(forms))("%s", (name, form) => {
    add(agree(name, ruleOn(form), slow.has(name) ? paced("days") : paced("seconds", "days"), options));
  });

  it(several, () => {
    add(agree(several, randomStateRules, paced("seconds", "days"), options));
  });

  it("and a quarter of the cases fire", () => {
    console.info(`agree: ${total.cases} streams, ${share(total)} fire`);
    expect(total.fired / total.cases).toBeGreaterThan(0.25);
  });
});

describe("tidy streams", { timeout: 14_400_000 }, () => {
  it("mean the same in the order of arrival", () => {
    agree("tidy", randomStateRules, randomStream("seconds", true), fc.constant({ mode: "inline", latenessMs: 0 }));
  });
});
