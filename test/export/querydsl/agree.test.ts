/** Every exported query finds the events on which the evaluator fires: the rules of the library, random rules, and each operator on odd values under NOT. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Written } from "../../../src/export/outcome.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { randomEvent } from "../../property/random-event.ts";
import { randomRule } from "../../property/random-rule.ts";
import type { JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import type { Planned } from "../pack.ts";
import { packRules } from "../pack.ts";
import { ownStreams, streamFor } from "../streams.ts";
import type { Printer } from "./agree.ts";
import { exported, judge, printers } from "./agree.ts";
import { checkable, randomTypes } from "./random.ts";

const mappings = [bundledMapping("elastic-ecs"), bundledMapping("elastic-otel")];

function expectAgreement(
  planned: Planned,
  written: Written,
  as: Printer,
  events: readonly JsonRecord[],
  mapping: Mapping,
  text = "",
): number {
  const { fired, found, events: kept } = judge(planned, mapping, written, as, events);
  const differing = kept.filter(({ event_id }) => fired.includes(String(event_id)) !== found.includes(String(event_id)));
  const message = `${text.slice(text.indexOf("ON "))}\n${written.text}\n${JSON.stringify(differing[0])}`;
  if (written.kind === "broader")
    expect(
      fired.filter((id) => !found.includes(id)),
      message,
    ).toEqual([]);
  else expect(found, message).toEqual(fired);
  return fired.length;
}

/** Each rule with each mapping and printer in a long run, else with one of each in turn. */
const isLong = process.env["AIDR_RUNS"] !== undefined;

describe("exported queries and the evaluator", () => {
  it("agree on every rule of the library", { timeout: 3_600_000 }, () => {
    const firings = new Map<string, number>();
    for (const [at, planned] of packRules().entries())
      for (const mapping of mappings.filter((_, which) => isLong || which === at % mappings.length))
        for (const as of printers.filter((_, which) => isLong || which === Math.floor(at / 2) % printers.length))
          for (const broader of [false, true]) {
            const outcome = exported(planned, mapping, as, { broader });
            if (outcome.kind === "refused" || (broader && outcome.kind === "exact")) continue;
            const drawn = fc.sample(streamFor(planned.rule, standardModel, 24, planned.seeds), { numRuns: runs(1), seed: 11 });
            for (const events of [...ownStreams(planned.seeds), ...drawn]) {
              const fired = expectAgreement(planned, outcome, as, events, mapping);
              if (outcome.kind === "exact") firings.set(planned.rule.id, (firings.get(planned.rule.id) ?? 0) + fired);
            }
          }
    expect(firings.size).toBeGreaterThan(8);
    expect([...firings.values()].filter((fired) => fired === 0).length).toBeLessThan(firings.size / 6);
  });

  it("agree on random rules", { timeout: 3_600_000 }, () => {
    const counts: Record<string, number> = {};
    let fired = 0;
    let cases = 0;
    const property = fc.property(
      fc.constantFrom(...randomTypes).chain((type) =>
        fc.record({
          text: randomRule(standardModel, type),
          events: fc.array(randomEvent(standardModel, type), { minLength: 12, maxLength: 12 }),
          as: fc.constantFrom(...printers),
          broader: fc.boolean(),
          folding: fc.constantFrom("plain", "strict"),
          mapping: fc.constantFrom(...mappings),
        }),
      ),
      ({ text, events, as, broader, folding, mapping }) => {
        const planned = checkable(text);
        if (!planned) return;
        const outcome = exported(planned, mapping, as, { broader, folding });
        const label = outcome.kind === "refused" ? (outcome.refusals[0]?.code ?? "") : outcome.kind;
        counts[label] = (counts[label] ?? 0) + 1;
        if (outcome.kind === "refused") return;
        cases += events.length;
        // Random events hold JSON and null.
        const numbered = events.map((event, at) => ({ ...event, event_id: `e${at}`, sequence: at })) as unknown as JsonRecord[];
        fired += expectAgreement(planned, outcome, as, numbered, mapping, text);
      },
    );
    // The message of the failed expectation says all; the drawn values would fill pages.
    const details = fc.check(property, { numRuns: runs(300), seed: 5, endOnFailure: true });
    if (details.failed) throw details.errorInstance;
    console.info(`querydsl: ${cases} pairs, ${fired} fire, ${JSON.stringify(counts)}`);
    expect(counts["exact"]).toBeGreaterThan(20);
    expect(fired).toBeGreaterThan(30);
  });
});
