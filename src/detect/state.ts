/** State terms of the plan as stores, readers and learners: one store for terms of equal structure. */
import { meaningOf } from "../ir/identity.ts";
import type { Aggregate, Answers, Baseline, Frequency, Novelty, Previous, Seen, State } from "../ir/state.ts";
import type { Savable } from "../runtime/codec.ts";
import type { Learner } from "../runtime/engine.ts";
import type { Frame } from "../runtime/frame.ts";
import type { Limits } from "../runtime/limits.ts";
import type { NoticeKind } from "../runtime/notices.ts";
import { asList, nearest, readElement, stateKey, valueKey } from "../runtime/read.ts";
import { Baselines, type BaselineValue } from "../runtime/state/buckets.ts";
import { maxFold, minFold, SlidingFold, sumFold } from "../runtime/state/folding.ts";
import { Frequencies } from "../runtime/state/frequency.ts";
import type { KeyBudget, KeyTable, TableOptions } from "../runtime/state/key-table.ts";
import { Novelties } from "../runtime/state/novelty.ts";
import { PreviousValues } from "../runtime/state/previous.ts";
import { SeenValues } from "../runtime/state/seen.ts";
import { SlidingCount, SlidingDistinct } from "../runtime/state/sliding.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import { unreachable } from "../source/invariant.ts";
import { showDuration, showNumber, showTime } from "./show.ts";
import type { PredicateFunction, Scope, StateReader, StateTerm, TermFunction } from "./scope.ts";

/** What all stores of a detector share. */
export type StateHost = {
  readonly frame: Frame;
  readonly limits: Limits;
  readonly budget: KeyBudget;
  /** Largest `enough` of each state id; undefined where some term needs the whole count. */
  readonly enoughOf: (id: string) => number | undefined;
  /** Generation of the last event on which a rule fired. */
  readonly firedAt: (ruleId: string) => number;
  readonly report: (kind: NoticeKind, rule: string, key: string, limit: number) => void;
  /** Adds a store under a name that is the same in every run, for snapshots. */
  readonly add: (section: Section, learner: Learner) => void;
  /** Notes that a rule reads a store. */
  readonly uses: (name: string, ruleId: string) => void;
  /** Stores and readers by name. */
  readonly known: Map<string, unknown>;
};

/** What a snapshot keeps of a term: a term with the same name in another run goes on from there. */
export type Section = { readonly name: string; readonly store: Savable; readonly horizonMs: number };

/** The reader of a term; its store is made on first use. */
export function stateReader(node: StateTerm, scope: Scope, host: StateHost): StateReader {
  const answers: Omit<Answers<StateReader>, "sequence" | "together"> = {
    aggregate: (term) => aggregateReader(term, scope, host),
    baseline: (term) => baselineReader(term, scope, host),
    novelty: (term) => noveltyReader(term, scope, host),
    frequency: (term) => frequencyReader(term, scope, host),
    previous: (term) => previousReader(term, scope, host),
    seen: (term) => seenReader(term, scope, host),
  };
  return (answers[node.kind] as (term: StateTerm) => StateReader)(node); // the table is keyed by the node's own kind
}

/** Which events a term keeps, and for which key, on the event in hand. */
type Source = {
  readonly key: (event: ValueRecord) => string | undefined;
  /** Whether the event in hand is one that the term keeps. */
  readonly takesPart: PredicateFunction;
  readonly events: readonly string[];
  readonly name: string;
  readonly ruleId: string;
};

/** Terms that read alerts, or leave out alerted events, depend on the rule: a rule never sees its own alerts. */
function sourceOf(node: State, scope: Scope, suffix: string): Source {
  const { frame, ruleId } = scope;
  const inner: Scope = { ...scope, depth: 0 };
  const parts = node.by.map((term) => scope.term(term, inner));
  const [only] = parts;
  const key = only !== undefined && parts.length === 1 ? oneKey(only) : (event: ValueRecord) => stateKey(parts.map((part) => part(event)));
  const types = new Set(node.source.events);
  const where = node.source.where === undefined ? undefined : scope.predicate(node.source.where, inner);
  const readsAlerts = types.has("alert");
  const takesPart: PredicateFunction = (event) =>
    types.has(frame.type) && !(readsAlerts && frame.madeBy === ruleId) && (where === undefined || where(event));
  const own = readsAlerts || suffix !== "" ? `@${ruleId}` : "";
  return {
    key: perEvent(frame, key),
    takesPart: perEvent(frame, takesPart),
    events: node.source.events,
    name: `${node.id}${suffix}${own}`,
    ruleId,
  };
}

