/** How a state term gets its store: which events it keeps, for which key, under which name, and how it learns. */
import type { Predicate, Term } from "../ir/plan.ts";
import type { State } from "../ir/state.ts";
import { isCharged, isOfEvent, readsNoPast } from "../ir/walk.ts";
import type { Savable } from "../runtime/codec.ts";
import type { Learner } from "../runtime/engine.ts";
import { type Frame, oncePerEvent, toldPerEvent } from "../runtime/frame.ts";
import type { Limits } from "../runtime/limits.ts";
import type { NoticeKind } from "../runtime/notices.ts";
import { stateKey, valueKey } from "../runtime/read.ts";
import type { KeyBudget, TableOptions } from "../runtime/state/key-table.ts";
import { Shards, type Store } from "../runtime/state/shards.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { SignsFor } from "../runtime/wake.ts";
import type { PredicateFunction, Scope, TermFunction } from "./scope.ts";

/** What all stores of a detector share. */
export type StateHost = {
  readonly frame: Frame;
  readonly limits: Limits;
  /** One for each shard. */
  readonly budgets: readonly KeyBudget[];
  /** Largest `enough` of each state id; undefined where some term needs the whole count. */
  readonly enoughOf: (id: string) => number | undefined;
  /** Generation of the last event on which a rule fired. */
  readonly firedAt: (ruleId: string) => number;
  readonly report: (kind: NoticeKind, rule: string, key: string, limit: number) => void;
  /** Adds a store under a name that is the same in every run, for snapshots. */
  readonly add: (section: Section, learner: Learner) => void;
  /** Notes that a rule reads a store. */
  readonly uses: (name: string, ruleId: string) => void;
  /** What wakes a term that keeps these events. */
  readonly signs: (source: Source) => SignsFor | undefined;
  /** Stores and readers by name. */
  readonly known: Map<string, unknown>;
};

/** What a snapshot keeps of a term: a term with the same name in another run goes on from there. */
export type Section = { readonly name: string; readonly store: Savable; readonly horizonMs: number };

/** Which events a term keeps, and for which key, on the event in hand. */
export type Source = {
  readonly key: (event: ValueRecord) => string | undefined;
  /** Whether the event in hand is one that the term keeps. */
  readonly takesPart: PredicateFunction;
  readonly events: readonly string[];
  readonly where: Predicate | undefined;
  readonly name: string;
  readonly ruleId: string;
};

/** The key of the event in hand, computed once an event for all terms and steps with the same BY. */
export function keyReader(by: readonly Term[], scope: Scope): (event: ValueRecord) => string | undefined {
  return scope.key(by, () => {
    const parts = by.map((term) => scope.term(term, scope));
    const [only] = parts;
    const compute =
      only !== undefined && parts.length === 1 ? oneKey(only) : (event: ValueRecord) => stateKey(parts.map((part) => part(event)));
    return perEvent(scope.frame, by, compute);
  });
}

/** What is made of terms, computed once an event, and told ahead of its turn where the event alone decides it. */
export function perEvent<V>(frame: Frame, terms: readonly Term[], compute: (event: ValueRecord) => V): (event: ValueRecord) => V {
  return terms.every(isOfEvent) ? toldPerEvent(frame, compute) : oncePerEvent(frame, (event) => compute(frame.whole(event)));
}

/** The same of a condition. */
export function verdictPerEvent(frame: Frame, where: Predicate | undefined, verdict: PredicateFunction): PredicateFunction {
  return isAlone(where) ? toldPerEvent(frame, verdict) : oncePerEvent(frame, (event) => verdict(frame.whole(event)));
}

