/** Looks at the past in the plan: NEW, FREQUENCY, PREVIOUS, SEEN IN. The event in hand is no part of it. */
import type { Frequency, Novelty, Previous, Seen } from "../ir/state.ts";
import { asList, readElement, valueKey } from "../runtime/read.ts";
import { Frequencies } from "../runtime/state/frequency.ts";
import { Novelties } from "../runtime/state/novelty.ts";
import { type Last, PreviousValues } from "../runtime/state/previous.ts";
import { type Origin, SeenValues } from "../runtime/state/seen.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { Scope, StateReader, TermFunction } from "./scope.ts";
import { showDuration, showTime } from "./show.ts";
import { keyOrNothing, learner, never, noEvidence, perEvent, shortage, sourceOf, type StateHost, storeOf, tablesOf } from "./store.ts";

export function noveltyReader(node: Novelty, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(node.value, { ...scope, depth: 0 });
  const keyOfValue = perEvent(frame, [node.value], (event) => keyOrNothing(term(event)));
  const store = storeOf(
    host,
    source,
    node.overMs,
    () => tablesOf(host, scope, node.overMs),
    (table) =>
      new Novelties(node.overMs, node.samplesMin, limits.valuesPerKey, table, () =>
        host.report("values_dropped", scope.ruleId, "", limits.valuesPerKey),
      ),
    // An event without the value still counts as past.
    (made) =>
      learner(
        source,
        (event) => [keyOfValue(event)] as const,
        (key, [value]) => made.open(key).learn(key, frame.source, frame.timeMs, value),
      ),
  );
  const isNew: TermFunction = (event) => {
    const key = source.key(event);
    const value = key === undefined ? undefined : keyOfValue(event);
    return key === undefined || value === undefined ? false : store.of(key).isNew(key, frame.timeMs, value);
  };
  const note = (event: ValueRecord): string | undefined => {
    const key = source.key(event);
    if (key === undefined) return undefined;
    const shard = store.of(key);
    const past = shard.pastEvents(key, frame.timeMs);
    const last = shard.lastSeen(key, keyOfValue(event) ?? "");
    const seen =
      last === undefined || last <= frame.timeMs - node.overMs ? "never with this value" : `last with this value at ${showTime(last)}`;
    return `${past >= node.samplesMin ? "at least " : ""}${past} earlier events in ${showDuration(node.overMs)}, ${seen}`;
  };
  return {
    value: isNew,
    has: never,
    evidence: noEvidence,
    note,
    samples: (event) => {
      const key = source.key(event);
      return key === undefined ? undefined : { have: store.of(key).pastEvents(key, frame.timeMs), needed: node.samplesMin };
    },
    degraded: shortage(source, host, store, (shard, key, nowMs) => shard.isShort(key, nowMs)),
  };
}

export function frequencyReader(node: Frequency, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(node.value, { ...scope, depth: 0 });
  const keyOfValue = perEvent(frame, [node.value], (event) => keyOrNothing(term(event)));
  const store = storeOf(
    host,
    source,
    node.overMs,
    () => tablesOf(host, scope, node.overMs),
    (table) =>
      new Frequencies(node.overMs, node.samplesMin, limits.entriesPerKey, table, () =>
        host.report("entries_dropped", scope.ruleId, "", limits.entriesPerKey),
      ),
    (made) =>
      learner(
        source,
        (event) => [keyOfValue(event)] as const,
        (key, [value]) => made.open(key).learn(key, frame.source, frame.timeMs, value),
      ),
  );
  const share = (event: ValueRecord): { readonly having: number; readonly all: number } | undefined => {
    const key = source.key(event);
    const value = key === undefined ? undefined : keyOfValue(event);
    return key === undefined || value === undefined ? undefined : store.of(key).shareOf(key, frame.timeMs, value);
  };
  const value: TermFunction = (event) => {
    const found = share(event);
    if (found === undefined || found.all < Math.max(1, node.samplesMin)) return undefined;
    const key = source.key(event) ?? "";
    return store.of(key).isShort(key, frame.timeMs) ? undefined : found.having / found.all;
  };
  return {
    value,
    has: never,
    evidence: noEvidence,
    note: (event) => {
      const found = share(event);
      return found === undefined ? undefined : `${found.having} of ${found.all} earlier events in ${showDuration(node.overMs)}`;
    },
    samples: (event) => {
      const found = share(event);
      return found === undefined ? undefined : { have: found.all, needed: Math.max(1, node.samplesMin) };
    },
    degraded: shortage(source, host, store, (shard, key, nowMs) => shard.isShort(key, nowMs)),
  };
}

export function previousReader(node: Previous, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame } = host;
  const withinMs = node.withinMs ?? Number.POSITIVE_INFINITY;
  const term = perEvent(frame, [node.value], scope.term(node.value, { ...scope, depth: 0 }));
  const store = storeOf(
    host,
    source,
    withinMs,
    () => tablesOf(host, scope, withinMs),
    (table) => new PreviousValues(withinMs, table),
    (made) =>
      learner(
        source,
        (event) => [term(event)] as const,
        (key, [value]) => made.open(key).learn(key, frame.source, frame.timeMs, value, frame.eventId),
      ),
  );
  const last = (event: ValueRecord): Last | undefined => {
    const key = source.key(event);
    return key === undefined ? undefined : store.of(key).last(key, frame.timeMs);
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
    degraded: shortage(source, host, store, never),
  };
}

export function seenReader(node: Seen, scope: Scope, host: StateHost): StateReader {
  const source = sourceOf(node, scope, "");
  const { frame, limits } = host;
  const term = scope.term(node.value, { ...scope, depth: 0 });
  const values = perEvent(frame, [node.value], (event) => valuesOf(term(event)));
  const store = storeOf(
    host,
    source,
    node.withinMs,
    () => tablesOf(host, scope, node.withinMs),
    (table) =>
      new SeenValues(node.withinMs, limits.valuesPerKey, table, () => host.report("values_dropped", scope.ruleId, "", limits.valuesPerKey)),
    (made) => learner(source, values, (key, found) => made.open(key).learn(key, frame.source, frame.timeMs, found, frame.eventId)),
  );
  const origin = (event: ValueRecord, value: Value): Origin | undefined => {
    const key = source.key(event);
    const valueText = keyOrNothing(value);
    return key === undefined || valueText === undefined ? undefined : store.of(key).origin(key, frame.timeMs, valueText);
  };
  return {
    value: (event) => {
      const key = source.key(event);
      return key === undefined ? undefined : store.of(key).values(key, frame.timeMs);
    },
    has: (event, value) => origin(event, value) !== undefined,
    evidence: (event, value) => {
      const found = origin(event, value);
      return found === undefined ? [] : [found.identity];
    },
    note: () => undefined,
    degraded: shortage(source, host, store, (shard, key, nowMs) => shard.isShort(key, nowMs)),
  };
}

function valuesOf(value: Value): readonly (readonly [string, Value])[] | undefined {
  const list = asList(value);
  if (list === undefined) return value === undefined ? undefined : [[valueKey(value), value]];
  const values = Array.from(list, (_, index) => readElement(list, index)).filter((element) => element !== undefined);
  return values.length === 0 ? undefined : values.map((element) => [valueKey(element), element]);
}