/** The same events under another name: stores that keep more or less of them are not the same. */
function withSuffix(source: Source, suffix: string): Source {
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

/** Computed once an event: verdict and learning ask for the same. */
function perEvent<V>(frame: Frame, compute: (event: ValueRecord) => V): (event: ValueRecord) => V {
  let generation = -1;
  let known: V;
  return (event) => {
    if (generation !== frame.generation) {
      known = compute(event);
      generation = frame.generation;
    }
    return known;
  };
}

/** A store and its learner under a name; made once, whoever asks first. */
function storeOf<S extends Savable>(
  host: StateHost,
  source: Source,
  horizonMs: number,
  make: () => S,
  learnerOf: (store: S) => Omit<Learner, "events">,
): S {
  host.uses(source.name, source.ruleId);
  const known = host.known.get(source.name);
  if (known !== undefined) return known as S; // one name, one kind of store: the name begins with the hash of the term
  const store = make();
  host.known.set(source.name, store);
  host.add({ name: source.name, store, horizonMs }, { events: source.events, ...learnerOf(store) });
  return store;
}

/** A learner that keeps one thing of an event: prepared before anything is kept. */
function learner<V>(
  source: Source,
  compute: (event: ValueRecord) => V | undefined,
  keep: (key: string, value: V) => void,
  clear: () => void,
): Omit<Learner, "events"> {
  let key: string | undefined;
  let value: V | undefined;
  return {
    prepare(event) {
      key = undefined;
      if (!source.takesPart(event)) return;
      key = source.key(event);
      value = key === undefined ? undefined : compute(event);
    },
    commit() {
      if (key !== undefined && value !== undefined) keep(key, value);
    },
    clear,
  };
}

export function tableOptions(host: StateHost, scope: Scope, horizonMs: number): TableOptions {
  const { limits, budget } = host;
  return {
    keysMax: limits.keysPerState,
    horizonMs,
    budget,
    onDrop: (kind, key) => host.report(kind, scope.ruleId, key, limits.keysPerState),
  };
}

const noEvidence = (): readonly string[] => [];
const never = (): boolean => false;

/** Whether what a key has may be less than the truth: entries past a cap, or the whole key. */
function shortage(source: Source, host: StateHost, table: KeyTable, isShort: (key: string, nowMs: number) => boolean): PredicateFunction {
  const { frame } = host;
  return (event) => {
    const key = source.key(event);
    return key !== undefined && (isShort(key, frame.timeMs) || table.mayHaveLost(key, frame.source));
  };
}

function aggregateReader(node: Aggregate, scope: Scope, host: StateHost): StateReader {
  const { statistic } = node;
  switch (statistic.kind) {
    case "count":
      return countReader(node, scope, host);
    case "count-distinct":
      return distinctReader(node, statistic.of, scope, host);
    case "sum":
    case "avg":
    case "min":
    case "max":
      return foldReader(node, statistic.kind, statistic.of, scope, host);
    case "stddev":
    case "median":
    case "percentile":
      throw new Error(`aidr is wrong: ${statistic.kind} has no sliding window`);
    default:
      return unreachable(statistic);
  }
}

function countReader(node: Aggregate, scope: Scope, host: StateHost): StateReader {
  const enough = host.enoughOf(node.id);
  const source = withSuffix(sourceOf(node, scope, ""), `/${enough ?? "all"}`);
  const { frame, limits } = host;
  const store = storeOf(
    host,
    source,
    node.withinMs,
    () =>
      new SlidingCount(node.withinMs, enough, limits.entriesPerKey, tableOptions(host, scope, node.withinMs), () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) =>
      learner(
        source,
        () => true,
        (key) => made.learn(key, frame.source, frame.timeMs),
        () => made.keyed.clear(),
      ),
  );
  const value: TermFunction = (event) => {
    const key = source.key(event);
    return key === undefined ? undefined : store.count(key, frame.timeMs) + (source.takesPart(event) ? 1 : 0);
  };
  return {
    value,
    has: never,
    evidence: noEvidence,
    note: (event) =>
      noteOf(
        value(event),
        (count) => `${enough !== undefined && count >= enough ? "at least " : ""}${count} within ${showDuration(node.withinMs)}`,
      ),
    degraded: shortage(source, host, store.keyed.table, (key, nowMs) => store.isShort(key, nowMs)),
  };
}

function distinctReader(node: Aggregate, of: Parameters<Scope["term"]>[0], scope: Scope, host: StateHost): StateReader {
  const enough = host.enoughOf(node.id);
  const source = withSuffix(sourceOf(node, scope, ""), `/${enough ?? "all"}`);
  const { frame, limits } = host;
  const term = scope.term(of, { ...scope, depth: 0 });
  const valueOf = perEvent(frame, (event: ValueRecord) => keyOrNothing(term(event)));
  const store = storeOf(
    host,
    source,
    node.withinMs,
    () =>
      new SlidingDistinct(node.withinMs, enough, limits.valuesPerKey, tableOptions(host, scope, node.withinMs), () =>
        host.report("values_dropped", scope.ruleId, "", limits.valuesPerKey),
      ),
    (made) =>
      learner(
        source,
        valueOf,
        (key, value) => made.learn(key, frame.source, frame.timeMs, value),
        () => made.keyed.clear(),
      ),
  );
  const value: TermFunction = (event) => {
    const key = source.key(event);
    return key === undefined ? undefined : store.count(key, frame.timeMs, source.takesPart(event) ? valueOf(event) : undefined);
  };
  return {
    value,
    has: never,
    evidence: noEvidence,
    note: (event) =>
      noteOf(
        value(event),
        (count) => `${enough !== undefined && count >= enough ? "at least " : ""}${count} distinct within ${showDuration(node.withinMs)}`,
      ),
    degraded: shortage(source, host, store.keyed.table, (key, nowMs) => store.isShort(key, nowMs)),
  };
}

function foldReader(
  node: Aggregate,
  kind: "sum" | "avg" | "min" | "max",
  of: Parameters<Scope["term"]>[0],
  scope: Scope,
  host: StateHost,
): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(of, { ...scope, depth: 0 });
  const number = perEvent(frame, (event: ValueRecord) => nearest(term(event)));
  const fold = kind === "min" ? minFold : kind === "max" ? maxFold : sumFold;
  // A sum of what is never negative is a lower bound when the oldest are gone; nothing else says anything then.
  const survivesDrop = kind === "sum" && of.type.kind === "number" && (of.type.minimum ?? -1) >= 0;
  const store = storeOf(
    host,
    source,
    node.withinMs,
    () =>
      new SlidingFold(node.withinMs, fold, limits.entriesPerKey, tableOptions(host, scope, node.withinMs), () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) =>
      learner(
        source,
        number,
        (key, value) => made.learn(key, frame.source, frame.timeMs, value),
        () => made.keyed.clear(),
      ),
  );
  const value: TermFunction = (event) => {
    const key = source.key(event);
    if (key === undefined || (!survivesDrop && store.isShort(key, frame.timeMs))) return undefined;
    const past = store.read(key, frame.timeMs);
    const own = source.takesPart(event) ? number(event) : undefined;
    const folded = own === undefined ? past.value : fold.combine(past.value, own);
    const count = past.count + (own === undefined ? 0 : 1);
    if (kind === "sum") return present(folded);
    return count === 0 ? undefined : present(kind === "avg" ? folded / count : folded);
  };
  return {
    value,
    has: never,
    evidence: noEvidence,
    note: (event) =>
      noteOf(value(event), (result) => `${kind === "avg" ? "average" : kind} ${showNumber(result)} within ${showDuration(node.withinMs)}`),
    degraded: shortage(source, host, store.keyed.table, (key, nowMs) => store.isShort(key, nowMs)),
  };
}

