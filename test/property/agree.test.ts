/** Evaluator and oracle agree on random rules over single events. AIDR_RUNS is the number of (rule, event) pairs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check, firingsOfEvaluator, firingsOfOracle, runs, show } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomEvent } from "./random-event.ts";
import { randomRule } from "./random-rule.ts";

const inline = { mode: "inline", latenessMs: 0 } as const;
const eventsPerRule = 20;
const types = ["input", "output", "tool_call", "tool_result", "tool_definition", "retrieval", "session_end", "auth", "infra_access"];

/** What the checker may rightly say of a random rule: it can never fire, or a literal could never be found. */
const expected = new Set(["never-true", "not-a-fixed-point"]);

describe("evaluator and oracle", () => {
  const cases = fc
    .constantFrom(...types)
    .chain((type) =>
      fc.record({
        text: randomRule(standardModel, type),
        events: fc.array(randomEvent(standardModel, type), { minLength: eventsPerRule, maxLength: eventsPerRule }),
      }),
    );

  it("agree on single events", { timeout: 3_600_000 }, () => {
    let pairs = 0;
    let fired = 0;
    fc.assert(
      fc.property(cases, ({ text, events }) => {
        const checked = check(text);
        const unexpected = checked.errors.filter((error) => !expected.has(error.name));
        expect(unexpected, text).toEqual([]);
        if (checked.errors.length > 0) return;
        const arrivals = events.map((event, offset) => ({ event: { ...event, event_id: `e${offset}` }, offset }));
        const oracle = firingsOfOracle(checked, arrivals, inline);
        pairs += events.length;
        fired += oracle.length;
        expect(firingsOfEvaluator(checked, arrivals, inline), show(text, arrivals)).toEqual(oracle);
      }),
      { numRuns: Math.ceil(runs(3000) / eventsPerRule) },
    );
    // A property over rules that never fire would say little.
    expect(fired / pairs).toBeGreaterThan(0.25);
    console.info(`agree: ${pairs} pairs, ${Math.round((100 * fired) / pairs)} % fire`);
  });
});
