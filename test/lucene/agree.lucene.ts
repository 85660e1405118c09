/** Lucene itself finds the events on which the evaluator fires, for every rule of the library and for random rules, through both printers. AIDR_RUNS is the number of random rules. */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Written } from "../../src/export/outcome.ts";
import type { Mapping } from "../../src/schema/mapping.ts";
import type { Json, JsonRecord } from "../export/carried.ts";
import { firingIds } from "../export/evaluator.ts";
import { bundledMapping } from "../export/mapping.ts";
import type { Planned } from "../export/pack.ts";
import { packRules } from "../export/pack.ts";
import type { Printer } from "../export/querydsl/agree.ts";
import { carriedBy, exported, printers } from "../export/querydsl/agree.ts";
import { columnKinds, documentOf } from "../export/querydsl/document.ts";
import { checkable, randomTypes } from "../export/querydsl/random.ts";
import { streamFor } from "../export/streams.ts";
import { runs } from "../property/compare.ts";
import { standardModel } from "../property/model.ts";
import { randomEvent } from "../property/random-event.ts";
import { randomRule } from "../property/random-rule.ts";
import type { Request } from "./engine.ts";
import { startEngine } from "./engine.ts";

const engine = startEngine();
afterAll(() => engine.stop());

/** Each rule with each mapping and printer in a long run, else with one of each in turn: Lucene takes seconds for a long pattern. */
const isLong = process.env["AIDR_RUNS"] !== undefined;
const mappings = [bundledMapping("elastic-ecs"), bundledMapping("elastic-otel")];

async function expectAgreement(planned: Planned, mapping: Mapping, written: Written, as: Printer, events: readonly JsonRecord[]) {
  const kept = carriedBy(events, mapping, written);
  const fired = firingIds(
    planned.plan,
    planned.rule,
    kept.map(({ event }) => event),
  );
  const [answer] = await engine.ask({
    columns: Object.fromEntries(columnKinds(mapping)),
    documents: kept.map((each) => {
      const { id, values } = documentOf(each);
      return { id, values: Object.fromEntries(values) };
    }),
    queries: [queryOf(written, as)],
  });
  const found = answer && "ids" in answer ? answer.ids : [`error: ${answer?.error}`];
  const differing = kept.find(({ event }) => fired.includes(String(event["event_id"])) !== found.includes(String(event["event_id"])));
  const message = `${planned.rule.id}\n${written.text}\n${JSON.stringify(differing?.event)}`;
  if (written.kind === "broader")
    expect(
      fired.filter((id) => !found.includes(id)),
      message,
    ).toEqual([]);
  else expect(found, message).toEqual(fired);
  return fired.length;
}

function queryOf({ text }: Written, as: Printer): Request["queries"][number] {
  return as === "lucene" ? { text } : { dsl: JSON.parse(text) as Json }; // JSON is what JSON.parse gives
}

describe("Lucene and the evaluator", () => {
  it("agree on every rule of the library", { timeout: 3_600_000 }, async () => {
    let cases = 0;
    for (const [at, planned] of packRules().entries())
      for (const mapping of mappings.filter((_, which) => isLong || which === at % mappings.length))
        for (const as of printers.filter((_, which) => isLong || which === Math.floor(at / 2) % printers.length)) {
          const exact = exported(planned, mapping, as);
          const outcome = exact.kind === "refused" ? exported(planned, mapping, as, { broader: true }) : exact;
          if (outcome.kind === "refused") continue;
          const streams = fc.sample(streamFor(planned.rule, standardModel, 100), { numRuns: runs(1), seed: 21 });
          for (const events of streams) await expectAgreement(planned, mapping, outcome, as, events);
          cases += streams.reduce((total, events) => total + events.length, 0);
        }
    console.info(`lucene: ${cases} (query, event) pairs of the library`);
  });

  it("agree on random rules", { timeout: 3_600_000 }, async () => {
    const drawn = fc.constantFrom(...randomTypes).chain((type) =>
      fc.record({
        text: randomRule(standardModel, type),
        events: fc.array(randomEvent(standardModel, type), { minLength: 12, maxLength: 12 }),
        folding: fc.constantFrom("plain", "strict"),
        mapping: fc.constantFrom(...mappings),
      }),
    );
    let cases = 0;
    let fired = 0;
    for (const { text, events, folding, mapping } of fc.sample(drawn, { numRuns: runs(400), seed: 23 })) {
      const planned = checkable(text);
      if (!planned) continue;
      // Random events hold JSON and null.
      const numbered = events.map((event, at) => ({ ...event, event_id: `e${at}`, sequence: at })) as unknown as JsonRecord[];
      for (const as of printers) {
        const outcome = exported(planned, mapping, as, { broader: true, folding });
        if (outcome.kind === "refused") continue;
        fired += await expectAgreement(planned, mapping, outcome, as, numbered);
        cases += numbered.length;
      }
    }
    console.info(`lucene: ${cases} (query, event) pairs of random rules, ${fired} fire`);
    expect(fired).toBeGreaterThan(100);
  });
});
