/** One run of a scheduled query finds the events of its own interval, and runs together find what the rule finds; what is broader finds all of it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExportOptions } from "../../../src/export/outcome.ts";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import type { JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import type { Planned } from "../pack.ts";
import { packRules, ruleOf } from "../pack.ts";
import { streamFor, streamStartMs } from "../streams.ts";
import { carriedEvents, checked, documentOf, exported, foundIds, judge, lookupsOf } from "./agree.ts";
import { runEsql } from "./interpret.ts";
import { readEsql } from "./read-esql.ts";

const mapping = bundledMapping("elastic-ecs");
const minute = 60_000;

function rule(condition: string): Planned {
  return ruleOf(`RULE: r\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`);
}

const input = (sequence: number, atMs: number, fields: JsonRecord): JsonRecord => ({
  event_id: `e${sequence}`,
  event_type: "input",
  timestamp: new Date(streamStartMs + atMs).toISOString(),
  sequence,
  ...fields,
});

describe("scheduled queries", { timeout: 3_600_000 }, () => {
  it("find each event in exactly one run, at the edges too", () => {
    const planned = rule('input_text CONTAINS "x"');
    const schedule = { everyMs: 5 * minute, lateMs: minute };
    const outcome = exported(planned, mapping, { schedule });
    if (outcome.kind !== "scheduled") throw new Error(outcome.kind);
    expect(outcome.assumptions).toContainEqual({ kind: "late", milliseconds: minute });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 5 * minute - 1, 5 * minute, 5 * minute + 1, minute, 7 * minute), { minLength: 1, maxLength: 12 }),
        (times) => {
          const events = times.map((atMs, index) => input(index, atMs, { input_text: "x" }));
          const documents = carriedEvents(mapping, outcome, events).map((one) => documentOf(one, mapping));
          const all = [-1, 0, 1, 2, 3, 4].flatMap((run) =>
            foundIds(outcome, mapping, documents, streamStartMs + run * schedule.everyMs + schedule.lateMs),
          );
          expect(all.sort()).toEqual(events.map(({ event_id }) => String(event_id)).sort());
        },
      ),
      { numRuns: runs(50) },
    );
  });

  it("of a count find every event on which the rule fires, and perhaps more", () => {
    const conditions = [
      "COUNT(FROM input BY user.id WITHIN 10m) >= 3",
      'COUNT(FROM input WHERE input_text CONTAINS "x" BY user.id WITHIN 10m) > 1 AND input_source == "user"',
      "COUNT(DISTINCT input_text FROM input BY user.id WITHIN 10m) >= 2",
      "MAX(input_tokens FROM input BY user.id WITHIN 10m) > 4",
      "COUNT(FROM input BY user.id WITHIN 10m) >= 2 AND COUNT(FROM input BY session.id WITHIN 1m) >= 2",
    ];
    let fired = 0;
    for (const condition of conditions) {
      const planned = rule(condition);
      expect(exported(planned, mapping)).toMatchObject({
        kind: "refused",
        refusals: expect.arrayContaining([expect.objectContaining({ code: "no-sliding-window" })]),
      });
      expect(exported(rule(`NOT (${condition})`), mapping, { broader: true }).kind).toBe("refused");
      const schedule = { everyMs: 5 * minute, lateMs: minute };
      for (const options of [{ broader: true }, { broader: true, schedule }] satisfies Partial<ExportOptions>[]) {
        const outcome = exported(planned, mapping, options);
        if (outcome.kind !== "broader") throw new Error(`${condition}: ${outcome.kind}`);
        expect(
          checked(outcome, mapping).flatMap(({ errors }) => errors),
          outcome.text,
        ).toEqual([]);
        fc.assert(
          fc.property(streamFor(planned.rule, standardModel, 20), (events) => {
            const judged = judge(planned, mapping, outcome, events);
            fired += judged.fired.length;
            const found = options.schedule === undefined ? judged.found : everyRun(outcome, events, schedule.everyMs, schedule.lateMs);
            expect(
              judged.fired.filter((id) => !found.includes(id)),
              outcome.text,
            ).toEqual([]);
          }),
          { numRuns: runs(25), seed: 3 },
        );
      }
    }
    expect(fired).toBeGreaterThan(30);
  });

  function everyRun(
    outcome: Parameters<typeof foundIds>[0] & Parameters<typeof carriedEvents>[1],
    events: readonly JsonRecord[],
    everyMs: number,
    lateMs: number,
  ) {
    const documents = carriedEvents(mapping, outcome, events).map((one) => documentOf(one, mapping));
    const times = carriedEvents(mapping, outcome, events).map(({ event }) => Date.parse(String(event["timestamp"])));
    const runsOf = new Set(times.map((timeMs) => Math.ceil((timeMs - streamStartMs) / everyMs)));
    return [...runsOf].flatMap((run) => foundIds(outcome, mapping, documents, streamStartMs + run * everyMs + lateMs));
  }

  it("of a sequence answer with every key on which the rule fires, once asked for by key", () => {
    let fired = 0;
    // A third of the library by default: what takes long is to measure the automata of its patterns.
    const rules = packRules().filter(
      ({ rule }, at) => rule.condition.kind !== "when" && (process.env["AIDR_RUNS"] !== undefined || at % 3 === 0),
    );
    const own = [
      rule(
        'SEQUENCE BY user.id WITHIN 10m\n  STEP a FROM input WHERE input_text CONTAINS "x"\n  STEP b FROM input WHERE input_source == "tool"',
      ),
      rule(
        'SEQUENCE BY user.id WITHIN 10m\n  STEP a FROM input WHERE input_text CONTAINS "x" REPEAT 2\n  ABSENT FROM approval\n  STEP b FROM output',
      ),
      rule("TOGETHER BY session.id WITHIN 5m\n  STEP a FROM input\n  STEP b FROM tool_call"),
    ];
    let written = 0;
    for (const planned of [...own, ...rules]) {
      expect(exported(planned, mapping)).toMatchObject({
        kind: "refused",
        refusals: expect.arrayContaining([expect.objectContaining({ code: "no-row-order" })]),
      });
      const outcome = exported(planned, mapping, { broader: true, entity: true });
      if (outcome.kind === "refused") continue;
      written++;
      expect(outcome.granularity).toBe("entity");
      expect(
        checked(outcome, mapping).flatMap(({ errors }) => errors),
        outcome.text,
      ).toEqual([]);
      const key = outcome.columns[0];
      if (!key?.path) throw new Error("no key");
      const { column, path } = key;
      fc.assert(
        fc.property(streamFor(planned.rule, standardModel, 24, planned.seeds), (events) => {
          const kept = carriedEvents(mapping, outcome, events);
          const { fired: ids } = judge(planned, mapping, { ...outcome, text: "ROW a = 1" }, events);
          const rows = runEsql(
            readEsql(outcome.text),
            kept.map((one) => documentOf(one, mapping)),
            { nowMs: 0 },
            lookupsOf(outcome),
          );
          const keys = new Set(rows.map((row) => row.get(column)));
          for (const { event, row } of kept) {
            if (!ids.includes(String(event["event_id"]))) continue;
            fired++;
            expect(keys.has(String(row.get(column))), `${path.join(".")} ${String(row.get(column))}\n${outcome.text}`).toBe(true);
          }
        }),
        { numRuns: runs(4), seed: 9 },
      );
    }
    expect(written).toBeGreaterThan(3);
    expect(fired).toBeGreaterThan(10);
  });
});
