/** Every window of the pack has an edge among the cases: with half of it or twice as much, some case comes out otherwise. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze } from "../../src/aidr.ts";
import type { RulePlan } from "../../src/ir/plan.ts";
import { findTests } from "../../src/project/find-tests.ts";
import { loadProject } from "../../src/project/load.ts";
import { compareAlerts } from "../../src/testing/compare-alerts.ts";
import { mutantsOf } from "../../src/testing/mutants.ts";
import { type PreparedCase, prepareCases } from "../../src/testing/prepare-cases.ts";
import { alertsOf } from "../../src/testing/run-cases.ts";
import { readTestFile } from "../../src/testing/test-file.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { input } = loadProject({ cwd: root, environment: {}, paths: ["rules"] }).value;
const plan = analyze(input).value;

const cases = new Map<string, readonly PreparedCase[]>();
for (const source of findTests({ cwd: root, environment: {}, paths: ["rules"] }).value.tests) {
  const file = readTestFile(source).value;
  const prepared = file && prepareCases(file, plan, input.model).value;
  if (prepared) cases.set(prepared.rule.id, [...(cases.get(prepared.rule.id) ?? []), ...prepared.cases]);
}

/** Windows that may change without a case that could tell. */
const without = new Map([
  ["account.impossible-travel: `1d` became `2d`", "no two places are further apart than a plane flies in a day"],
  ["multi-turn.score-trend: `1h` became `2h`", "two terms read the score before, and each alone keeps the hour"],
  ["supply-chain.rug-pull: `90d` became `180d`", "two terms read the description before, and each alone keeps the ninety days"],
]);

function unnoticed(rule: RulePlan, own: readonly PreparedCase[]): readonly string[] {
  return mutantsOf(rule)
    .filter(({ kind }) => kind === "window" || kind === "suppress")
    .filter(
      ({ value }) =>
        !own.some((one) => compareAlerts(one.case, alertsOf(one, [...one.below, value], rule.id, plan, {})).problems.length > 0),
    )
    .map(({ what }) => `${rule.id}: ${what}`)
    .filter((what) => !without.has(what));
}

const stateful = plan.rules.filter((rule) => mutantsOf(rule).some(({ kind }) => kind === "window" || kind === "suppress"));
/** Rules that read alerts are tried with the rules below them, which takes three times as long as all the others: in a long run only. */
const tried = stateful.filter((rule) => rule.layer === 0 || process.env["AIDR_RUNS"] !== undefined);

describe("the edges of windows", () => {
  test.each(tried)(
    "$id",
    (rule) => {
      expect(unnoticed(rule, cases.get(rule.id) ?? [])).toEqual([]);
    },
    120_000,
  );

  test("the pack has rules with windows, and a rule without a near miss in time is noticed", () => {
    expect(stateful.length).toBeGreaterThan(35);
    const rule = stateful.find(({ id }) => id === "account.guessed-password");
    if (!rule) throw new Error("the rule is gone");
    const own = (cases.get(rule.id) ?? []).filter((one) => one.case.expect.length > 0);
    expect(unnoticed(rule, own)).toContain("account.guessed-password: `10m` became `20m`");
  });
});
