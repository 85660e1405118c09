/** Baselines of the plan: what a key was like in closed days or hours. */
import { baselineStore } from "../ir/identity.ts";
import type { Baseline } from "../ir/state.ts";
import { nearest } from "../runtime/read.ts";
import { Baselines, type BaselineValue } from "../runtime/state/buckets.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Scope, StateReader, TermFunction } from "./scope.ts";
import { showDuration, showNumber } from "./show.ts";
import { learner, never, noEvidence, perEvent, shortage, type Source, sourceOf, type StateHost, storeOf, tablesOf } from "./store.ts";

export function baselineReader(node: Baseline, scope: Scope, host: StateHost): StateReader {
  const { statistic } = node;
  if (statistic.kind === "count-distinct") throw new Error("aidr is wrong: no baseline counts distinct values");
  // Count, sum, mean and deviation of the same samples have one store.
  const ordered = statistic.kind === "median" || statistic.kind === "percentile";
  const of = statistic.kind === "count" ? undefined : statistic.of;
  const shared = baselineStore(node);
  const source = sourceOf(node, scope, node.excludeAlerted ? "/unalerted" : "");
  const named: Source = { ...source, name: `${shared}${source.name.slice(node.id.length)}` };
  const { frame, limits } = host;
  const term = of === undefined ? undefined : scope.term(of, { ...scope, depth: 0 });
  const sample = perEvent(frame, of === undefined ? [] : [of], (event) => (term === undefined ? 1 : nearest(term(event))));
  const isLearned = node.excludeAlerted
    ? (event: ValueRecord) => (host.firedAt(scope.ruleId) === frame.generation ? undefined : sample(event))
    : sample;
  const store = storeOf(
    host,
    named,
    node.overMs,
    () => tablesOf(host, scope, node.overMs + 2 * dayMs),
    (table) =>
      new Baselines(node.overMs, ordered, limits.entriesPerKey, node.samplesMin, table, () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) => learner(source, isLearned, (key, value) => made.open(key).learn(key, frame.source, frame.timeMs, value)),
  );
  const asked = statistic as BaselineValue; // of the same kinds, but for what was refused above
  const value: TermFunction = (event) => {
    const key = source.key(event);
    if (key === undefined) return undefined;
    const shard = store.of(key);
    return shard.count(key, frame.timeMs) < node.samplesMin ? undefined : shard.value(key, frame.timeMs, asked);
  };
  const note = (event: ValueRecord): string | undefined => {
    const key = source.key(event);
    if (key === undefined) return undefined;
    const shard = store.of(key);
    const { count, mean, deviation } = shard.summary(key, frame.timeMs);
    const period = `in the closed ${shard.bucketMs === dayMs ? "days" : "hours"} of the last ${showDuration(node.overMs)}`;
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
    samples: (event) => {
      const key = source.key(event);
      return key === undefined ? undefined : { have: store.of(key).count(key, frame.timeMs), needed: node.samplesMin };
    },
    degraded: shortage(source, host, store, (shard, key, nowMs) => shard.isShort(key, nowMs)),
  };
}

const dayMs = 86_400_000;
