/** COUNT >= 1: the event that asks counts itself. */
import type { Predicate } from "../../ir/plan.ts";
import { lowerBound, mustHold, numberIn } from "../conditions.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const countAlwaysReached: LintRule = {
  name: "count-always-reached",
  topic: "meaning",
  severity: "warning",
  summary: "a count that the event in hand reaches alone",
  visit: { rule: inRule },
};

function inRule({ plan }: PlannedRule): Finding[] {
  return mustHold(plan.condition).flatMap((part) => (isReached(part, plan.on) ? said(part) : []));
}

function said(part: Predicate): Finding {
  return {
    span: part.span,
    message: "the event in hand counts itself, so this always holds",
    help: ["write the number that is too many; `NEW(…)` asks whether something was never seen before"],
  };
}

function isReached(part: Predicate, on: readonly string[]): boolean {
  const bounded = lowerBound(part);
  if (!bounded || part.kind !== "test") return false;
  const { value, bound } = bounded;
  if (value.kind !== "aggregate" || (value.statistic.kind !== "count" && value.statistic.kind !== "count-distinct")) return false;
  const least = numberIn(bound);
  const isStrict = part.word === "greater" || part.word === "less";
  if (least === undefined || (isStrict ? least >= 1 : least > 1)) return false;
  // A condition of its own may leave the event out.
  return value.source.where === undefined && on.every((type) => value.source.events.includes(type));
}
