/** One rule of the plan as the engine runs it: verdict, exceptions, suppression, and the alert with its reasons. */
import { askedOf } from "../ir/asked.ts";
import type { ActionCallPlan, Predicate, RulePlan, Term } from "../ir/plan.ts";
import { asksStateAlone, isCharged, readsNoPast, remembers, termsOfAlert, walkCondition, walkPredicate, walkTerm } from "../ir/walk.ts";
import type { Alert, Explanation } from "../runtime/alert.ts";
import { contextFields } from "../runtime/alert-event.ts";
import type { Deadline, EngineRule, Firing, Learner } from "../runtime/engine.ts";
import { stateKey } from "../runtime/read.ts";
import { sha256After } from "../runtime/sha256.ts";
import { Suppressor } from "../runtime/suppress.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { SignsFor } from "../runtime/wake.ts";
import { late } from "../source/late.ts";
import type { Span } from "../source/span.ts";
import { absentFields } from "./absence.ts";
import { type Compiler, scopeOf } from "./compiler.ts";
import { explainPredicate, type Explainer } from "./explain.ts";
import { type ActionTerms, type AlertTerms, makeAlert } from "./make-alert.ts";
import { residueOf } from "./residue.ts";
import type { PredicateFunction, Scope, StateReader, TermFunction } from "./scope.ts";
import { completingParts, equalsOf, learningParts, signsOf } from "./signs.ts";
import { compileSequence, compileTogether, type Machine, projection } from "./sequence.ts";

/** A compiled rule, with what answers questions about it. */
export type CompiledRule = {
  readonly plan: RulePlan;
  readonly engine: EngineRule;
  /** Why it fires, or why it does not: with the distances from its bounds. */
  readonly explain: (event: ValueRecord) => Explanation;
  /** Reason of the exception that keeps the rule from firing on the event. */
  readonly exceptionFor: (event: ValueRecord) => string | undefined;
};

export type RuleHost = {
  readonly compiler: Compiler;
  readonly textOf: (span: Span) => string;
  readonly place: number;
  readonly openDeadline: (deadline: Deadline) => void;
};

/** `slept`: the scope in which a rule that slept has compiled some of its closures; what is left of its condition is in the program already. */
export function compileRule(plan: RulePlan, host: RuleHost, slept?: Scope): CompiledRule {
  const { compiler, textOf } = host;
  const scope = slept ?? scopeOf(plan.id, compiler);
  const { frame, limits } = { frame: compiler.frame, limits: compiler.host.limits };
  const explainer: Explainer = {
    scope,
    term: (node) => scope.term(node, scope),
    predicate: (node) => scope.predicate(node, scope),
    state: (node) => scope.state(node, scope),
    textOf,
    lengthMax: limits.evidenceLength,
    asksWhy: false,
    known: new Map(),
  };
  const { exceptions } = plan;
  const exceptionFor = exceptionAmong(exceptions, scope);
  const isExcepted = exceptions.length === 0 ? () => false : (event: ValueRecord) => exceptionFor(frame.whole(event)) !== undefined;
  const engineRef: { rule: EngineRule | undefined } = { rule: undefined };
  const machine = machineOf(plan, scope, host, isExcepted, engineRef);
  const where = plan.condition.kind === "when" ? plan.condition.predicate : undefined;
  const { condition, holds } = residue(slept === undefined ? where : undefined, scope, compiler);
  const asks = machine?.firesTold ?? holds;
  const unlessExcepted = (fires: PredicateFunction): PredicateFunction =>
    exceptions.length === 0 ? fires : (event) => fires(event) && !isExcepted(event);
  const waits = plan.condition.kind === "sequence" && plan.condition.absentAfter !== undefined;
  const explainWith = (event: ValueRecord, how: Explainer): Explanation =>
    machine !== undefined
      ? machine.explain(event, how)
      : where !== undefined
        ? explainPredicate(where, event, how)
        : { condition: "", held: false };
  const terms = alertTerms(plan, scope);
  const states = statesOf(plan, scope);
  const split = machine ?? (where && states.length > 0 ? splitByPast(where, scope) : undefined);
  const alertOf = (event: ValueRecord, firing: Firing): Alert => {
    const { deadline } = firing;
    const outside = Number.isNaN(firing.timeMs);
    return makeAlert(
      plan,
      terms,
      event,
      {
        identity: firing.identity,
        eventId: firing.eventId,
        timeMs: firing.timeMs,
        key: deadline?.key ?? machine?.keyOf(event) ?? "",
        deadlineMs: deadline?.atMs,
        explanation: deadline === undefined ? explainWith(event, explainer) : explainDeadline(plan, deadline, textOf),
        absent: where === undefined ? [] : absentFields(where, event, explainer),
        degraded:
          !outside && deadline === undefined && (states.some((state) => state.degraded(event)) || (machine?.degraded(event) ?? false)),
        dropped: firing.dropped,
      },
      limits,
    );
  };
  const suppress = plan.suppress === undefined ? undefined : suppressionOf(plan.suppress, scope, limits.keysPerState);
  const rule: EngineRule = {
    id: plan.id,
    on: waits ? [] : plan.on,
    stateful: states.length > 0 || machine !== undefined,
    remembers: remembers(plan),
    signs: signsOf(completingParts(plan.condition, plan.on), compiler),
    equals: where && compiler.watch === undefined ? () => equalsOf(askedOf(where), compiler) : undefined,
    condition,
    mayFire: split?.mayFire,
    fires: unlessExcepted(asks),
    firesTold: split?.firesTold && unlessExcepted(split.firesTold),
    alertOf,
    ...(suppress === undefined ? {} : { suppress }),
    firedAt: -1,
  };
  engineRef.rule = rule;
  const asking: Explainer = { ...explainer, asksWhy: true };
  return { plan, engine: rule, explain: (event) => explainWith(event, asking), exceptionFor };
}

