/** The dear part of an AND before the cheap one: whoever reads it, or an exported query, asks the dear one first. */
import { predicateCost } from "../../ir/cost.ts";
import type { Predicate } from "../../ir/plan.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const expensiveFirst: LintRule = {
  name: "expensive-first",
  topic: "cost",
  severity: "info",
  summary: "a dear condition before a cheap one that decides as much",
  visit: { rule: inRule },
};

/** What a part must cost to be dear, and how many times as much as a cheap one behind it. */
const dearMin = 60;
const timesMin = 20;

function inRule({ plan: { condition } }: PlannedRule): Finding | undefined {
  if (condition.kind !== "when" || condition.predicate.kind !== "and") return undefined;
  const parts = condition.predicate.parts.map((part) => ({ part, cost: predicateCost(part) }));
  for (const [index, dear] of parts.entries()) {
    if (dear.cost < dearMin) continue;
    const cheap = parts.slice(index + 1).find(({ part, cost }) => cost * timesMin <= dear.cost && decides(part));
    if (cheap) return said(dear.part, cheap.part);
  }
  return undefined;
}

/** A plain look at a field: of a value, of presence, of a boolean. */
function decides(part: Predicate): boolean {
  if (part.kind === "not") return decides(part.part);
  return part.kind === "exists" || part.kind === "holds" || (part.kind === "test" && part.subject.kind === "field");
}

function said(dear: Predicate, cheap: Predicate): Finding {
  return {
    span: dear.span,
    message: "this is the dearest part of the condition, and a cheap one stands behind it",
    labels: [{ span: cheap.span, text: "this is cheaper by far" }],
    help: ["write the cheap one first: the evaluator orders them itself, a reader and a SIEM may not"],
  };
}
