/** Two steps that one kind of event fulfils: the sequence is a count, or a step was meant otherwise. */
import type { Step } from "../../ir/state.ts";
import { conjunctsOf, type Fact, factOf, implies } from "../implies.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const sameStep: LintRule = {
  name: "same-step",
  topic: "meaning",
  severity: "warning",
  summary: "a step whose every event is also one of the step before it",
  visit: { rule: inRule },
};

function inRule({ plan: { condition } }: PlannedRule): Finding[] {
  if (condition.kind === "when") return [];
  const facts = new Map(condition.steps.map((step) => [step, step.where ? conjunctsOf(step.where).map(factOf) : []]));
  return condition.steps.flatMap((step, index) => {
    const before = condition.steps[index - 1];
    if (!before || step.reads.length > 0 || before.reads.length > 0 || !isOneOf(step, before, facts)) return [];
    const isSame = isOneOf(before, step, facts);
    return {
      span: step.span,
      message: isSame
        ? `\`${step.name}\` asks for the same events as \`${before.name}\``
        : `every event of \`${step.name}\` is also one of \`${before.name}\``,
      labels: [{ span: before.span, text: "the step before" }],
      help: [isSame ? "write `REPEAT`, or what was meant" : "two of the second are then enough; say in the first what the second is not"],
    };
  });
}

/** Whether whatever fulfils the one step fulfils the other. */
function isOneOf(one: Step, other: Step, facts: ReadonlyMap<Step, readonly Fact[]>): boolean {
  if (!one.events.every((type) => other.events.includes(type))) return false;
  const needed = facts.get(other) ?? [];
  return needed.every((need) => (facts.get(one) ?? []).some((fact) => implies(fact, need)));
}