/** The reason of the first exception that applies. */
function exceptionAmong(plans: RulePlan["exceptions"], scope: Scope): CompiledRule["exceptionFor"] {
  const exceptions = plans.map(({ unless, reason, untilMs = Number.POSITIVE_INFINITY }) => ({
    unless: scope.predicate(unless, scope),
    reason,
    untilMs,
  }));
  return (event) => exceptions.find(({ unless, untilMs }) => !(scope.frame.timeMs >= untilMs) && unless(event))?.reason;
}

/** A condition in the program; the closures alone while somebody watches. */
function residue(
  where: Predicate | undefined,
  scope: Scope,
  compiler: Compiler,
): Pick<EngineRule, "condition"> & { readonly holds: PredicateFunction } {
  if (where === undefined) return { condition: undefined, holds: () => false };
  // State is made here and now, also where the program asks for it last.
  const whole = scope.predicate(where, scope);
  if (compiler.watch !== undefined) return { condition: undefined, holds: whole };
  const condition = residueOf(where, () => scope, compiler);
  return { condition, holds: (event) => compiler.program.holds(condition, event) };
}

/**
 * A condition by its parts: what the event alone decides holds where the whole does, and where it holds the rest is asked, of state and what is told if it asks for
 * nothing else. Compiled when it is first asked; in the order of the whole, so that what takes too much work is noticed here too.
 */
function splitByPast(predicate: Predicate, scope: Scope): Pick<Machine, "mayFire" | "firesTold"> {
  const parts = predicate.kind === "and" ? predicate.parts : [predicate];
  const own = parts.filter(readsNoPast);
  const rest = parts.filter((part) => !own.includes(part));
  const all = (chosen: readonly Predicate[]): PredicateFunction => {
    const made = late(() => scope.predicate({ kind: "and", parts: chosen, span: predicate.span }, scope));
    return (event) => made()(event);
  };
  return {
    mayFire: own.length === 0 || rest.some(isCharged) ? undefined : all(own),
    firesTold: scope.watch !== undefined || isCharged(predicate) || !rest.every(asksStateAlone) ? undefined : all(rest),
  };
}

