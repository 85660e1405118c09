/** A rule over several events with some of its bounds taken away: which of these fire where the rule does not tells what stood in its way. */
import type { Condition, Predicate, ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Absence, Step, Together } from "../ir/state.ts";

export type Relaxed = {
  readonly rules: readonly RulePlan[];
  /** For each position of the sequence but the last: the steps up to it in order, however long ago, and then any event. */
  readonly reached: readonly { readonly id: string; readonly step: number; readonly times: number }[];
  /** All steps, without window, gaps and absences. */
  readonly unbounded: string;
  /** All steps within the window, with their gaps and without absences. */
  readonly unbroken: string;
  /** For each absence: its event came between the steps. `before` is the number of the step that it stands before. */
  readonly broken: readonly { readonly id: string; readonly absence: Absence; readonly before: number }[];
  /** For each step of TOGETHER: it came at some time. */
  readonly seen: readonly string[];
  /** For each step of TOGETHER: the event in hand is it. */
  readonly own: readonly string[];
};

/** Long enough to be no bound, short enough to be a number of milliseconds that adds up. */
const everMs = 100 * 365 * 86_400_000;
const positionsMax = 64;

/** Undefined for a condition on one event. */
export function relaxedRules(rule: RulePlan, plan: ProjectPlan): Relaxed | undefined {
  const { condition } = rule;
  if (condition.kind === "when") return undefined;
  const rules: RulePlan[] = [];
  const add = (name: string, made: Condition, on: readonly string[]): string => {
    const { suppress: _, ...rest } = rule;
    const id = `${rule.id}~${name}`;
    rules.push({ ...rest, id, condition: made, on, exceptions: [], meaning: id });
    return id;
  };
  const anything = [...plan.events.keys()].filter((type) => type !== "alert" && type !== "engine");
  if (condition.kind === "together") return relaxedTogether(condition, anything, add, rules);
  const last = condition.steps.at(-1);
  if (last === undefined) return undefined;
  const bare = condition.steps.map(unbounded);
  const any = anyEvent(last, anything);
  const sequence = (name: string, steps: readonly Step[], withinMs: number): string =>
    add(name, { kind: "sequence", id: `${condition.id}~${name}`, withinMs, steps, span: condition.span }, steps.at(-1)?.events ?? []);
  const reached: { id: string; step: number; times: number }[] = [];
  for (const [step, { repeat }] of bare.entries()) {
    const of = bare[step];
    const most = step === bare.length - 1 ? repeat - 1 : repeat;
    for (let times = 1; of !== undefined && times <= most && reached.length < positionsMax; times++)
      reached.push({ id: sequence(`${step}.${times}`, [...bare.slice(0, step), { ...of, repeat: times }, any], everMs), step, times });
  }
  return {
    rules,
    reached,
    unbounded: sequence("all", bare, everMs),
    unbroken: sequence("unbroken", condition.steps.map(withGap), condition.withinMs),
    broken: condition.steps.flatMap((step, before) =>
      step.absentBefore.map((absence, index) => {
        const between: Step = { ...absence, name: `absent ${index}`, repeat: 1, absentBefore: [] };
        return { id: sequence(`broken ${before}.${index}`, bare.toSpliced(before, 0, between), everMs), absence, before };
      }),
    ),
    seen: [],
    own: [],
  };
}

function relaxedTogether(
  condition: Together,
  anything: readonly string[],
  add: (name: string, condition: Condition, on: readonly string[]) => string,
  rules: readonly RulePlan[],
): Relaxed {
  const types = [...new Set(condition.steps.flatMap((step) => step.events))];
  return {
    rules,
    reached: [],
    unbounded: add("all", { ...condition, id: `${condition.id}~all`, withinMs: everMs }, types),
    unbroken: "",
    broken: [],
    seen: condition.steps.map((step, index) => {
      const steps = [unbounded(step), anyEvent({ ...step, reads: [] }, anything)];
      return add(
        `seen ${index}`,
        { kind: "sequence", id: `${condition.id}~seen ${index}`, withinMs: everMs, steps, span: step.span },
        anything,
      );
    }),
    own: condition.steps.map((step, index) =>
      add(`own ${index}`, { kind: "when", predicate: step.where ?? { kind: "constant", value: true, span: step.span } }, step.events),
    ),
  };
}

function unbounded(step: Step): Step {
  const { gapMs: _, ...rest } = step;
  return { ...rest, absentBefore: [] };
}

function withGap(step: Step): Step {
  return { ...step, absentBefore: [] };
}

/** Any event of the key. It asks the last step's own condition too, and takes no notice: so an explanation of it has what that came to. */
function anyEvent(last: Step, events: readonly string[]): Step {
  const { where, gapMs: _, ...rest } = last;
  const always: Predicate = { kind: "constant", value: true, span: last.span };
  const asked: Predicate = where === undefined ? always : { kind: "or", parts: [where, always], span: where.span };
  return { ...rest, events, where: asked, repeat: 1, absentBefore: [] };
}