function baselineReader(node: Baseline, scope: Scope, host: StateHost): StateReader {
  const { statistic } = node;
  if (statistic.kind === "count-distinct") throw new Error("aidr is wrong: no baseline counts distinct values");
  // Count, sum, mean and deviation of the same samples have one store.
  const ordered = statistic.kind === "median" || statistic.kind === "percentile";
  const of = statistic.kind === "count" ? undefined : statistic.of;
  const shared = meaningOf([node.source, node.by, node.overMs, of ?? "count", node.excludeAlerted, ordered]).slice(0, 16);
  const source = sourceOf(node, scope, node.excludeAlerted ? "/unalerted" : "");
  const named: Source = { ...source, name: `${shared}${source.name.slice(node.id.length)}` };
  const { frame, limits } = host;
  const term = of === undefined ? undefined : scope.term(of, { ...scope, depth: 0 });
  const sample = perEvent(frame, (event: ValueRecord) => (term === undefined ? 1 : nearest(term(event))));
  const isLearned = node.excludeAlerted
    ? (event: ValueRecord) => (host.firedAt(scope.ruleId) === frame.generation ? undefined : sample(event))
    : sample;
  const store = storeOf(
    host,
    named,
    node.overMs,
    () =>
      new Baselines(node.overMs, ordered, limits.entriesPerKey, node.samplesMin, tableOptions(host, scope, node.overMs + 2 * dayMs), () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) =>
      learner(
        source,
        isLearned,
        (key, value) => made.learn(key, frame.source, frame.timeMs, value),
        () => made.keyed.clear(),
      ),
  );
  const asked = statistic as BaselineValue; // of the same kinds, but for what was refused above
  const value: TermFunction = (event) => {
    const key = source.key(event);
    if (key === undefined || store.count(key, frame.timeMs) < node.samplesMin) return undefined;
    const result = store.value(key, frame.timeMs, asked);
    return result === undefined ? undefined : present(result);
  };
  const note = (event: ValueRecord): string | undefined => {
    const key = source.key(event);
    if (key === undefined) return undefined;
    const { count, mean, deviation } = store.summary(key, frame.timeMs);
    const period = `in the closed ${store.bucketMs === dayMs ? "days" : "hours"} of the last ${showDuration(node.overMs)}`;
    if (count < node.samplesMin) return `only ${count} of ${node.samplesMin} samples ${period}`;
    const about =
      statistic.kind === "count"
        ? ""
        : `, mean ${showNumber(mean)}${deviation === undefined ? "" : `, deviation ${showNumber(deviation)}`}`;
    const result = value(event);
    return `${statistic.kind} ${typeof result === "number" ? showNumber(result) : "missing"} of ${count} samples${about} ${period}`;
  };
  return {
    value,
    has: never,
    evidence: noEvidence,
    note,
    degraded: shortage(source, host, store.keyed.table, (key, nowMs) => store.isShort(key, nowMs)),
  };
}

