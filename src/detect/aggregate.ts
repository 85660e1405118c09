/** Sliding aggregates of the plan: COUNT, COUNT DISTINCT, SUM, AVG, MIN, MAX over (t − d, t]. */
import type { Term } from "../ir/plan.ts";
import type { Aggregate } from "../ir/state.ts";
import { nearest } from "../runtime/read.ts";
import { maxFold, minFold, SlidingFold, sumFold } from "../runtime/state/folding.ts";
import { SlidingCount, SlidingDistinct } from "../runtime/state/sliding.ts";
import type { Value } from "../runtime/value.ts";
import { unreachable } from "../source/invariant.ts";
import type { Scope, StateReader, TermFunction } from "./scope.ts";
import { showDuration, showNumber } from "./show.ts";
import {
  keyOrNothing,
  learner,
  never,
  noEvidence,
  perEvent,
  shortage,
  sourceOf,
  type StateHost,
  storeOf,
  tablesOf,
  withSuffix,
} from "./store.ts";

export function aggregateReader(node: Aggregate, scope: Scope, host: StateHost): StateReader {
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
    () => tablesOf(host, scope, node.withinMs),
    (table) =>
      new SlidingCount(node.withinMs, enough, limits.entriesPerKey, table, () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) =>
      learner(
        source,
        () => true,
        (key) => made.open(key).learn(key, frame.source, frame.timeMs),
      ),
  );
  const value: TermFunction = (event) => {
    const key = source.key(event);
    return key === undefined ? undefined : store.of(key).count(key, frame.timeMs) + (source.takesPart(event) ? 1 : 0);
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
    degraded: shortage(source, host, store, (shard, key, nowMs) => shard.isShort(key, nowMs)),
  };
}

function distinctReader(node: Aggregate, of: Term, scope: Scope, host: StateHost): StateReader {
  const enough = host.enoughOf(node.id);
  const source = withSuffix(sourceOf(node, scope, ""), `/${enough ?? "all"}`);
  const { frame, limits } = host;
  const term = scope.term(of, { ...scope, depth: 0 });
  const keyOfValue = perEvent(frame, [of], (event) => keyOrNothing(term(event)));
  const store = storeOf(
    host,
    source,
    node.withinMs,
    () => tablesOf(host, scope, node.withinMs),
    (table) =>
      new SlidingDistinct(node.withinMs, enough, limits.valuesPerKey, table, () =>
        host.report("values_dropped", scope.ruleId, "", limits.valuesPerKey),
      ),
    (made) => learner(source, keyOfValue, (key, value) => made.open(key).learn(key, frame.source, frame.timeMs, value)),
  );
  const value: TermFunction = (event) => {
    const key = source.key(event);
    return key === undefined ? undefined : store.of(key).count(key, frame.timeMs, source.takesPart(event) ? keyOfValue(event) : undefined);
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
    degraded: shortage(source, host, store, (shard, key, nowMs) => shard.isShort(key, nowMs)),
  };
}

function foldReader(node: Aggregate, kind: "sum" | "avg" | "min" | "max", of: Term, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(of, { ...scope, depth: 0 });
  const number = perEvent(frame, [of], (event) => nearest(term(event)));
  const fold = kind === "min" ? minFold : kind === "max" ? maxFold : sumFold;
  // A sum of what is never negative is a lower bound when the oldest are gone; nothing else says anything then.
  const survivesDrop = kind === "sum" && of.type.kind === "number" && (of.type.minimum ?? -1) >= 0;
  const store = storeOf(
    host,
    source,
    node.withinMs,
    () => tablesOf(host, scope, node.withinMs),
    (table) =>
      new SlidingFold(node.withinMs, fold, limits.entriesPerKey, table, () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) => learner(source, number, (key, value) => made.open(key).learn(key, frame.source, frame.timeMs, value)),
  );
  const value: TermFunction = (event) => {
    const key = source.key(event);
    if (key === undefined) return undefined;
    const shard = store.of(key);
    if (!survivesDrop && shard.isShort(key, frame.timeMs)) return undefined;
    const past = shard.read(key, frame.timeMs);
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
    degraded: shortage(source, host, store, (shard, key, nowMs) => shard.isShort(key, nowMs)),
  };
}

function present(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function noteOf(value: Value, say: (value: number) => string): string | undefined {
  return typeof value === "number" ? say(value) : undefined;
}
