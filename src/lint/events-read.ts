/** Which events a rule looks at: those that complete it, those of its steps, those that its terms remember. */
import type { RulePlan } from "../ir/plan.ts";
import { walkCondition } from "../ir/walk.ts";

export function eventsRead({ on, condition }: RulePlan): ReadonlySet<string> {
  const events = new Set(on);
  const add = (names: readonly string[]): void => {
    for (const name of names) events.add(name);
  };
  walkCondition(condition, { term: (term) => void ("source" in term && add(term.source.events)) });
  if (condition.kind === "when") return events;
  for (const step of condition.steps) {
    add(step.events);
    for (const absence of step.absentBefore) add(absence.events);
  }
  if (condition.kind === "sequence" && condition.absentAfter) add(condition.absentAfter.events);
  return events;
}
