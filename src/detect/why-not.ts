/** Why a rule does not fire on an event, with everything before it as its past: the first condition that failed, and how far from its bound. */
import type { Predicate, ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Sequence, Step, Together } from "../ir/state.ts";
import type { Explanation } from "../runtime/alert.ts";
import { asTimestamp, readKey } from "../runtime/read.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Span } from "../source/span.ts";
import { detect, type Detector, type Why } from "./detect.ts";
import { showSpan } from "./distance.ts";
import { closeness } from "./explain.ts";
import { type Relaxed, relaxedRules } from "./relaxed.ts";
import { showDuration } from "./show.ts";

export type WhyNot = Why & {
  /** Of a rule that does not fire: the condition to look at first. `held`: it held, and must not. */
  readonly first?: Explanation;
  /** All steps are there: it fires when this time has passed without the final ABSENT. */
  readonly waitsMs?: number;
};

type Asked = { readonly rule: RulePlan; readonly relaxed: Relaxed | undefined; readonly detector: Detector | undefined };

const timesMax = 200_000;

/** Judges events and can then be asked. A rule over several events is watched by rules like it with fewer bounds. */
export class Questioned {
  readonly #whole: Detector;
  readonly #asked: ReadonlyMap<string, Asked>;
  readonly #textOf: (span: Span) => string;
  readonly #times = new Map<string, number>();

  /** `rules` of the plan that will be asked. */
  constructor(plan: ProjectPlan, rules: readonly RulePlan[], textOf: (span: Span) => string) {
    this.#textOf = textOf;
    this.#whole = detect(plan, { textOf });
    this.#asked = new Map(rules.map((rule) => [rule.id, ask(rule, plan, textOf)]));
  }

  judge(event: ValueRecord): void {
    this.#whole.judge(event);
    for (const { detector } of this.#asked.values()) detector?.judge(event);
    this.#keepTime(event);
  }

  /** Undefined for a rule that was not named. Changes nothing. */
  why(ruleId: string, event: ValueRecord): WhyNot | undefined {
    const asked = this.#asked.get(ruleId);
    const why = this.#whole.why(ruleId, event);
    if (asked === undefined || why === undefined) return undefined;
    this.#keepTime(event);
    const { condition } = asked.rule;
    if (why.explanation.held) {
      const waits = condition.kind === "sequence" ? condition.absentAfter?.withinMs : undefined;
      return waits === undefined ? why : { ...why, fires: false, waitsMs: waits };
    }
    if (condition.kind === "when") return { ...why, first: blamed(condition.predicate, why.explanation, true) };
    const explanation = this.#explainSteps(asked, condition, why.explanation, event);
    const parts = explanation.parts ?? [];
    const failed = parts.find((part) => !part.held);
    return { ...why, explanation, first: failed === undefined ? withoutParts(explanation) : deepest(failed, condition) };
  }

  #explainSteps(asked: Asked, condition: Sequence | Together, bare: Explanation, event: ValueRecord): Explanation {
    const { relaxed, detector } = asked;
    if (relaxed === undefined || detector === undefined) return bare;
    const whyOf = (id: string): Explanation | undefined => {
      const why = detector.why(id, event);
      return why?.judged ? why.explanation : undefined;
    };
    return condition.kind === "sequence"
      ? this.#explainSequence(condition, relaxed, bare, event, whyOf)
      : this.#explainTogether(condition, relaxed, bare, event, whyOf);
  }

