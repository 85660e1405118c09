/** A bound that a count cannot reach, because no more is kept. */
import { stateCaps } from "../../ir/bounds.ts";
import type { Test } from "../../ir/plan.ts";
import { lowerBound, numberIn } from "../conditions.ts";
import type { Finding, LintRule } from "../rule.ts";

export const thresholdAboveCap: LintRule = {
  name: "threshold-above-cap",
  topic: "state",
  severity: "warning",
  summary: "a bound of a count above what is kept of a key",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test): Finding | undefined {
  const bounded = lowerBound(test);
  if (bounded?.value.kind !== "aggregate") return undefined;
  const { kind } = bounded.value.statistic;
  if (kind !== "count" && kind !== "count-distinct") return undefined;
  const cap = kind === "count" ? stateCaps.samples : stateCaps.distinct;
  const least = numberIn(bounded.bound);
  const isStrict = test.word === "greater" || test.word === "less";
  if (least === undefined || (isStrict ? least < cap : least <= cap)) return undefined;
  return {
    span: bounded.bound.span,
    message: `at most ${cap} ${kind === "count" ? "events" : "values"} of a key are kept, so the count never gets there`,
    help: ["count in a shorter window, or key by something narrower"],
  };
}