const dayMs = 86_400_000;

function noveltyReader(node: Novelty, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(node.value, { ...scope, depth: 0 });
  const valueOf = perEvent(frame, (event: ValueRecord) => keyOrNothing(term(event)));
  const store = storeOf(
    host,
    source,
    node.overMs,
    () =>
      new Novelties(node.overMs, node.samplesMin, limits.valuesPerKey, tableOptions(host, scope, node.overMs), () =>
        host.report("values_dropped", scope.ruleId, "", limits.valuesPerKey),
      ),
    // An event without the value still counts as past.
    (made) =>
      learner(
        source,
        (event) => [valueOf(event)] as const,
        (key, [value]) => made.learn(key, frame.source, frame.timeMs, value),
        () => made.keyed.clear(),
      ),
  );
  const isNew: TermFunction = (event) => {
    const key = source.key(event);
    const value = key === undefined ? undefined : valueOf(event);
    return key === undefined || value === undefined ? false : store.isNew(key, frame.timeMs, value);
  };
  const note = (event: ValueRecord): string | undefined => {
    const key = source.key(event);
    if (key === undefined) return undefined;
    const past = store.pastEvents(key, frame.timeMs);
    const last = store.lastSeen(key, valueOf(event) ?? "");
    const seen =
      last === undefined || last <= frame.timeMs - node.overMs ? "never with this value" : `last with this value at ${showTime(last)}`;
    return `${past >= node.samplesMin ? "at least " : ""}${past} earlier events in ${showDuration(node.overMs)}, ${seen}`;
  };
  return {
    value: isNew,
    has: never,
    evidence: noEvidence,
    note,
    degraded: shortage(source, host, store.keyed.table, (key, nowMs) => store.isShort(key, nowMs)),
  };
}