/** Terms that read alerts, or leave out alerted events, depend on the rule: a rule never sees its own alerts. */
export function sourceOf(node: State, scope: Scope, suffix: string): Source {
  const { frame, ruleId } = scope;
  const inner: Scope = { ...scope, depth: 0 };
  const key = keyReader(node.by, inner);
  const types = new Set(node.source.events);
  const where = node.source.where === undefined ? undefined : scope.predicate(node.source.where, inner);
  const readsAlerts = types.has("alert");
  const takesPart: PredicateFunction = (event) =>
    types.has(frame.type) && !(readsAlerts && frame.madeBy === ruleId) && (where === undefined || where(event));
  const own = readsAlerts || suffix !== "" ? `@${ruleId}` : "";
  return {
    key,
    takesPart: verdictPerEvent(frame, node.source.where, takesPart),
    events: node.source.events,
    where: node.source.where,
    name: `${node.id}${suffix}${own}`,
    ruleId,
  };
}

/** Whether the event alone decides it, and nobody is charged for it: what is told costs whoever takes it nothing. */
function isAlone(where: Predicate | undefined): boolean {
  return where === undefined || (readsNoPast(where) && !isCharged(where));
}

/** The same events under another name: stores that keep more or less of them are not the same. */
export function withSuffix(source: Source, suffix: string): Source {
  return { ...source, name: source.name + suffix };
}

function oneKey(term: TermFunction): (event: ValueRecord) => string | undefined {
  return (event) => {
    const value = term(event);
    // A string is its own key; what begins with a zero is marked, as is every value of another type.
    if (typeof value === "string" && value.charCodeAt(0) !== 0) return value;
    return value === undefined ? undefined : `\u0000${valueKey(value)}`;
  };
}

/** The store of a term, in shards, and its learner under a name; made once, whoever asks first. */
export function storeOf<S extends Store>(
  host: StateHost,
  source: Source,
  horizonMs: number,
  tables: () => readonly TableOptions[],
  make: (table: TableOptions) => S,
  learnerOf: (shards: Shards<S>) => Omit<Learner, "events" | "clear">,
): Shards<S> {
  host.uses(source.name, source.ruleId);
  const known = host.known.get(source.name);
  if (known !== undefined) return known as Shards<S>; // one name, one kind of store: the name begins with the hash of the term
  const shards = new Shards(tables(), make);
  host.known.set(source.name, shards);
  host.add(
    { name: source.name, store: shards, horizonMs },
    { events: source.events, signs: host.signs(source), clear: () => shards.clear(), ...learnerOf(shards) },
  );
  return shards;
}

/** A learner that keeps one thing of an event: prepared before anything is kept. */
export function learner<V>(
  source: Source,
  compute: (event: ValueRecord) => V | undefined,
  keep: (key: string, value: V) => void,
): Omit<Learner, "events" | "clear"> {
  let key: string | undefined;
  let value: V | undefined;
  return {
    mayLearn: isAlone(source.where) ? source.takesPart : undefined,
    prepare(event) {
      key = undefined;
      if (!source.takesPart(event)) return;
      key = source.key(event);
      value = key === undefined ? undefined : compute(event);
    },
    commit() {
      if (key !== undefined && value !== undefined) keep(key, value);
    },
  };
}

/** The tables of a term: what it may keep, shared out among the shards. */
export function tablesOf({ limits, budgets, report }: StateHost, scope: Scope, horizonMs: number): readonly TableOptions[] {
  return budgets.map((budget) => ({
    keysMax: Math.floor(limits.keysPerState / budgets.length),
    horizonMs,
    budget,
    onDrop: (kind, key) => report(kind, scope.ruleId, key, limits.keysPerState),
  }));
}

export const noEvidence = (): readonly string[] => [];
export const never = (): boolean => false;

/** Whether what a key has may be less than the truth: entries past a cap, or the whole key. */
export function shortage<S extends Store>(
  source: Source,
  { frame }: StateHost,
  store: Shards<S>,
  isShort: (shard: S, key: string, nowMs: number) => boolean,
): PredicateFunction {
  return (event) => {
    const key = source.key(event);
    return key !== undefined && (isShort(store.of(key), key, frame.timeMs) || store.mayHaveLost(key, frame.source));
  };
}

/** The key of a value; undefined when it is missing. */
export function keyOrNothing(value: Value): string | undefined {
  return value === undefined ? undefined : valueKey(value);
}
