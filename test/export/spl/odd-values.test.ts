/** Every test of the language and its NOT on every odd value: absent, null, empty, of another kind, other case, beside the edge. What Splunk's documentation leaves open is read both ways. */
import { describe, expect, it } from "vitest";
import { runs } from "../../property/compare.ts";
import { eventWith, possible, type Probe, probes } from "../odd-probes.ts";
import type { Planned } from "../pack.ts";
import { compared, exported } from "./agree.ts";

/** By default each test takes one folding, its NOT the other; with AIDR_RUNS both. */
const foldings = ["plain", "strict"] as const;
const isLong = runs(1) > 1;
/** Splunk keeps no time but the event's own: every test of another is refused. */
const unread = new Set(["session.started_at"]);

describe("tests of odd values", { timeout: 900_000 }, () => {
  const named = new Map(probes.map((probe) => [probe.field, probe]));
  it.each([...named.keys()])("agree on %s", (field) => {
    const probe = named.get(field);
    if (!probe) throw new Error(field);
    const tally = { pairs: 0, refused: 0, fired: 0 };
    const asked = new Set<string>();
    for (const [at, test] of [...probe.tests, ...(probe.more ?? [])].entries()) {
      const isMore = at >= probe.tests.length;
      for (const [polarity, condition] of [test, `NOT (${test})`].entries()) {
        const planned = possible(probe, condition);
        for (const [index, folding] of foldings.entries()) {
          const isOut = !isLong && (index !== (at + polarity) % 2 || (isMore && (at >> 1) % 2 === polarity));
          if (!planned || isOut) continue;
          const outcome = exported(planned, { folding });
          if (outcome.kind === "refused") tally.refused++;
          if (outcome.kind === "refused" || asked.has(`${condition} ${outcome.text}`)) continue;
          asked.add(`${condition} ${outcome.text}`);
          tally.pairs += probe.values.length;
          const { fired, wrong } = comparedOn(probe, planned, outcome);
          tally.fired += fired;
          expect(wrong, condition).toBeUndefined();
        }
      }
    }
    console.info(`spl, odd values of ${field}: ${tally.pairs} pairs, ${tally.fired} fire, ${tally.refused} refused`);
    if (unread.has(field)) expect(tally).toMatchObject({ pairs: 0, refused: probe.tests.length * 2 });
    else expect(tally.fired).toBeGreaterThan(probe.values.length);
  });
});

function comparedOn({ on, field, values }: Probe, planned: Planned, outcome: Parameters<typeof compared>[1]) {
  return compared(
    planned,
    outcome,
    values.map((value, index) => eventWith(on, field, value, index)),
  );
}
