/** ABSENT without WHERE of the very events that the steps are of: whatever happens in between breaks the sequence. */
import type { Absence, Step } from "../../ir/state.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const absentAnything: LintRule = {
  name: "absent-anything",
  topic: "meaning",
  severity: "warning",
  summary: "an ABSENT without WHERE of the events that the steps are of",
  visit: { rule: inRule },
};

function inRule({ plan: { condition } }: PlannedRule): Finding[] {
  if (condition.kind !== "sequence") return [];
  const { steps, absentAfter } = condition;
  const found = steps.flatMap((step, index) => {
    const before = steps[index - 1];
    const around = [step, ...(before ? [before] : [])];
    return step.absentBefore.filter((absence) => isAnything(absence, around));
  });
  const last = steps.at(-1);
  if (absentAfter && last && isAnything(absentAfter, [last])) found.push(absentAfter);
  return found.map(({ span, events }) => ({
    span,
    message: `any ${events.length === 1 ? `\`${events[0]}\`` : "such event"} in between breaks the sequence, and the steps are of these themselves`,
    help: ["say with `WHERE` which event takes the alarm away"],
  }));
}

function isAnything({ where, events }: Absence, around: readonly Step[]): boolean {
  return where === undefined && around.some((step) => step.events.some((type) => events.includes(type)));
}
