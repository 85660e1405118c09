/** Every rule of the library says the same in the evaluator and in the oracle, on the events of its cases. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/aidr.ts";
import { findTests } from "../../src/project/find-tests.ts";
import { loadProject } from "../../src/project/load.ts";
import type { ValueRecord } from "../../src/runtime/value.ts";
import { type Case, readTestFile } from "../../src/testing/test-file.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { firingsOfEvaluator, firingsOfOracle, runs } from "./compare.ts";

const request = { cwd: fileURLToPath(new URL("../..", import.meta.url)), environment: {}, paths: ["rules"] };
const { input } = loadProject(request).value;
const plan = analyze(input).value;
const files = findTests(request).value.tests.flatMap((source) => readTestFile(source).value ?? []);
const stream = { mode: "stream", latenessMs: 0 } as const;
/** The oracle looks at all pairs of events; a longer history would take minutes. A long run takes every case. */
const eventsMax = runs(30);
const casesMax = runs(2);

/** The events of a case with the defaults under them. */
function arrivalsOf(one: Case, rule: string): readonly Arrival[] {
  const on = plan.rules.find((candidate) => candidate.id === rule)?.on ?? [];
  return [...one.history, ...one.events].map(({ atMs, fields }, offset) => {
    const own = [...input.model.types.values()].find((type) => Object.keys(fields).some((name) => type.ownFields.has(name)));
    const base = { event_id: `e${offset}`, timestamp: new Date(one.startMs + atMs).toISOString(), event_type: own?.name ?? on[0] ?? "" };
    return {
      event: [fields, ...[...one.defaults].reverse()].reduce<ValueRecord>((above, below) => underlay(above, below as ValueRecord), base),
      offset,
    };
  });
}

/** What the one has not, it takes from the other. */
function underlay(above: ValueRecord, below: ValueRecord): ValueRecord {
  const record = (value: unknown): value is ValueRecord => typeof value === "object" && value !== null && !Array.isArray(value);
  const joined = Object.entries(below).map(([name, value]) => {
    const mine = above[name];
    return [name, record(mine) && record(value) ? underlay(mine, value) : mine === undefined ? value : mine];
  });
  return { ...above, ...Object.fromEntries(joined) };
}

describe("the rule pack", { timeout: 600_000 }, () => {
  let fired = 0;
  it.each(files.map((file) => [file.rule, file.cases] as const))("%s", (rule, cases) => {
    const known = cases.map((one) => ({ one, arrivals: arrivalsOf(one, rule) }));
    const short = known.filter(({ arrivals }) => arrivals.length <= eventsMax);
    // A rule of which all cases are long shows one of them.
    const taken = short.length > 0 ? short.slice(0, casesMax) : known.slice(0, 1);
    for (const { one, arrivals } of taken) {
      const checked = { input, plan, errors: [] };
      const oracle = firingsOfOracle(checked, arrivals, stream);
      expect(firingsOfEvaluator(checked, arrivals, stream), one.name).toEqual(oracle);
      fired += oracle.length;
    }
  });

  it("fires on its own cases", () => {
    expect(fired).toBeGreaterThan(files.length);
  });
});
