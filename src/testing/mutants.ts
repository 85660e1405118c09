/** All mutants of a rule: its plan with one small change each. */
import type { Condition, RulePlan } from "../ir/plan.ts";
import type { Absence, Sequence, Step, Together } from "../ir/state.ts";
import { eventsLeftOut, keysLeftOut, mutateCondition, type Mutation, windows, wrapped } from "./mutations.ts";

/** Lazily made trees share all that did not change, so n mutants of a rule of size n take O(n · depth). */
export function mutantsOf(rule: RulePlan): Mutation<RulePlan>[] {
  const { suppress } = rule;
  return [
    ...(rule.condition.kind === "when" ? eventsLeftOut(rule.on, rule.span, (on) => ({ ...rule, on })) : []),
    ...mutateWhole(rule.condition).map((one) => wrapped(one, (condition) => ({ ...rule, condition, on: completing(condition, rule) }))),
    ...(suppress === undefined ? [] : suppressChanged(rule, suppress)),
  ];
}

function mutateWhole(condition: Condition): Mutation<Condition>[] {
  if (condition.kind === "when")
    return mutateCondition(condition.predicate).map((one) => wrapped(one, (predicate) => ({ ...condition, predicate })));
  return [
    ...windows(condition, condition.withinMs, (withinMs) => anew({ ...condition, withinMs })),
    ...sharedKeys(condition),
    ...stepsLeftOut(condition),
    ...stepsSwapped(condition),
    ...condition.steps.flatMap((step, index) =>
      mutateStep(step).map((one) => wrapped(one, (changed) => anew({ ...condition, steps: condition.steps.with(index, changed) }))),
    ),
    ...(condition.kind === "sequence" ? finalAbsence(condition) : []),
  ];
}

/** What is kept of a changed sequence is not what the old one kept. */
function anew<T extends Sequence | Together>(condition: T): T {
  return { ...condition, id: `${condition.id}'` };
}

/** Event types on which the rule is asked: those of its last step. */
function completing(condition: Condition, rule: RulePlan): readonly string[] {
  if (condition.kind === "when") return rule.on;
  if (condition.kind === "together") return [...new Set(condition.steps.flatMap((step) => step.events))];
  return condition.steps.at(-1)?.events ?? rule.on;
}

/** BY is one for all steps: without one of its keys, none of them has it. */
function sharedKeys(condition: Sequence | Together): Mutation<Condition>[] {
  const by = condition.steps[0]?.by ?? [];
  return by.flatMap((term, index) => {
    const left = <T extends Step | Absence>(part: T): T => ({ ...part, by: part.by.filter((_, at) => at !== index) });
    const steps = condition.steps.map((step) => ({ ...left(step), absentBefore: step.absentBefore.map(left) }));
    const whole = anew({ ...condition, steps });
    const value: Condition =
      whole.kind === "sequence" && whole.absentAfter !== undefined ? { ...whole, absentAfter: left(whole.absentAfter) } : whole;
    return [{ value, kind: "key", span: term.span, what: "key left out" }];
  });
}

/** A step whose fields another reads has no meaning left out. */
function stepsLeftOut(condition: Sequence | Together): Mutation<Condition>[] {
  if (condition.steps.length < 2) return [];
  return condition.steps.flatMap((step, index) => {
    if (isRead(step, condition)) return [];
    const steps = condition.steps.filter((_, at) => at !== index);
    return [{ value: anew({ ...condition, steps }), kind: "step", span: step.span, what: `step \`${step.name}\` left out` }];
  });
}

function stepsSwapped(condition: Sequence | Together): Mutation<Condition>[] {
  if (condition.kind === "together") return [];
  return condition.steps.flatMap((step, index) => {
    const next = condition.steps[index + 1];
    if (next === undefined || isRead(step, condition) || isRead(next, condition)) return [];
    const steps = condition.steps.with(index, next).with(index + 1, step);
    return [
      { value: anew({ ...condition, steps }), kind: "step", span: step.span, what: `steps \`${step.name}\` and \`${next.name}\` swapped` },
    ];
  });
}

function isRead(step: Step, condition: Sequence | Together): boolean {
  const last = condition.kind === "sequence" ? condition.absentAfter : undefined;
  const parts: (Step | Absence)[] = condition.steps.flatMap((one) => [one, ...one.absentBefore]);
  return [...parts, ...(last === undefined ? [] : [last])].some((part) => part.reads.includes(step.name));
}

function mutateStep(step: Step): Mutation<Step>[] {
  const { gapMs } = step;
  const repeats = (step.repeat > 1 ? [step.repeat - 1, step.repeat + 1] : []).map(
    (repeat): Mutation<Step> => ({
      value: { ...step, repeat },
      kind: "bound",
      span: step.span,
      what: `\`REPEAT ${step.repeat}\` became \`REPEAT ${repeat}\``,
    }),
  );
  return [
    ...repeats,
    ...(gapMs === undefined ? [] : windows(step, gapMs, (changed) => ({ ...step, gapMs: changed }))),
    ...mutatePart(step),
    ...step.absentBefore.flatMap((absence, index): Mutation<Step>[] => [
      {
        value: { ...step, absentBefore: step.absentBefore.filter((_, at) => at !== index) },
        kind: "step",
        span: absence.span,
        what: "`ABSENT` left out",
      },
      ...mutatePart(absence).map((one) => wrapped(one, (changed) => ({ ...step, absentBefore: step.absentBefore.with(index, changed) }))),
    ]),
  ];
}

function mutatePart<T extends Step | Absence>(part: T): Mutation<T>[] {
  return [
    ...eventsLeftOut(part.events, part.span, (events) => ({ ...part, events })),
    ...(part.where === undefined ? [] : mutateCondition(part.where).map((one) => wrapped(one, (where) => ({ ...part, where })))),
  ];
}

function finalAbsence(condition: Sequence): Mutation<Condition>[] {
  const { absentAfter, ...rest } = condition;
  if (absentAfter === undefined) return [];
  return [
    { value: anew(rest), kind: "step", span: absentAfter.span, what: "final `ABSENT` left out" },
    ...windows(absentAfter, absentAfter.withinMs, (withinMs) => anew({ ...condition, absentAfter: { ...absentAfter, withinMs } })),
    ...mutatePart(absentAfter).map((one) =>
      wrapped(one, (changed) => anew({ ...condition, absentAfter: { ...changed, withinMs: absentAfter.withinMs } })),
    ),
  ];
}

function suppressChanged(rule: RulePlan, suppress: NonNullable<RulePlan["suppress"]>): Mutation<RulePlan>[] {
  const { suppress: _, ...without } = rule;
  return [
    { value: without, kind: "suppress", span: rule.span, what: "`SUPPRESS` left out" },
    ...windows(rule, suppress.durationMs, (durationMs) => ({ ...rule, suppress: { ...suppress, durationMs } })),
    ...keysLeftOut(suppress.by, (by) => ({ ...rule, suppress: { ...suppress, by } })),
  ];
}
