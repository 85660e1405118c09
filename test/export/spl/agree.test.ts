/** Every exported search finds what the evaluator fires on: the rules of the library, each construct of the language, random rules about one event and about several. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExportOptions } from "../../../src/export/outcome.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { randomEvent } from "../../property/random-event.ts";
import { randomRule } from "../../property/random-rule.ts";
import type { JsonRecord } from "../carried.ts";
import { constructs, constructText } from "../constructs.ts";
import type { Planned } from "../pack.ts";
import { packRules, ruleOf } from "../pack.ts";
import { ownStreams, streamFor } from "../streams.ts";
import { compared, disagreement, exported, splunk } from "./agree.ts";
import { remembering } from "./random-rules.ts";

const combinations: readonly Partial<ExportOptions>[] = [{}, { folding: "strict" }, { broader: true }];

/** AIDR_SEED draws other cases than the usual ones; AIDR_RUNS says how many. */
function seedOr(usual: number): number {
  return Number(process.env.AIDR_SEED ?? usual);
}

describe("exported searches and the evaluator", { timeout: 3_600_000 }, () => {
  it("agree on every rule of the library", () => {
    let streams = 0;
    const silent = new Set<string>();
    for (const planned of packRules()) {
      const asked = new Set<string>();
      for (const options of combinations) {
        const outcome = exported(planned, options);
        if (outcome.kind === "refused" || (options.broader && outcome.kind !== "broader") || asked.has(outcome.text)) continue;
        asked.add(outcome.text);
        let fired = 0;
        const drawn = fc.sample(streamFor(planned.rule, standardModel, 24, planned.seeds), { numRuns: runs(1), seed: seedOr(11) });
        for (const events of [...ownStreams(planned.seeds), ...drawn]) {
          streams++;
          const one = compared(planned, outcome, events);
          fired += one.fired;
          expect(one.wrong).toBeUndefined();
        }
        if (fired === 0 && outcome.kind === "exact") silent.add(planned.rule.id);
      }
    }
    console.info(`spl, library: ${streams} streams; never fired: ${[...silent].join(" ")}`);
    expect(silent.size).toBeLessThan(packRules().length / 10);
  });

  it("agree on every construct of the language", () => {
    let streams = 0;
    for (const construct of constructs) {
      const planned = ruleOf(constructText(construct));
      const asked = new Set<string>();
      for (const options of combinations) {
        const outcome = exported(planned, options);
        if (outcome.kind === "refused" || asked.has(outcome.text)) continue;
        asked.add(outcome.text);
        const property = fc.property(streamFor(planned.rule, standardModel, 16), (events) => {
          streams++;
          expect(disagreement(planned, outcome, events), construct.name).toBeUndefined();
        });
        fc.assert(property, { numRuns: runs(3), seed: seedOr(7), endOnFailure: true, reporter: firstError });
      }
    }
    console.info(`spl, constructs: ${streams} streams`);
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
      }),
    );
    const property = fc.property(cases, ({ text, events, options }) => {
      const planned = checkable(text);
      if (!planned) return;
      const outcome = exported(planned, options);
      const label = outcome.kind === "refused" ? (outcome.refusals[0]?.code ?? "") : outcome.kind;
      labels[label] = (labels[label] ?? 0) + 1;
      if (outcome.kind === "refused") return;
      // Random events hold JSON and null.
      const numbered = events.map((event, at) => ({ ...event, event_id: `e${at}`, sequence: at })) as unknown as JsonRecord[];
      pairs += events.length;
      const one = compared(planned, outcome, numbered);
      fired += one.fired;
      expect(one.wrong, text).toBeUndefined();
    });
    fc.assert(property, { numRuns: runs(100), seed: seedOr(5), endOnFailure: true, reporter: firstError });
    console.info(`spl, one event: ${pairs} pairs, ${fired} fire, ${JSON.stringify(labels)}`);
    expect(labels["exact"]).toBeGreaterThan(runs(100) / 6);
    expect(fired).toBeGreaterThan(runs(100) / 4);
  });

  it.each(Object.entries(remembering))("agree on random %s", (name, texts) => {
    const labels: Record<string, number> = {};
    let cases = 0;
    let fired = 0;
    const drawn = texts.chain((text) => {
      const planned = checkable(text);
      if (!planned) return fc.constant(undefined);
      return fc.record({
        text: fc.constant(text),
        planned: fc.constant(planned),
        streams: fc.array(streamFor(planned.rule, standardModel, 12), { minLength: 6, maxLength: 6 }),
      });
    });
    const property = fc.property(drawn, (one) => {
      if (!one) return;
      const outcome = exported(one.planned);
      const label = outcome.kind === "refused" ? (outcome.refusals[0]?.code ?? "") : outcome.kind;
      labels[label] = (labels[label] ?? 0) + 1;
      if (outcome.kind === "refused") return;
      for (const events of one.streams) {
        cases++;
        const { fired: times, wrong } = compared(one.planned, outcome, events);
        fired += times > 0 ? 1 : 0;
        expect(wrong, one.text).toBeUndefined();
      }
    });
    fc.assert(property, { numRuns: runs(10), seed: seedOr(3), endOnFailure: true, reporter: firstError });
    console.info(`spl, ${name}: ${cases} streams, ${fired} fire, ${JSON.stringify(labels)}`);
    expect(fired).toBeGreaterThan(runs(10) / 5);
  });
});

function firstError<T>(details: fc.RunDetails<T>): void {
  if (details.failed) throw details.errorInstance;
}

/** A rule that the checker lets pass: a random one may be impossible. */
function checkable(text: string): Planned | undefined {
  try {
    return ruleOf(text);
  } catch {
    return undefined;
  }
}

describe("a list beside the search", { timeout: 600_000 }, () => {
  const text = (list: string) =>
    `LIST known: list<string> = [${list}]\nRULE: r\nON tool_call\nIF tool_call.tool NOT IN known AND user.id IN known\nTHEN alert(severity=LOW, category="prompt_injection")\n`;
  const long = Array.from({ length: 250 }, (_, at) => `"tool${at}"`).join(", ");
  const mapped = { ...splunk, lists: new Map([["known", { lookup: "known_tools", column: "tool" }]]) };

  it.each([
    ["that the mapping keeps", ruleOf(text('"a", "B", "007"')), mapped, "known_tools"],
    ["that is long", ruleOf(text(`${long}, "a", "k1"`)), splunk, "aidr_known"],
  ] as const)("%s is a lookup, and means the same", (_, planned, mapping, name) => {
    const outcome = exported(planned, {}, mapping);
    if (outcome.kind === "refused") throw new Error(JSON.stringify(outcome.refusals));
    expect(outcome.lookups.map((table) => table.name)).toEqual([name]);
    expect(outcome.text).toContain(`| lookup ${name} `);
    const property = fc.property(streamFor(planned.rule, standardModel, 16), (events) => {
      expect(disagreement(planned, outcome, events, outcome.text, mapping)).toBeUndefined();
    });
    fc.assert(property, { numRuns: runs(20), seed: 13, endOnFailure: true, reporter: firstError });
  });
});
