/** State without BY: one count for everybody, one sequence out of the acts of strangers. */
import { statesOf } from "../conditions.ts";
import { isInside } from "../edits.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const missingKey: LintRule = {
  name: "missing-key",
  topic: "state",
  severity: "warning",
  summary: "a count, a baseline or a sequence without BY",
  visit: { rule: inRule },
};

/** Events that are nobody's: of the system as a whole. */
const ofAll: ReadonlySet<string> = new Set(["deployment", "artifact", "engine", "tool_definition"]);

function inRule({ plan, node }: PlannedRule): Finding[] {
  return statesOf(plan.condition).flatMap((state) => {
    const isChain = state.kind === "sequence" || state.kind === "together";
    const keys = isChain ? (state.steps[0]?.by ?? []) : state.by;
    const events = isChain ? state.steps.flatMap((step) => step.events) : state.source.events;
    if (keys.length > 0 || !isInside(state.span, node.span) || events.every((type) => ofAll.has(type))) return [];
    return {
      span: isChain ? (state.steps[0]?.span ?? state.span) : state.span,
      message: isChain ? "without `BY` the steps may be those of different people" : "without `BY` everybody's events are one",
      help: [`write whose they are: \`BY ${isChain ? "session.id" : "user.id"}\``],
    };
  });
}
