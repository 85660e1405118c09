/** Evaluator and oracle agree on random rules over single events. AIDR_RUNS is the number of (rule, event) pairs. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ValueRecord } from "../../src/runtime/value.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { check, firingsOfEvaluator, firingsOfOracle, holdsFor, runs, show } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomEvent } from "./random-event.ts";
import { packText, randomPack, randomRule } from "./random-rule.ts";

const inline = { mode: "inline", latenessMs: 0 } as const;
const eventsPerRule = 20;
const types = ["input", "output", "tool_call", "tool_result", "tool_definition", "retrieval", "session_end", "auth", "infra_access"];

/** What the checker may rightly say of a random rule: it can never fire, or a literal could never be found. */
const expected = new Set(["never-true", "not-a-fixed-point"]);

type Case = { readonly text: string; readonly events: readonly ValueRecord[] };

const cases: fc.Arbitrary<Case> = fc.constantFrom(...types).chain((type) =>
  fc.record({
    text: randomRule(standardModel, type),
    events: fc.array(randomEvent(standardModel, type), { minLength: eventsPerRule, maxLength: eventsPerRule }),
  }),
);

function arrivalsOf(events: readonly ValueRecord[]): readonly Arrival[] {
  return events.map((event, offset) => ({ event: { ...event, event_id: `e${offset}` }, offset }));
}

/** Only the events on which the two differ. */
function explain({ text, events }: Case): string {
  const checked = check(text);
  if (checked.errors.length > 0) return `${text}\n${checked.errors.map((error) => error.message).join("\n")}`;
  const differing = arrivalsOf(events).filter(
    (arrival) => firingsOfEvaluator(checked, [arrival], inline).join() !== firingsOfOracle(checked, [arrival], inline).join(),
  );
  return show(text, differing.slice(0, 3));
}

describe("evaluator and oracle", () => {
  it("agree on single events", { timeout: 3_600_000 }, () => {
    let pairs = 0;
    let fired = 0;
    const property = fc.property(cases, ({ text, events }) => {
      const checked = check(text);
      const unexpected = checked.errors.filter((error) => !expected.has(error.name));
      expect(unexpected.map((error) => error.message)).toEqual([]);
      if (checked.errors.length > 0) return;
      const arrivals = arrivalsOf(events);
      const oracle = firingsOfOracle(checked, arrivals, inline);
      pairs += events.length;
      fired += oracle.length;
      expect(firingsOfEvaluator(checked, arrivals, inline).join("\n")).toBe(oracle.join("\n"));
    });
    holdsFor(property, Math.ceil(runs(3000) / eventsPerRule), explain);
    // A property over rules that never fire would say little.
    expect(fired / pairs).toBeGreaterThan(0.25);
    console.info(`agree: ${pairs} pairs, ${Math.round((100 * fired) / pairs)} % fire`);
  });

  it("agree on files of many rules", { timeout: 3_600_000 }, () => {
    const packs = fc.constantFrom(...types).chain((type) =>
      fc.record({
        type: fc.constant(type),
        conditions: randomPack(standardModel, type),
        events: fc.array(randomEvent(standardModel, type), { minLength: 8, maxLength: 8 }),
      }),
    );
    const property = fc.property(packs, ({ type, conditions, events }) => {
      const text = packText(type, checkable(type, conditions));
      const checked = check(text);
      const arrivals = arrivalsOf(events);
      expect(firingsOfEvaluator(checked, arrivals, inline).join("\n")).toBe(firingsOfOracle(checked, arrivals, inline).join("\n"));
    });
    const pairsPerCase = 80;
    holdsFor(property, Math.ceil(runs(3000) / pairsPerCase), ({ type, conditions, events }) =>
      explain({ text: packText(type, checkable(type, conditions)), events }),
    );
  });
});

/** The conditions of which the checker does not say that they can never hold. */
function checkable(type: string, conditions: readonly string[]): readonly string[] {
  const text = packText(type, conditions);
  const wrong = check(text).errors.map((error) => text.slice(0, error.span.start).split("RULE:").length - 2);
  return conditions.filter((_, index) => !wrong.includes(index));
}
