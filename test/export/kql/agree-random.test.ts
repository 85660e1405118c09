/** Random rules, about one event and about several, and each construct of the language: evaluator and printed query agree. AIDR_RUNS makes it long. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExportOptions } from "../../../src/export/outcome.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { randomEvent } from "../../property/random-event.ts";
import { randomRule } from "../../property/random-rule.ts";
import type { Carried, JsonRecord } from "../carried.ts";
import { constructs, constructText } from "../constructs.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import { bundledMapping } from "../mapping.ts";
import { type Planned, ruleOf } from "../pack.ts";
import { remembering } from "../spl/random-rules.ts";
import { streamFor } from "../streams.ts";
import { exported, Judge, plainOptions, uniqueTimes, unpromised } from "./agree.ts";

const adx = bundledMapping("adx");
const mappings: readonly Mapping[] = [adx, unpromised(adx)];
const seed = Number(process.env.AIDR_SEED ?? 5);
const kinds: readonly Partial<ExportOptions>[] = [{}, { folding: "strict" }, { broader: true }];

type Tally = { pairs: number; fired: number; readonly labels: Record<string, number>; readonly asked: Set<string> };

/** The same events, no two at one time. */
function apart(events: readonly JsonRecord[]): readonly JsonRecord[] {
  return events.map((event, index) => ({ ...event, timestamp: new Date(Date.parse(String(event["timestamp"])) + index).toISOString() }));
}

function newTally(): Tally {
  return { pairs: 0, fired: 0, labels: {}, asked: new Set() };
}

/** Where the two differ, in words; undefined where they agree as the outcome promises. */
function disagreement(
  planned: Planned,
  options: Partial<ExportOptions>,
  mapping: Mapping,
  streams: readonly (readonly JsonRecord[])[],
  tally: Tally,
): string | undefined {
  const outcome = exported(planned, mapping, { ...plainOptions, ...options });
  const label = outcome.kind === "refused" ? (outcome.refusals[0]?.code ?? "") : outcome.kind;
  tally.labels[label] = (tally.labels[label] ?? 0) + 1;
  if (outcome.kind === "refused") return undefined;
  // Ways of exporting that make one query of a rule are one.
  const asked = `${planned.rule.id} ${mapping.name} ${outcome.kind} ${outcome.text}`;
  if (tally.asked.has(asked)) return undefined;
  tally.asked.add(asked);
  const judge = new Judge(planned, mapping, outcome);
  for (const stream of judge.telling(streams, Math.ceil(streams.length / 3))) {
    const evaluator = judge.evaluate(stream);
    const query = queried(judge, stream);
    tally.pairs++;
    if (evaluator.length > 0) tally.fired++;
    const fits = outcome.kind === "broader" ? evaluator.every((id) => query.includes(id)) : evaluator.join() === query.join();
    if (!fits) return `evaluator [${evaluator.join(" ")}], query (${outcome.kind}) [${query.join(" ")}]\n${outcome.text}\n${shown(stream)}`;
  }
  return undefined;
}

function queried(judge: Judge, stream: readonly Carried[]): readonly string[] {
  try {
    return judge.query(stream);
  } catch (thrown) {
    throw new Error(`${String(thrown)}\n${judge.written.text}\n${shown(stream)}`);
  }
}

function shown(stream: readonly Carried[]): string {
  return stream.map(({ event }) => JSON.stringify(event)).join("\n");
}

function checkable(text: string): Planned | undefined {
  try {
    return ruleOf(text);
  } catch {
    // The checker says that it can never hold, or that a literal could never be found.
    return undefined;
  }
}

function check<T>(name: string, property: fc.IPropertyWithHooks<[T]>, numRuns: number): void {
  const details = fc.check(property, { numRuns, seed, endOnFailure: process.env.AIDR_SHRINK === undefined });
  if (details.failed)
    throw new Error(`${name}, seed ${details.seed}: ${details.errorInstance instanceof Error ? details.errorInstance.message : ""}`);
}

describe("printed queries and the evaluator", { timeout: 3_600_000 }, () => {
  it("agree on every construct of the language", () => {
    const tally = newTally();
    // By default the plain way and one of the others in turn, in a long run all.
    const ways = kinds.flatMap((options) => mappings.map((mapping) => ({ options, mapping })));
    const isLong = runs(1) > 1;
    for (const [at, construct] of constructs.entries()) {
      const planned = ruleOf(constructText(construct));
      const streams = fc.sample(streamFor(planned.rule, standardModel, 16), { numRuns: runs(9), seed });
      const taken = isLong ? ways : [...ways.slice(0, 1), ...ways.slice(1 + (at % (ways.length - 1))).slice(0, 1)];
      for (const { options, mapping } of taken)
        expect(disagreement(planned, options, mapping, streams, tally), construct.name).toBeUndefined();
    }
    console.info(`kql, constructs: ${tally.pairs} streams, ${tally.fired} fire, ${JSON.stringify(tally.labels)}`);
  });

  it("agree on random rules about one event", () => {
    const types = ["input", "tool_call", "retrieval", "session_end", "auth", "infra_access"];
    const tally = newTally();
    const cases = fc.constantFrom(...types).chain((type) =>
      fc.record({
        text: randomRule(standardModel, type),
        events: fc.array(randomEvent(standardModel, type), { minLength: 12, maxLength: 12 }),
        options: fc.constantFrom(...kinds),
        mapping: fc.constantFrom(...mappings),
      }),
    );
    const property = fc.property(cases, ({ text, events, options, mapping }) => {
      const planned = checkable(text);
      if (!planned) return;
      // Random events hold JSON and null.
      const numbered = events.map((event, at) => ({ ...event, event_id: `e${at}`, sequence: at }) as unknown as JsonRecord);
      const wrong = disagreement(planned, options, mapping, [numbered], tally);
      if (wrong !== undefined) throw new Error(`${text.slice(text.indexOf("RULE:"))}\n${wrong}`);
    });
    check("one event", property, runs(32));
    console.info(`kql, one event: ${tally.pairs} pairs, ${tally.fired} fire, ${JSON.stringify(tally.labels)}`);
    expect(tally.labels["exact"]).toBeGreaterThan(runs(32) / 8);
    expect(tally.fired).toBeGreaterThan(runs(32) / 8);
  });

  it.each(Object.entries(remembering))("agree on random %s", (name, texts) => {
    const tally = newTally();
    const cases = texts.chain((text) => {
      const planned = checkable(text);
      if (!planned) return fc.constant(undefined);
      return fc.record({
        text: fc.constant(text),
        planned: fc.constant(planned),
        mapping: fc.constantFrom(adx, adx, uniqueTimes(adx)),
        streams: fc.array(streamFor(planned.rule, standardModel, 12), { minLength: 12, maxLength: 12 }),
      });
    });
    const property = fc.property(cases, (one) => {
      if (!one) return;
      const wrong = disagreement(
        one.planned,
        {},
        one.mapping,
        one.streams.map((events) => (one.mapping.ties.kind === "sequence" ? events : apart(events))),
        tally,
      );
      if (wrong !== undefined) throw new Error(`${one.text}\n${wrong}`);
    });
    check(name, property, runs(5));
    console.info(`kql, ${name}: ${tally.pairs} streams, ${tally.fired} fire, ${JSON.stringify(tally.labels)}`);
    expect(tally.fired).toBeGreaterThan(runs(5) / 8);
  });
});
