/** Every exported query finds what the evaluator fires on: the rules of the library, random rules about one event, and random rules about several. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExportOptions, Written } from "../../../src/export/outcome.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { randomEvent } from "../../property/random-event.ts";
import { randomRule } from "../../property/random-rule.ts";
import type { JsonRecord } from "../carried.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import type { Planned } from "../pack.ts";
import { packRules, ruleOf } from "../pack.ts";
import type { Seed } from "../streams.ts";
import { streamFor } from "../streams.ts";
import { compare, ecs, ecsUnique, exported, otel } from "./agree.ts";
import { absences, counts, denseStreams, references, seen, sequences, together } from "./random-sequence.ts";

/** In a long run each rule of the library with each mapping and exact folding as well, else with one mapping in turn. */
const isLong = process.env["AIDR_RUNS"] !== undefined;
const shortCombinations: readonly Partial<ExportOptions>[] = [{}, { broader: true }];
const combinations: readonly Partial<ExportOptions>[] = [{}, { broader: true }, { folding: "strict" }];

describe("exported EQL and the evaluator", { timeout: 3_600_000 }, () => {
  it("agree on every rule of the library", () => {
    for (const [at, planned] of packRules().entries())
      for (const mapping of [ecs, otel].filter((_, which) => isLong || which === at % 2))
        for (const options of isLong ? combinations : shortCombinations) {
          const outcome = exported(planned, mapping, options);
          if (outcome.kind === "refused" || (options.broader && outcome.kind === "exact")) continue;
          let fired = 0;
          for (const seed of planned.seeds) {
            const events = numbered(seed);
            fired += agreeing(planned, mapping, outcome, events);
          }
          const property = fc.property(streamFor(planned.rule, standardModel, 24, planned.seeds), (events) => {
            fired += agreeing(planned, mapping, outcome, events);
          });
          fc.assert(property, { numRuns: runs(2), seed: 11, endOnFailure: true, reporter: firstError });
          if (outcome.kind === "exact") expect(fired, planned.rule.id).toBeGreaterThan(0);
        }
  });

  it("agree on random rules about one event", () => {
    const types = ["input", "tool_call", "retrieval", "session_end", "auth", "infra_access"];
    const labels: Record<string, number> = {};
    let pairs = 0;
    let fired = 0;
    const cases = fc.constantFrom(...types).chain((type) =>
      fc.record({
        text: randomRule(standardModel, type),
        events: fc.array(randomEvent(standardModel, type), { minLength: 12, maxLength: 12 }),
        options: fc.constantFrom(...combinations),
        mapping: fc.constantFrom(ecs, otel),
      }),
    );
    const property = fc.property(cases, ({ text, events, options, mapping }) => {
      const planned = checkable(text);
      if (!planned) return;
      const outcome = exported(planned, mapping, options);
      const label = outcome.kind === "refused" ? (outcome.refusals[0]?.code ?? "") : outcome.kind;
      labels[label] = (labels[label] ?? 0) + 1;
      if (outcome.kind === "refused") return;
      // Random events hold JSON and null.
      const named = events.map((event, at) => ({ ...event, event_id: `e${at}`, sequence: at })) as unknown as JsonRecord[];
      pairs += events.length;
      fired += agreeing(planned, mapping, outcome, named, text);
    });
    fc.assert(property, { numRuns: runs(200), seed: 5, endOnFailure: true, reporter: firstError });
    console.info(`eql, one event: ${pairs} pairs, ${fired} fire, ${JSON.stringify(labels)}`);
    expect(labels["exact"]).toBeGreaterThan(20);
    expect(fired).toBeGreaterThan(20);
  });

  it.each(Object.entries({ sequences, absences, references, counts, seen, together }))("agree on random %s", (name, texts) => {
    const labels: Record<string, number> = {};
    let cases = 0;
    let fired = 0;
    const drawn = fc.record({
      text: texts,
      options: fc.constantFrom<Partial<ExportOptions>>({}, { broader: true }),
      mapping: fc.constantFrom(ecs, ecsUnique),
    });
    const property = fc.property(
      drawn.chain((one) => {
        const planned = checkable(one.text);
        return planned
          ? fc.record({
              one: fc.constant(one),
              planned: fc.constant(planned),
              streams: fc.array(denseStreams, { minLength: 12, maxLength: 12 }),
            })
          : fc.constant(undefined);
      }),
      (found) => {
        if (!found) return;
        const { one, planned, streams } = found;
        const outcome = exported(planned, one.mapping, one.options);
        const label = outcome.kind === "refused" ? (outcome.refusals[0]?.code ?? "") : `${outcome.kind} ${outcome.granularity}`;
        labels[label] = (labels[label] ?? 0) + 1;
        if (outcome.kind === "refused") return;
        for (const events of streams) {
          cases++;
          fired += agreeing(planned, one.mapping, outcome, events, one.text) > 0 ? 1 : 0;
        }
      },
    );
    fc.assert(property, { numRuns: runs(60), seed: 3, endOnFailure: true, reporter: firstError });
    console.info(`eql, ${name}: ${cases} streams, ${fired} fire, ${JSON.stringify(labels)}`);
    expect(fired).toBeGreaterThan(20);
  });
});

/** How often the rule fires; fails where the query does not find what the outcome promises. */
function agreeing(planned: Planned, mapping: Mapping, written: Written, events: readonly JsonRecord[], text = ""): number {
  const { fired, problem } = compare(planned, mapping, written, events);
  expect(problem, text.slice(text.indexOf("RULE:"))).toBeUndefined();
  return fired;
}

function firstError<T>(details: fc.RunDetails<T>): void {
  if (details.failed) throw details.errorInstance;
}

function numbered(seed: Seed): readonly JsonRecord[] {
  return seed.map(({ timeMs, event }, sequence) => ({
    ...event,
    event_id: `e${sequence}`,
    timestamp: new Date(timeMs).toISOString(),
    sequence,
  }));
}

/** A rule that the checker lets pass: a random one may be impossible. */
function checkable(text: string): Planned | undefined {
  try {
    return ruleOf(text);
  } catch {
    return undefined;
  }
}
