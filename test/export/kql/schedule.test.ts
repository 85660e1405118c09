/** The runs of a scheduled rule find together what the evaluator finds: each event once, at the first run after it may have come in. AIDR_RUNS: streams a rule. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Schedule } from "../../../src/export/outcome.ts";
import { lookBackOf, periodOf } from "../../../src/export/schedule.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import type { Carried } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import { type Planned, ruleOf } from "../pack.ts";
import { remembering } from "../spl/random-rules.ts";
import { streamFor } from "../streams.ts";
import { exported, Judge, plainOptions } from "./agree.ts";

const mapping = bundledMapping("sentinel");
const minute = 60_000;
const schedule: Schedule = { everyMs: 15 * minute, lateMs: 10 * minute };
const seed = Number(process.env.AIDR_SEED ?? 9);

function timeOf({ event }: Carried): number {
  return Date.parse(String(event["timestamp"]));
}

/** Runs at which something can be found: those whose candidates an event, or the end of its wait, is among, and the ones beside them. */
function runsOf(stream: readonly Carried[], waitMs: number): readonly number[] {
  const found = new Set<number>();
  for (const one of stream) {
    const first = Math.ceil((timeOf(one) + waitMs + schedule.lateMs) / schedule.everyMs) * schedule.everyMs;
    for (const at of [first - schedule.everyMs, first, first + schedule.everyMs]) found.add(at);
  }
  return [...found].sort((left, right) => left - right);
}

/** What a run may read: the period of the rule, and of it what has come in, each event with a delay of its own. */
function visible(stream: readonly Carried[], runMs: number, periodMs: number): readonly Carried[] {
  return stream.filter((one, index) => {
    const delayMs = ((index * 7919) % 11) * minute - minute;
    const time = timeOf(one);
    return time > runMs - periodMs && time + Math.min(Math.max(delayMs, 0), schedule.lateMs) <= runMs;
  });
}

function waitOf({ rule }: Planned): number {
  return rule.condition.kind === "sequence" ? (rule.condition.absentAfter?.withinMs ?? 0) : 0;
}

describe("scheduled runs", { timeout: 3_600_000 }, () => {
  it.each(Object.entries(remembering))("find what random %s find", (_, texts) => {
    let checked = 0;
    let fired = 0;
    for (const text of fc.sample(texts, { numRuns: runs(5), seed })) {
      const planned = checkable(text);
      if (!planned) continue;
      const outcome = exported(planned, mapping, { ...plainOptions, schedule });
      if (outcome.kind === "refused") {
        expect(outcome.refusals.map(({ code }) => code).join(), text).toMatch(/window-too-long/);
        continue;
      }
      expect(outcome.kind).toBe("scheduled");
      const judge = new Judge(planned, mapping, outcome);
      const periodMs = periodOf(schedule, lookBackOf(planned.rule));
      for (const stream of judge.telling(fc.sample(streamFor(planned.rule, standardModel, 12), { numRuns: 10, seed }), 2)) {
        const found = runsOf(stream, waitOf(planned)).flatMap((runMs) => judge.query(visible(stream, runMs, periodMs), runMs));
        const wanted = judge.evaluate(stream);
        checked++;
        if (wanted.length > 0) fired++;
        expect([...found].sort().join(), `${text}\n${outcome.text}\n${stream.map(({ event }) => JSON.stringify(event)).join("\n")}`).toBe(
          wanted.join(),
        );
      }
    }
    console.info(`kql, scheduled: ${checked} streams, ${fired} fire`);
    expect(fired).toBeGreaterThan(0);
  });
});

function checkable(text: string): Planned | undefined {
  try {
    return ruleOf(text);
  } catch {
    // The checker says that it can never hold.
    return undefined;
  }
}
