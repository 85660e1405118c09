/** SEQUENCE and TOGETHER of the plan as state machines with their learners and explanations. */
import type { Absence, Sequence, Step, Together } from "../ir/state.ts";
import { readsNoPast, walkPredicate } from "../ir/walk.ts";
import type { Explanation } from "../runtime/alert.ts";
import type { Savable } from "../runtime/codec.ts";
import type { Deadline, Learner } from "../runtime/engine.ts";
import { readPath } from "../runtime/read.ts";
import type { Partial } from "../runtime/state/partials.ts";
import type { DeadlineFacts } from "../runtime/state/begun.ts";
import { type Part, type SequenceSpec, type SequenceStep, Sequences } from "../runtime/state/sequence.ts";
import { Togethers } from "../runtime/state/together.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import { explainPredicate, type Explainer } from "./explain.ts";
import { observedPart } from "./observe.ts";
import type { PredicateFunction, Scope } from "./scope.ts";
import { showDuration, showTime } from "./show.ts";
import { keyReader, type StateHost, tablesOf, verdictPerEvent } from "./store.ts";

/** A condition over several events, as a rule asks it. */
export type Machine = {
  readonly learner: Learner;
  /** Whether the event in hand, which may be unread, completes it. */
  readonly firesTold: PredicateFunction | undefined;
  /** The same as far as the event alone decides it. */
  readonly mayFire: PredicateFunction | undefined;
  readonly keyOf: (event: ValueRecord) => string;
  readonly explain: (event: ValueRecord, explainer: Explainer) => Explanation;
  readonly degraded: (event: ValueRecord) => boolean;
  readonly store: Savable;
};

export type Waiting = {
  readonly admits: (event: ValueRecord) => boolean;
  readonly openDeadline: (facts: DeadlineFacts) => Deadline;
  readonly projectCompleting: (event: ValueRecord) => ValueRecord;
};

export function compileSequence(node: Sequence, scope: Scope, host: StateHost, waiting: Waiting): Machine {
  const { frame, limits } = host;
  const reads =
    node.steps.some((step) => step.reads.length > 0 || step.absentBefore.some((absence) => absence.reads.length > 0)) ||
    (node.absentAfter?.reads.length ?? 0) > 0;
  const spec = specOf(node, scope);
  const horizonMs = Math.max(node.withinMs, node.absentAfter?.withinMs ?? 0);
  const sequences = new Sequences(spec, tablesOf(host, scope, horizonMs), {
    frame,
    partialsMax: reads ? limits.partialsPerKey : 1,
    deadlinesMax: limits.deadlinesPerKey,
    onDrop: (kind, key) =>
      host.report(kind, scope.ruleId, key, kind === "deadline_refused" ? limits.deadlinesPerKey : limits.partialsPerKey),
    ...waiting,
  });
  return {
    learner: sequences,
    store: sequences,
    firesTold: (event) => sequences.completions(event).length > 0,
    mayFire: (event) => sequences.mayComplete(event),
    keyOf: (event) => sequences.keyOfLast(event),
    explain: (event, explainer) => explainCompletion(node, spec, best(sequences.completions(event)), event, explainer),
    degraded: (event) => {
      const key = sequences.keyOfLast(event);
      return sequences.mayLack(key, frame.source, frame.timeMs);
    },
  };
}

function best(completions: readonly Partial[]): Partial | undefined {
  return completions.reduce<Partial | undefined>(
    (newest, one) => (newest === undefined || one.startMs > newest.startMs ? one : newest),
    undefined,
  );
}

function specOf(node: Sequence, scope: Scope): SequenceSpec {
  const read = pathsRead(node);
  const steps = node.steps.flatMap((step) => repeatedStep(step, read.get(step.name) ?? [], scope));
  const names = new Map(node.steps.map((step) => [step.name, scope.slot(step.name)] as const));
  return {
    withinMs: node.withinMs,
    steps,
    absentAfter:
      node.absentAfter === undefined ? undefined : { part: partOf(node.absentAfter, scope), withinMs: node.absentAfter.withinMs },
    bind: (bound) => {
      for (const { name, event } of bound) {
        const slot = names.get(name);
        if (slot !== undefined) slot.value = event;
      }
    },
  };
}

/** `REPEAT n` stands for n such steps: the gap bounds each, an absence stands before the first, references read the last. */
function repeatedStep(step: Step, paths: readonly (readonly string[])[], scope: Scope): SequenceStep[] {
  const part = partOf(step, scope);
  const absentBefore = step.absentBefore.map((absence) => partOf(absence, scope));
  const project = paths.length === 0 ? undefined : (event: ValueRecord) => projection(scope.frame.whole(event), paths);
  return Array.from({ length: step.repeat }, (_, nth) => ({
    ...part,
    name: step.name,
    gapMs: step.gapMs ?? Number.POSITIVE_INFINITY,
    absentBefore: nth === 0 ? absentBefore : [],
    project: nth === step.repeat - 1 ? project : undefined,
  }));
}

