/** A baseline that learns from what its own rule alerts on: an attack that goes on becomes normal. */
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";
import { statesOf } from "../conditions.ts";
import { isInside } from "../edits.ts";

export const baselineLearnsAttack: LintRule = {
  name: "baseline-learns-attack",
  topic: "state",
  severity: "info",
  summary: "a baseline without EXCLUDING ALERTED",
  visit: { rule: inRule },
};

function inRule({ plan }: PlannedRule, project: LintProject): Finding[] {
  return statesOf(plan.condition).flatMap((state) => {
    const isWritten = state.kind === "baseline" && /\bOVER\b/.test(project.textOf(state.span)) && isInside(state.span, plan.span);
    if (!isWritten || state.kind !== "baseline" || state.excludeAlerted) return [];
    // A rule that alerts on other events than it learns from has nothing to leave out.
    if (!state.source.events.some((type) => plan.on.includes(type))) return [];
    return {
      span: state.span,
      message: "what this rule alerts on becomes part of its own yardstick",
      help: ["write `EXCLUDING ALERTED`, so that an attack does not teach the baseline that it is normal"],
    };
  });
}