function machineOf(
  plan: RulePlan,
  scope: Scope,
  host: RuleHost,
  isExcepted: (event: ValueRecord) => boolean,
  engineRef: { readonly rule: EngineRule | undefined },
): Machine | undefined {
  const { condition } = plan;
  if (condition.kind === "when") return undefined;
  const paths = pathsOfAlert(plan);
  const machine =
    condition.kind === "together"
      ? compileTogether(condition, scope, host.compiler.host)
      : compileSequence(condition, scope, host.compiler.host, {
          admits: (event) => !isExcepted(event),
          openDeadline: (facts) => {
            const { rule } = engineRef;
            if (rule === undefined) throw new Error("aidr is wrong: a deadline before its rule");
            const deadline: Deadline = { ...facts, rule, place: host.place, state: "open" };
            host.openDeadline(deadline);
            return deadline;
          },
          projectCompleting: (event) => projection(scope.frame.whole(event), paths),
        });
  // The state of a sequence is its rule's own: a rule never sees its own alerts.
  const name = `${condition.id}@${plan.id}`;
  host.compiler.host.uses(name, plan.id);
  const horizonMs = Math.max(condition.withinMs, condition.kind === "sequence" ? (condition.absentAfter?.withinMs ?? 0) : 0);
  host.compiler.host.add(
    { name, store: machine.store, horizonMs },
    learnerWithSigns(machine.learner, signsOf(learningParts(condition), host.compiler)),
  );
  return machine;
}

function learnerWithSigns(learner: Learner, signs: SignsFor | undefined): Learner {
  return {
    events: learner.events,
    signs,
    mayLearn: (event) => learner.mayLearn?.(event) ?? true,
    prepare: (event) => learner.prepare(event),
    commit: () => learner.commit(),
    clear: () => learner.clear(),
  };
}

/** Of an event that waits for its deadline only this is kept: the context, and what the alert reads. */
function pathsOfAlert(plan: RulePlan): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = ["event_id", "event_type", "timestamp", ...contextFields].map((name) => [name]);
  for (const term of termsOfAlert(plan)) walkTerm(term, { term: (part) => void (part.kind === "field" && paths.push(part.path)) });
  return paths;
}

/** What an alert of the rule says and keys its suppression, beside its condition. */
function alertTerms(plan: RulePlan, scope: Scope): AlertTerms {
  const compile = (term: Term) => scope.term(term, scope);
  const { alert } = plan;
  const idAfter = late(() => sha256After([plan.id, plan.meaning]));
  return {
    confidence: compile(alert.confidence),
    description: compile(alert.description),
    attackVector: alert.attackVector === undefined ? undefined : compile(alert.attackVector),
    actions: plan.actions.map((call: ActionCallPlan) => actionTerms(call, compile)),
    idOf: (particular) => idAfter()(particular),
  };
}

/** What is always the same is made once, and nobody changes it. */
function actionTerms({ action, args }: ActionCallPlan, compile: (term: Term) => TermFunction): ActionTerms {
  const values: [string, Value][] = [];
  for (const [name, term] of args) {
    if (term.kind !== "literal") return { action, args: [...args].map(([each, made]) => [each, compile(made)] as const) };
    const value = compile(term)(noEvent);
    if (value !== undefined) values.push([name, value]);
  }
  return { fixed: Object.freeze({ action, args: Object.freeze(Object.fromEntries(values)) }) };
}

const noEvent: ValueRecord = {};

function suppressionOf(suppress: NonNullable<RulePlan["suppress"]>, scope: Scope, keysMax: number): NonNullable<EngineRule["suppress"]> {
  const parts = suppress.by.map((term) => scope.term(term, scope));
  return { suppressor: new Suppressor(suppress.durationMs, keysMax), keyOf: (event) => stateKey(parts.map((part) => part(event))) };
}

/** Readers of all state terms in the rule's condition and exceptions. */
function statesOf(plan: RulePlan, scope: Scope): readonly StateReader[] {
  const readers: StateReader[] = [];
  const visit = {
    term: (term: Term) => {
      if ("source" in term) readers.push(scope.state(term, scope));
    },
  };
  walkCondition(plan.condition, visit);
  for (const exception of plan.exceptions) walkPredicate(exception.unless, visit);
  return readers;
}

function explainDeadline(plan: RulePlan, deadline: Deadline, textOf: (span: Span) => string): Explanation {
  const { condition } = plan;
  if (condition.kind !== "sequence") return { condition: textOf(plan.span), held: true };
  let at = 0;
  const steps = condition.steps.map((step): Explanation => {
    const ids = deadline.identities.slice(at, at + step.repeat);
    at += step.repeat;
    return { condition: textOf(step.span), held: true, step: step.name, event_ids: ids };
  });
  const absence: Explanation[] =
    condition.absentAfter === undefined
      ? []
      : [{ condition: textOf(condition.absentAfter.span), held: true, note: `not seen until ${new Date(deadline.atMs).toISOString()}` }];
  return { condition: textOf(condition.span), held: true, parts: [...steps, ...absence] };
}
