/** The runs of a scheduled search find together what the rule finds, each once, with the look-back that the outcome names. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookBackOf } from "../../../src/export/schedule.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { constructs, constructText } from "../constructs.ts";
import type { Planned } from "../pack.ts";
import { packRules, ruleOf } from "../pack.ts";
import { streamFor } from "../streams.ts";
import { exported, firedIds, readings, scheduledIds, streamOf } from "./agree.ts";
import { parseSpl } from "./parse-spl.ts";
import { remembering } from "./random-rules.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Few runs over a stream: long streams get a rarer schedule. */
function scheduleOf(spanMs: number) {
  const everyMs =
    spanMs > 20 * dayMs ? 5 * dayMs : spanMs > dayMs ? 6 * hourMs : spanMs > hourMs ? 20 * minuteMs : spanMs > minuteMs ? minuteMs : 1_000;
  return { everyMs, lateMs: 5 * minuteMs };
}

function agrees(planned: Planned, length: number, numRuns: number): { readonly fired: number; readonly refused: boolean } {
  let fired = 0;
  if (!Number.isFinite(lookBackOf(planned.rule))) return { fired: 0, refused: true };
  const property = fc.property(streamFor(planned.rule, standardModel, length, planned.seeds), (events) => {
    const times = events.map((event) => Date.parse(String(event["timestamp"])));
    const [firstMs, lastMs] = [Math.min(...times), Math.max(...times)];
    const schedule = scheduleOf(lastMs - firstMs);
    const outcome = exported(planned, { schedule });
    if (outcome.kind === "refused") return;
    expect(outcome.kind).toBe("scheduled");
    const stream = streamOf(events, outcome);
    const expected = firedIds(planned, stream.events);
    fired += expected.length;
    const endMs = lastMs + outcome.lookBackMs + schedule.lateMs + 2 * schedule.everyMs;
    // Runs after the last event matter only to what waits.
    const waits = planned.rule.condition.kind === "sequence" ? (planned.rule.condition.absentAfter?.withinMs ?? 0) : 0;
    const untilMs = Math.min(endMs, lastMs + waits + schedule.lateMs + 2 * schedule.everyMs);
    const parsed = parseSpl(outcome.text);
    const startMs = Math.floor(firstMs / 1000) * 1000;
    for (const reading of readings) {
      const found = scheduledIds(parsed, stream.rows, reading, outcome, schedule, startMs, untilMs);
      expect(found, `${planned.rule.id}\n${outcome.text}\n${stream.events.map((event) => JSON.stringify(event)).join("\n")}`).toEqual(
        expected,
      );
    }
  });
  fc.assert(property, { numRuns, seed: 17, endOnFailure: true });
  return { fired, refused: false };
}

describe("a scheduled search", { timeout: 3_600_000 }, () => {
  it("finds what the rules of the library find", () => {
    const stateful = packRules().filter(({ rule }) => lookBackOf(rule) > 0);
    const fired = stateful.map((planned) => agrees(planned, 24, runs(1)).fired);
    expect(fired.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
  });
  it("finds what each construct finds", () => {
    for (const construct of constructs) agrees(ruleOf(constructText(construct)), 8, runs(1));
  });
  it.each(Object.entries(remembering))("finds what random %s find", (_, texts) => {
    let fired = 0;
    for (const text of fc.sample(texts, { numRuns: runs(4), seed: 9 })) {
      const planned = checkable(text);
      if (planned) fired += agrees(planned, 10, 2).fired;
    }
    expect(fired).toBeGreaterThan(0);
  });
});

function checkable(text: string): Planned | undefined {
  try {
    return ruleOf(text);
  } catch {
    // A random rule may be impossible.
    return undefined;
  }
}
