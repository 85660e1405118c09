/** Several times the usual, whatever the usual is: ten times nothing is nothing, and alerts. */
import { canonical } from "../../ir/identity.ts";
import type { Predicate, Term } from "../../ir/plan.ts";
import { lowerBound, mustHold, numberIn, termsIn } from "../conditions.ts";
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";

export const multiplierWithoutFloor: LintRule = {
  name: "multiplier-without-floor",
  topic: "noise",
  severity: "warning",
  summary: "a multiple of a baseline without a least value beside it",
  visit: { rule: inRule },
};

function inRule({ plan }: PlannedRule, project: LintProject): Finding[] {
  const parts = mustHold(plan.condition);
  return parts.flatMap((part) => {
    const bounded = lowerBound(part);
    if (!bounded || !isMultiple(bounded.bound) || hasFloor(bounded.value, parts)) return [];
    const value = project.textOf(bounded.value.span);
    return {
      span: part.span,
      message: "several times very little is very little, and this alerts on it",
      help: [`add what is worth a look: \`AND ${/^[\w.]+$/.test(value) ? value : "…"} > …\``],
    };
  });
}

/** More than once what is usual. */
function isMultiple(bound: Term): boolean {
  if (bound.kind !== "call" || bound.word !== "multiply") return false;
  const factor = bound.args.map(numberIn).find((number) => number !== undefined);
  return (factor === undefined || factor > 1) && bound.args.some((arg) => termsIn(arg).some(isUsual));
}

function isUsual(term: Term): boolean {
  if (term.kind === "baseline") return true;
  if (term.kind === "aggregate") return term.statistic.kind === "avg";
  return (
    term.kind === "field" &&
    (term.fallback !== undefined || /^(?:average|avg|mean|median|baseline|usual|typical|normal)_/.test(term.path.at(-1) ?? ""))
  );
}

function hasFloor(value: Term, parts: readonly Predicate[]): boolean {
  const key = canonical(value);
  return parts.some((part) => {
    const bounded = lowerBound(part);
    const least = bounded ? numberIn(bounded.bound) : undefined;
    return bounded !== undefined && least !== undefined && least > 0 && canonical(bounded.value) === key;
  });
}
