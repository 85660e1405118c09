/** A share that so few events cannot show: with ten of them the smallest share above nothing is a tenth. */
import type { Test } from "../../ir/plan.ts";
import { numberIn } from "../conditions.ts";
import type { Finding, LintRule } from "../rule.ts";

export const frequencyNeedsSamples: LintRule = {
  name: "frequency-needs-samples",
  topic: "state",
  severity: "warning",
  summary: "a FREQUENCY bound smaller than MIN events can show",
  visit: { predicate: { test: inTest } },
};

function inTest({ word, subject, object }: Test): Finding | undefined {
  const isBelow = word === "less" || word === "less-equal";
  const [share, bound] = isBelow ? [subject, numberIn(object)] : [object, numberIn(subject)];
  if (share.kind !== "frequency" || bound === undefined || bound <= 0 || (!isBelow && word !== "greater" && word !== "greater-equal"))
    return undefined;
  const needed = Math.ceil(1 / bound);
  if (share.samplesMin >= needed) return undefined;
  return {
    span: share.span,
    message: `with \`MIN ${share.samplesMin}\` the smallest share above zero is ${Number((1 / Math.max(1, share.samplesMin)).toPrecision(2))}, so this only asks for what is new`,
    help: [`write \`MIN ${needed}\`, or \`NEW\` if that is meant`],
  };
}
