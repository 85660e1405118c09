/** Every rule of the library that has a Kusto query: Microsoft's binder accepts it with the columns that the outcome names, and evaluator and query find the same events of random streams. AIDR_RUNS: streams a rule. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../../property/compare.ts";
import { standardModel } from "../../property/model.ts";
import { bundledMapping } from "../mapping.ts";
import { packRules } from "../pack.ts";
import { ownStreams, streamFor } from "../streams.ts";
import { exported, Judge } from "./agree.ts";

describe("exported rules of the library", { timeout: 3_600_000 }, () => {
  it("find in Kusto what they find in aidr", () => {
    const mapping = bundledMapping("adx");
    const only = process.env.AIDR_ONLY;
    let streams = 0;
    let fired = 0;
    const wrong: string[] = [];
    for (const planned of packRules()) {
      if (only !== undefined && !planned.rule.id.includes(only)) continue;
      const outcome = exported(planned, mapping);
      if (outcome.kind === "refused") continue;
      // Microsoft's binder has nothing to say of the query, or this throws.
      const judge = new Judge(planned, mapping, outcome);
      expect(
        judge.prepared.bound.columns.map(([column]) => column),
        planned.rule.id,
      ).toEqual(outcome.columns.map(({ column }) => column));
      const sample = fc.sample(streamFor(planned.rule, standardModel, 40, planned.seeds), {
        numRuns: runs(3),
        seed: Number(process.env.AIDR_SEED ?? 11),
      });
      for (const stream of [
        ...ownStreams(planned.seeds).map((events) => judge.carry(events)),
        ...judge.telling(sample, Math.ceil(sample.length / 3)),
      ]) {
        streams++;
        const [evaluator, query] = [judge.evaluate(stream), judge.query(stream)];
        if (evaluator.length > 0) fired++;
        if (evaluator.join() !== query.join()) {
          wrong.push(
            `${planned.rule.id}: evaluator [${evaluator.join(" ")}], query [${query.join(" ")}]\n${outcome.text}\n${stream.map(({ event }) => JSON.stringify(event)).join("\n")}`,
          );
          break;
        }
      }
    }
    console.info(`kql: ${streams} streams of the library's rules, ${fired} fire`);
    expect(wrong.join("\n\n").slice(0, 20_000)).toBe("");
    expect(fired / streams).toBeGreaterThan(only === undefined ? 0.2 : 0);
  });
});