function frequencyReader(node: Frequency, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(node.value, { ...scope, depth: 0 });
  const valueOf = perEvent(frame, (event: ValueRecord) => keyOrNothing(term(event)));
  const store = storeOf(
    host,
    source,
    node.overMs,
    () =>
      new Frequencies(node.overMs, node.samplesMin, limits.entriesPerKey, tableOptions(host, scope, node.overMs), () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) =>
      learner(
        source,
        (event) => [valueOf(event)] as const,
        (key, [value]) => made.learn(key, frame.source, frame.timeMs, value),
        () => made.keyed.clear(),
      ),
  );
  const share = (event: ValueRecord): { readonly having: number; readonly all: number } | undefined => {
    const key = source.key(event);
    const value = key === undefined ? undefined : valueOf(event);
    return key === undefined || value === undefined ? undefined : store.shareOf(key, frame.timeMs, value);
  };
  const value: TermFunction = (event) => {
    const found = share(event);
    if (found === undefined || found.all < Math.max(1, node.samplesMin)) return undefined;
    return store.isShort(source.key(event) ?? "", frame.timeMs) ? undefined : found.having / found.all;
  };
  return {
    value,
    has: never,
    evidence: noEvidence,
    note: (event) => {
      const found = share(event);
      return found === undefined ? undefined : `${found.having} of ${found.all} earlier events in ${showDuration(node.overMs)}`;
    },
    degraded: shortage(source, host, store.keyed.table, (key, nowMs) => store.isShort(key, nowMs)),
  };
}

function previousReader(node: Previous, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame } = host;
  const withinMs = node.withinMs ?? Number.POSITIVE_INFINITY;
  const term = scope.term(node.value, { ...scope, depth: 0 });
  const store = storeOf(
    host,
    source,
    withinMs,
    () => new PreviousValues(withinMs, tableOptions(host, scope, withinMs)),
    (made) =>
      learner(
        source,
        (event) => [term(event)] as const,
        (key, [value]) => made.learn(key, frame.source, frame.timeMs, value, frame.eventId),
        () => made.keyed.clear(),
      ),
  );
  const last = (event: ValueRecord) => {
    const key = source.key(event);
    return key === undefined ? undefined : store.last(key, frame.timeMs);
  };
  return {
    value: (event) => last(event)?.value,
    has: never,
    evidence: (event) => {
      const found = last(event);
      return found === undefined ? [] : [found.identity];
    },
    note: (event) => {
      const found = last(event);
      return found === undefined ? "no earlier event" : `the event before, at ${showTime(found.timeMs)}`;
    },
    degraded: shortage(source, host, store.keyed.table, never),
  };
}

function seenReader(node: Seen, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(node.value, { ...scope, depth: 0 });
  const store = storeOf(
    host,
    source,
    node.withinMs,
    () =>
      new SeenValues(node.withinMs, limits.valuesPerKey, tableOptions(host, scope, node.withinMs), () =>
        host.report("values_dropped", scope.ruleId, "", limits.valuesPerKey),
      ),
    (made) =>
      learner(
        source,
        (event) => valuesOf(term(event)),
        (key, values) => made.learn(key, frame.source, frame.timeMs, values, frame.eventId),
        () => made.keyed.clear(),
      ),
  );
  const origin = (event: ValueRecord, value: Value) => {
    const key = source.key(event);
    const valueText = keyOrNothing(value);
    return key === undefined || valueText === undefined ? undefined : store.origin(key, frame.timeMs, valueText);
  };
  return {
    value: (event) => {
      const key = source.key(event);
      return key === undefined ? undefined : store.values(key, frame.timeMs);
    },
    has: (event, value) => origin(event, value) !== undefined,
    evidence: (event, value) => {
      const found = origin(event, value);
      return found === undefined ? [] : [found.identity];
    },
    note: () => undefined,
    degraded: shortage(source, host, store.keyed.table, (key, nowMs) => store.isShort(key, nowMs)),
  };
}

function valuesOf(value: Value): readonly (readonly [string, Value])[] | undefined {
  const list = asList(value);
  if (list === undefined) return value === undefined ? undefined : [[valueKey(value), value]];
  const values = Array.from(list, (_, index) => readElement(list, index)).filter((element) => element !== undefined);
  return values.length === 0 ? undefined : values.map((element) => [valueKey(element), element]);
}

function keyOrNothing(value: Value): string | undefined {
  return value === undefined ? undefined : valueKey(value);
}

function present(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function noteOf(value: Value, say: (value: number) => string): string | undefined {
  return typeof value === "number" ? say(value) : undefined;
}
