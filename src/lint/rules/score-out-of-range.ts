/** A share or a score compared with what no share can be: percent where 0 to 1 is meant. */
import type { Term, Test } from "../../ir/plan.ts";
import { numberIn } from "../conditions.ts";
import type { Finding, LintRule } from "../rule.ts";

export const scoreOutOfRange: LintRule = {
  name: "score-out-of-range",
  topic: "meaning",
  severity: "warning",
  summary: "a value from 0 to 1 compared with a number beyond",
  visit: { predicate: { test: inTest } },
};

const ordered: ReadonlySet<string> = new Set(["less", "less-equal", "greater", "greater-equal", "equal"]);

function inTest({ word, subject, object }: Test): Finding | undefined {
  if (!ordered.has(word)) return undefined;
  const [share, bound] = isShare(subject) ? [subject, object] : [object, subject];
  const value = numberIn(bound);
  if (!isShare(share) || value === undefined || (value >= 0 && value <= 1)) return undefined;
  return {
    span: bound.span,
    message: `this value lies between 0 and 1, and never reaches ${value}`,
    help: value > 1 && value <= 100 ? [`write \`${value / 100}\``] : [],
  };
}

function isShare(term: Term): boolean {
  if (term.kind === "frequency") return true;
  const isScore = term.kind === "field" && term.path[0] === "scores";
  return isScore || ("type" in term && term.type.kind === "number" && term.type.unit === "ratio" && term.kind === "field");
}
