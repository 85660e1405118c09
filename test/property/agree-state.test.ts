/** Evaluator and oracle agree on random rules that remember, over random streams. AIDR_RUNS is the number of (rule, stream) cases in all. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, firingsOfEvaluator, firingsOfOracle, runs, show } from "./compare.ts";
import { type Pace, randomStateRules, randomStream, ruleOn, sequenceForms, stateForms } from "./random-stream.ts";

const forms = { ...stateForms, ...sequenceForms };
const slow = new Set(["baseline", "zscore"]);
/** What the checker may rightly say of a random rule. */
const expected = new Set(["never-true"]);
const options = fc.constantFrom({ mode: "stream", latenessMs: 0 } as const, { mode: "stream", latenessMs: 2000 } as const);
const perForm = Math.ceil(runs(1500) / (Object.keys(forms).length + 4));

type Tally = { cases: number; fired: number };

function agree(rules: fc.Arbitrary<string>, paces: readonly Pace[], count: number): Tally {
  const tally = { cases: 0, fired: 0 };
  const streams = fc.constantFrom(...paces).chain((pace) => randomStream(pace, false));
  fc.assert(
    fc.property(rules, streams, options, (text, arrivals, how) => {
      const checked = check(text);
      expect(
        checked.errors.filter((error) => !expected.has(error.name)),
        text,
      ).toEqual([]);
      if (checked.errors.length > 0) return;
      const oracle = firingsOfOracle(checked, arrivals, how);
      tally.cases++;
      if (oracle.length > 0) tally.fired++;
      expect(firingsOfEvaluator(checked, arrivals, how), `${JSON.stringify(how)}\n${show(text, arrivals)}`).toEqual(oracle);
    }),
    { numRuns: count },
  );
  return tally;
}

describe("evaluator and oracle agree on", { timeout: 7_200_000 }, () => {
  const total: Tally = { cases: 0, fired: 0 };
  it.each(Object.entries(forms))("%s", (name, form) => {
    const tally = agree(ruleOn(form), slow.has(name) ? ["days"] : ["seconds", "days"], perForm);
    total.cases += tally.cases;
    total.fired += tally.fired;
  });

  it("files of several rules, alerts as events, suppression and exceptions", () => {
    const tally = agree(randomStateRules, ["seconds", "days"], perForm * 4);
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
    const inline = { mode: "inline", latenessMs: 0 } as const;
    fc.assert(
      fc.property(randomStateRules, randomStream("seconds", true), (text, arrivals) => {
        const checked = check(text);
        if (checked.errors.length > 0) return;
        expect(firingsOfEvaluator(checked, arrivals, inline), show(text, arrivals)).toEqual(firingsOfOracle(checked, arrivals, inline));
      }),
      { numRuns: perForm },
    );
  });
});
