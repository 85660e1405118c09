/** A bound from the wrong side: few events, a low score, a frequent value alert; many, high and rare do not. */
import type { Predicate, Term, Test } from "../../ir/plan.ts";
import { mustHold, numberIn } from "../conditions.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const invertedThreshold: LintRule = {
  name: "inverted-threshold",
  topic: "meaning",
  severity: "warning",
  summary: "a bound that ordinary events fulfil and unusual ones do not",
  visit: { rule: inRule },
};

function inRule({ plan }: PlannedRule): Finding[] {
  return mustHold(plan.condition).flatMap((part) => {
    const why = part.kind === "test" ? faultOf(part, plan.on) : undefined;
    return why === undefined ? [] : said(part, why);
  });
}

function said(part: Predicate, why: string): Finding {
  return { span: part.span, message: why, help: ["turn the comparison round, or say in the description why the usual is alarming"] };
}

function faultOf(test: Test, on: readonly string[]): string | undefined {
  const { value, bound, isUpper } = oriented(test);
  const number = numberIn(bound);
  if (number === undefined) return undefined;
  if (value.kind === "aggregate" && isUpper === true) {
    const { kind } = value.statistic;
    // Few events of another kind may well be alarming: no approval, no heartbeat.
    const isOwn = value.source.where === undefined && on.every((type) => value.source.events.includes(type));
    return (kind === "count" || kind === "sum") && isOwn && number > 1
      ? "the first event of everybody fulfils this: it holds until there are many"
      : undefined;
  }
  if (value.kind === "frequency" && isUpper === false && number >= 0.2)
    return "this holds for what is frequent, and `FREQUENCY` is small for what is rare";
  if (value.kind === "field" && value.path[0] === "scores" && isUpper === true) return "this holds where the classifier sees nothing";
  return undefined;
}

/** Which side is bounded, and whether from above; neither for what is no comparison of order. */
function oriented({ word, subject, object }: Test): { readonly value: Term; readonly bound: Term; readonly isUpper: boolean | undefined } {
  const isLiteralFirst = subject.kind === "literal";
  const [value, bound] = isLiteralFirst ? [object, subject] : [subject, object];
  const isLess = word === "less" || word === "less-equal";
  const isMore = word === "greater" || word === "greater-equal";
  return { value, bound, isUpper: isLess || isMore ? isLess !== isLiteralFirst : undefined };
}