  #explainSequence(
    condition: Sequence,
    relaxed: Relaxed,
    bare: Explanation,
    event: ValueRecord,
    whyOf: (id: string) => Explanation | undefined,
  ): Explanation {
    const furthest = relaxed.reached.flatMap((one) => {
      const explanation = whyOf(one.id);
      return explanation?.held ? [{ ...one, explanation }] : [];
    });
    const reached = furthest.at(-1);
    const unbounded = whyOf(relaxed.unbounded);
    const unbroken = whyOf(relaxed.unbroken);
    const completed = unbounded?.held ? unbounded : undefined;
    const parts = condition.steps.flatMap((step, index): Explanation[] => {
      const isLast = index === condition.steps.length - 1;
      const own = isLast
        ? this.#explainLast(step, index, reached, completed, event)
        : this.#explainReached(step, index, reached, completed);
      const gap = completed === undefined || unbroken?.held ? own : this.#withGap(own, step, index, completed);
      const broken = completed === undefined || !unbroken?.held ? [] : this.#brokenBefore(index, relaxed, whyOf);
      return [...broken, gap];
    });
    if (completed === undefined || unbroken?.held) return { ...bare, parts };
    const took = this.#spanOf(completed);
    if (took === undefined || took < condition.withinMs) return { ...bare, parts };
    return { ...bare, ...lateness(took, condition.withinMs, "the first step"), parts };
  }

  #explainReached(step: Step, index: number, reached: Reached | undefined, completed: Explanation | undefined): Explanation {
    const condition = this.#textOf(step.span);
    const done = completed ?? (reached !== undefined && reached.step > index ? reached.explanation : undefined);
    const times = done !== undefined || reached === undefined || reached.step !== index ? 0 : reached.times;
    const source = done ?? (times > 0 ? reached?.explanation : undefined);
    const ids = source?.parts?.[index]?.event_ids ?? [];
    const held = done !== undefined || times >= step.repeat;
    const base = { condition, held, step: step.name, ...(ids.length === 0 ? {} : { event_ids: ids }) };
    if (held) return base;
    if (times === 0) return { ...base, note: index === 0 ? "never came" : "never came after the steps before it" };
    return { ...base, ...timesOf(times, step) };
  }

  #explainLast(
    step: Step,
    index: number,
    reached: Reached | undefined,
    completed: Explanation | undefined,
    event: ValueRecord,
  ): Explanation {
    const type = String(readKey(event, "event_type") ?? "of no type");
    const base = { condition: this.#textOf(step.span), step: step.name };
    if (!step.events.includes(type))
      return { ...base, held: false, note: `this event is ${type}, and the step reads ${step.events.join(", ")}` };
    if (completed !== undefined) return { ...base, held: true, ...idsOf(completed.parts?.at(-1)) };
    // The explanation of the step that takes any event holds what the last step's own condition came to.
    const asked = reached?.explanation.parts?.at(-1)?.parts?.[0]?.parts?.[0];
    const before = reached !== undefined && (reached.step > 0 || reached.times > 0);
    if (asked !== undefined && !asked.held) return { ...base, held: false, parts: [asked] };
    if (reached !== undefined && asked !== undefined && step.repeat > 1 && reached.step === index)
      return { ...base, ...timesOf(reached.times + 1, step) };
    return { ...base, held: false, note: before ? "the steps before it are not complete" : "no step came before it" };
  }

  #withGap(own: Explanation, step: Step, index: number, completed: Explanation): Explanation {
    if (step.gapMs === undefined || index === 0) return own;
    const before = completed.parts?.[index - 1]?.event_ids?.at(-1);
    const here = completed.parts?.[index]?.event_ids?.[0];
    const took = this.#between(before, here);
    if (took === undefined || took < step.gapMs) return own;
    return { ...own, held: false, ...lateness(took, step.gapMs, "the step before it") };
  }

  #brokenBefore(index: number, relaxed: Relaxed, whyOf: (id: string) => Explanation | undefined): Explanation[] {
    return relaxed.broken.flatMap(({ id, absence, before }) => {
      const explanation = before === index ? whyOf(id) : undefined;
      if (!explanation?.held) return [];
      const ids = explanation.parts?.[index]?.event_ids ?? [];
      return [{ condition: this.#textOf(absence.span), held: false, note: "came in between", event_ids: ids }];
    });
  }

  #explainTogether(
    condition: Together,
    relaxed: Relaxed,
    bare: Explanation,
    event: ValueRecord,
    whyOf: (id: string) => Explanation | undefined,
  ): Explanation {
    const id = String(readKey(event, "event_id") ?? "");
    const parts = condition.steps.map((step, index): Explanation => {
      const base = { condition: this.#textOf(step.span), step: step.name };
      const own = whyOf(relaxed.own[index] ?? "");
      const seen = whyOf(relaxed.seen[index] ?? "");
      if (own?.held) return { ...base, held: true, event_ids: [id] };
      if (seen?.held) return { ...base, held: true, ...idsOf(seen.parts?.[0]) };
      return { ...base, held: false, note: "never came", ...(own === undefined ? {} : { parts: [own] }) };
    });
    const isStep = parts.some((part) => part.event_ids?.includes(id));
    if (!isStep && parts.every((part) => part.held)) return { ...bare, note: "this event is none of the steps", parts };
    const completed = whyOf(relaxed.unbounded);
    const oldest = parts.map((part) => this.#between(part.event_ids?.at(-1), id)).filter((took) => took !== undefined);
    const took = oldest.length === 0 ? undefined : Math.max(...oldest);
    if (!completed?.held || took === undefined || took < condition.withinMs) return { ...bare, parts };
    return { ...bare, ...lateness(took, condition.withinMs, "the first of them"), parts };
  }

  /** From the first event of a match to the last. */
  #spanOf(completed: Explanation): number | undefined {
    const ids = (completed.parts ?? []).flatMap((part) => part.event_ids ?? []);
    return this.#between(ids[0], ids.at(-1));
  }

  #between(first: string | undefined, last: string | undefined): number | undefined {
    const [from, to] = [this.#times.get(first ?? ""), this.#times.get(last ?? "")];
    return from === undefined || to === undefined ? undefined : to - from;
  }

  #keepTime(event: ValueRecord): void {
    const [id, timeMs] = [readKey(event, "event_id"), asTimestamp(readKey(event, "timestamp"))];
    if (typeof id !== "string" || timeMs === undefined) return;
    this.#times.set(id, timeMs);
    if (this.#times.size > timesMax)
      for (const oldest of this.#times.keys()) if (this.#times.size > timesMax / 2) this.#times.delete(oldest);
  }
}

type Reached = Relaxed["reached"][number] & { readonly explanation: Explanation };

function ask(rule: RulePlan, plan: ProjectPlan, textOf: (span: Span) => string): Asked {
  const relaxed = relaxedRules(rule, plan);
  if (relaxed === undefined) return { rule, relaxed, detector: undefined };
  // Their alerts are read by no rule that is asked: what they stand beside lies in lower layers.
  const below = plan.rules.filter((one) => one.layer < rule.layer);
  return { rule, relaxed, detector: detect({ ...plan, rules: [...below, ...relaxed.rules] }, { textOf }) };
}

function timesOf(times: number, step: Step): Pick<Explanation, "held" | "distance"> {
  const words = `${times} of the ${step.repeat} that it takes`;
  return { held: false, distance: { unit: "events", value: times, bound: step.repeat, by: step.repeat - times, words } };
}

function idsOf(part: Explanation | undefined): { readonly event_ids?: readonly string[] } {
  return part?.event_ids === undefined ? {} : { event_ids: part.event_ids };
}

function lateness(took: number, allowed: number, since: string): Pick<Explanation, "distance"> {
  const over = took - allowed;
  const late = over === 0 ? "just too late" : `${showSpan(over)} too late`;
  return {
    distance: {
      unit: "duration",
      value: took,
      bound: allowed,
      by: over,
      words: `${showSpan(took)} after ${since}, and less than ${showDuration(allowed)} is allowed: ${late}`,
    },
  };
}

function withoutParts(explanation: Explanation): Explanation {
  const { parts: _, ...rest } = explanation;
  return rest;
}

/** Of a step that failed on this event: the condition inside of it. */
function deepest(failed: Explanation, condition: Sequence | Together): Explanation {
  const where = condition.steps.find((step) => step.name === failed.step)?.where;
  const [inside] = failed.parts ?? [];
  return where === undefined || inside === undefined ? withoutParts(failed) : blamed(where, inside, true);
}

/**
 * The first condition, in the order in which it was written, to which it is due that the whole did not come out as `wanted`; of an OR that failed, in the
 * part that came closest.
 */
export function blamed(node: Predicate, explanation: Explanation, wanted: boolean): Explanation {
  const parts = explanation.parts ?? [];
  const within = (inner: Predicate | undefined, index: number, partWanted: boolean): Explanation => {
    const part = parts[index];
    return inner === undefined || part === undefined || part.held === partWanted
      ? withoutParts(explanation)
      : blamed(inner, part, partWanted);
  };
  switch (node.kind) {
    case "and":
    case "at-least": {
      const index = wanted ? parts.findIndex((part) => !part.held) : -1;
      return within(node.parts[index], index, true);
    }
    case "or": {
      const near = parts.map(closeness);
      const index = wanted ? near.indexOf(Math.max(...near)) : parts.findIndex((part) => part.held);
      return within(node.parts[index], index, wanted);
    }
    case "not":
      // `NOT IN` is one condition to who wrote it.
      return isSamePlace(node.part.span, node.span) ? withoutParts(explanation) : within(node.part, 0, !wanted);
    case "quantified":
      return within(node.part, 0, wanted);
    default:
      return withoutParts(explanation);
  }
}

function isSamePlace(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end;
}
