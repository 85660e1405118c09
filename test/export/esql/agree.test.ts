/** Every exported query finds the events on which the evaluator fires, and is well typed by Elastic's definitions: the rules of the library, and random rules. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExportOptions, Written } from "../../../src/export/outcome.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { randomEvent } from "../../property/random-event.ts";
import { randomRule } from "../../property/random-rule.ts";
import type { JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import type { Planned } from "../pack.ts";
import { packRules } from "../pack.ts";
import { checkable, randomTypes } from "../querydsl/random.ts";
import { streamFor } from "../streams.ts";
import { checked, exported, judge } from "./agree.ts";

const mappings = [bundledMapping("elastic-ecs"), bundledMapping("elastic-otel")];
const previewsMax: ReadonlySet<string> = new Set(["MV_CONTAINS", "inline-stats"]);

/** Types, columns and preview features are what the outcome says. */
function expectWellTyped(written: Written, mapping: Mapping): void {
  for (const { errors, previews, columns } of checked(written, mapping)) {
    expect(errors, written.text).toEqual([]);
    for (const name of previews) {
      expect(previewsMax.has(name), name).toBe(true);
      const stated = written.assumptions.some(
        (each) => each.kind === "deployed" && each.what.includes(name === "inline-stats" ? "INLINE STATS" : name),
      );
      expect(stated, `preview ${name} is not among the assumptions`).toBe(true);
    }
    expect([...columns.keys()].filter((name) => !["_id", "_index", "_version"].includes(name)).sort()).toEqual(
      written.columns.map(({ column }) => column).sort(),
    );
  }
}

function expectAgreement(planned: Planned, written: Written, events: readonly JsonRecord[], mapping: Mapping, text = ""): number {
  const { fired, found, events: kept } = judge(planned, mapping, written, events);
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

/** In a long run each rule of the library with each mapping and exact folding as well, else with one mapping in turn. */
const isLong = process.env["AIDR_RUNS"] !== undefined;
const shortCombinations: readonly Partial<ExportOptions>[] = [{}, { broader: true }];
const combinations: readonly Partial<ExportOptions>[] = [...shortCombinations, { folding: "strict" }];

describe("exported queries and the evaluator", () => {
  it("agree on every rule of the library", { timeout: 3_600_000 }, () => {
    let pairs = 0;
    const firings = new Map<string, number>();
    for (const [at, planned] of packRules().entries())
      for (const mapping of mappings.filter((_, which) => isLong || which === at % mappings.length))
        for (const options of isLong ? combinations : shortCombinations) {
          const outcome = exported(planned, mapping, options);
          if (outcome.kind === "refused") continue;
          expectWellTyped(outcome, mapping);
          let fired = firings.get(planned.rule.id) ?? 0;
          fc.assert(
            fc.property(streamFor(planned.rule, standardModel, 24, planned.seeds), (events) => {
              pairs += events.length;
              fired += expectAgreement(planned, outcome, events, mapping);
            }),
            { numRuns: runs(2), seed: 11 },
          );
          if (outcome.kind === "exact") firings.set(planned.rule.id, fired);
        }
    expect(firings.size).toBeGreaterThan(20);
    expect([...firings.values()].filter((fired) => fired === 0).length).toBeLessThan(firings.size / 5);
    console.info(`esql: ${pairs} pairs of the library`);
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
          broader: fc.boolean(),
          folding: fc.constantFrom("plain", "strict"),
          mapping: fc.constantFrom(...mappings),
        }),
      ),
      ({ text, events, broader, folding, mapping }) => {
        const planned = checkable(text);
        if (!planned) return;
        const outcome = exported(planned, mapping, { broader, folding });
        const label = outcome.kind === "refused" ? (outcome.refusals[0]?.code ?? "") : outcome.kind;
        counts[label] = (counts[label] ?? 0) + 1;
        if (outcome.kind === "refused") return;
        expectWellTyped(outcome, mapping);
        cases += events.length;
        // Random events hold JSON and null.
        const numbered = events.map((event, at) => ({ ...event, event_id: `e${at}`, sequence: at })) as unknown as JsonRecord[];
        fired += expectAgreement(planned, outcome, numbered, mapping, text);
      },
    );
    const details = fc.check(property, { numRuns: runs(400), seed: 5, endOnFailure: true });
    if (details.failed) throw details.errorInstance;
    console.info(`esql: ${cases} pairs, ${fired} fire, ${JSON.stringify(counts)}`);
    expect(counts["exact"]).toBeGreaterThan(30);
    expect(fired).toBeGreaterThan(30);
  });
});
