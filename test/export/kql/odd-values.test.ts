/** Every test of the language and its NOT on every odd value: absent, null, empty, of another kind, other case, beside the edge; with and without the mapping's promises. */
import { describe, expect, it } from "vitest";
import type { Mapping } from "../../../src/schema/mapping.ts";
import { bundledMapping } from "../mapping.ts";
import { runs } from "../../property/compare.ts";
import { eventWith, type Probe, possible, probes } from "../odd-probes.ts";
import { exported, Judge, plainOptions, unpromised } from "./agree.ts";

const adx = bundledMapping("adx");
const mappings: readonly Mapping[] = [adx, unpromised(adx)];

/** Each way to export; by default each test takes one after the other in turn, its NOT the next, with AIDR_RUNS all of them. */
const ways = mappings.flatMap((mapping) => (["plain", "strict"] as const).map((folding) => ({ mapping, folding })));
const isLong = runs(1) > 1;

describe("tests of odd values", { timeout: 900_000 }, () => {
  const named = new Map(probes.map((probe) => [probe.field, probe]));
  it.each([...named.keys()])("agree on %s", (field) => {
    const probe = named.get(field);
    if (!probe) throw new Error(field);
    const tally = { pairs: 0, refused: 0, fired: 0 };
    const asked = new Set<string>();
    for (const [at, test] of [...probe.tests, ...(probe.more ?? [])].entries()) {
      const both = [test, `NOT (${test})`].map((condition) => ({ condition, planned: possible(probe, condition) }));
      const doesCompile = both.some(({ planned }) => planned);
      expect(doesCompile, `${test} does not compile`).toBe(true);
      for (const [polarity, { condition, planned }] of both.entries())
        for (const [index, { mapping, folding }] of ways.entries()) {
          const isMore = at >= probe.tests.length;
          const isOut = !isLong && (index !== (at + polarity) % ways.length || (isMore && (at + polarity) % 2 === 0));
          if (!planned || isOut) continue;
          const outcome = exported(planned, mapping, { ...plainOptions, folding });
          if (outcome.kind === "refused") tally.refused++;
          const known = `${mapping.name} ${condition} ${outcome.kind === "refused" ? "" : outcome.text}`;
          if (outcome.kind === "refused" || asked.has(known)) continue;
          asked.add(known);
          tally.pairs += probe.values.length;
          expect(differences(probe, new Judge(planned, mapping, outcome), tally), `${condition} (${mapping.name})`).toEqual([]);
        }
    }
    console.info(`kql, odd values of ${field}: ${tally.pairs} pairs, ${tally.fired} fire, ${tally.refused} refused`);
    expect(tally.pairs).toBeGreaterThan(probe.values.length * probe.tests.length);
    expect(tally.fired).toBeGreaterThan(probe.values.length);
  });
});

/** Values on which evaluator and query differ, and the query. */
function differences({ on, field, values }: Probe, judge: Judge, tally: { fired: number }): readonly string[] {
  const { evaluator, query } = judge.judge(values.map((value, index) => eventWith(on, field, value, index)));
  tally.fired += evaluator.length;
  const wrong = values.flatMap((value, index) =>
    evaluator.includes(`e${index}`) === query.includes(`e${index}`) ? [] : [JSON.stringify(value) ?? "absent"],
  );
  return wrong.length === 0 ? wrong : [...wrong, judge.written.text];
}