function partOf(node: Step | Absence, scope: Scope): Part {
  const where = observedPart(node, node.where === undefined ? () => true : scope.predicate(node.where, scope), scope.watch);
  const readsSteps = node.reads.length > 0;
  const readsPast = node.where !== undefined && !readsNoPast(node.where);
  return {
    events: new Set(node.events),
    keyOf: keyReader(node.by, scope),
    where: readsSteps ? (event) => where(scope.frame.whole(event)) : verdictPerEvent(scope.frame, node.where, where),
    readsSteps,
    readsPast,
  };
}

/** For each step the paths that later conditions read of it. */
function pathsRead(node: Sequence): ReadonlyMap<string, readonly (readonly string[])[]> {
  const names = new Set(node.steps.map((step) => step.name));
  const paths = new Map<string, Map<string, readonly string[]>>();
  const parts = [
    ...node.steps,
    ...node.steps.flatMap((step) => step.absentBefore),
    ...(node.absentAfter === undefined ? [] : [node.absentAfter]),
  ];
  for (const part of parts) {
    if (part.where === undefined) continue;
    walkPredicate(part.where, {
      term: (term) => {
        if (term.kind !== "binding" || !names.has(term.name)) return;
        const known = paths.get(term.name) ?? new Map<string, readonly string[]>();
        paths.set(term.name, known.set(JSON.stringify(term.path), term.path));
      },
    });
  }
  return new Map([...paths].map(([name, known]) => [name, [...known.values()]] as const));
}

/** A record that has only these paths of the event. */
export function projection(event: ValueRecord, paths: readonly (readonly string[])[]): ValueRecord {
  const root = new Map<string, unknown>();
  for (const path of paths) {
    const value = readPath(event, path);
    if (value !== undefined) place(root, path, value);
  }
  return recordOf(root);
}

function place(into: Map<string, unknown>, path: readonly string[], value: Value): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) into.set(key, value);
  else {
    const inner = into.get(key);
    if (inner !== undefined && !(inner instanceof Map)) return; // the whole of it is there already
    const next = inner ?? new Map<string, unknown>();
    into.set(key, next);
    place(next, rest, value);
  }
}

function recordOf(map: ReadonlyMap<string, unknown>): ValueRecord {
  return Object.fromEntries([...map].map(([key, value]) => [key, value instanceof Map ? recordOf(value) : (value as Value)]));
}

/** The steps with the events that took them; the completing event explains itself in full. */
function explainCompletion(
  node: Sequence,
  spec: SequenceSpec,
  completion: Partial | undefined,
  event: ValueRecord,
  explainer: Explainer,
): Explanation {
  const condition = explainer.textOf(node.span);
  if (completion === undefined) return { condition, held: false };
  spec.bind(completion.bound);
  let at = 0;
  const parts = node.steps.map((step, index): Explanation => {
    const ids = completion.identities.slice(at, at + step.repeat);
    at += step.repeat;
    const isLast = index === node.steps.length - 1;
    const where = isLast && step.where !== undefined ? [explainPredicate(step.where, event, explainer)] : [];
    return {
      condition: explainer.textOf(step.span),
      held: true,
      step: step.name,
      event_ids: ids,
      ...(where.length === 0 ? {} : { parts: where }),
    };
  });
  const took = completion.lastMs - completion.startMs;
  return {
    condition,
    held: true,
    note: `${completion.identities.length} events from ${showTime(completion.startMs)} on, ${showDuration(took)} apart`,
    parts,
  };
}

export function compileTogether(node: Together, scope: Scope, host: StateHost): Machine {
  const { frame } = host;
  const steps = node.steps.map((step) => ({ ...partOf(step, scope), name: step.name }));
  const togethers = new Togethers(node.withinMs, steps, frame, tablesOf(host, scope, node.withinMs));
  const explain = (event: ValueRecord, explainer: Explainer): Explanation => {
    const condition = explainer.textOf(node.span);
    const completion = togethers.completion(event);
    if (completion === undefined) return { condition, held: false };
    const parts = node.steps.map((step, index): Explanation => {
      const isOwn = index === completion.own;
      const where = isOwn && step.where !== undefined ? [explainPredicate(step.where, event, explainer)] : [];
      const id = isOwn ? frame.eventId : completion.others.get(index)?.identity;
      return {
        condition: explainer.textOf(step.span),
        held: true,
        step: step.name,
        event_ids: id === undefined ? [] : [id],
        ...(where.length === 0 ? {} : { parts: where }),
      };
    });
    return { condition, held: true, note: `${node.steps.length} events within ${showDuration(node.withinMs)}`, parts };
  };
  return {
    learner: togethers,
    store: togethers,
    firesTold: (event) => togethers.completion(event) !== undefined,
    mayFire: (event) => togethers.mayLearn(event),
    keyOf: (event) => togethers.completion(event)?.key ?? "",
    explain,
    degraded: (event) => togethers.mayHaveLost(togethers.completion(event)?.key ?? "", frame.source),
  };
}
