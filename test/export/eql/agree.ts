/** Evaluator and exported EQL on the same events: which of them each finds, by event or by the first of each key. */
import { exportTo } from "../../../src/aidr.ts";
import type { ExportOptions, Outcome, Written } from "../../../src/export/outcome.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import type { JsonRecord } from "../carried.ts";
import { carried, withoutTwins } from "../carried.ts";
import { firingIds } from "../evaluator.ts";
import { bundledMapping } from "../mapping.ts";
import type { Planned } from "../pack.ts";
import type { KindOf } from "./interpret.ts";
import { readings } from "./interpret.ts";
import type { Match, Ordered } from "./machine.ts";
import { documentedMatches, matchesOf } from "./machine.ts";
import type { EqlQuery, Key } from "./read-eql.ts";
import { readEql } from "./read-eql.ts";

export const plainOptions: ExportOptions = { broader: false, entity: true, folding: "plain" };
export const ecs = bundledMapping("elastic-ecs");
export const otel = bundledMapping("elastic-otel");
/** The same columns, and the promise that no two events have one time. */
export const ecsUnique: Mapping = { ...ecs, ties: { kind: "unique-time" } };

export function exported({ plan, rule }: Planned, mapping: Mapping = ecs, options: Partial<ExportOptions> = {}): Outcome {
  return exportTo("eql", { plan, rule, mapping, options: { ...plainOptions, ...options } });
}

export function kindsOf(mapping: Mapping): KindOf {
  const kinds = new Map([...mapping.fields.values()].map((field) => [field.column, field.kind === "list" ? field.of : field.kind]));
  return (column) => {
    if (column === mapping.time) return "time";
    const kind = kinds.get(column);
    return kind === "time" || kind === "ip" ? kind : "other";
  };
}

export type Stream = { readonly events: readonly JsonRecord[]; readonly rows: readonly Ordered[] };

/** The events as the mapping carries them, and what the assumptions of the export promise of them. */
export function streamOf(events: readonly JsonRecord[], mapping: Mapping, written: Written): Stream {
  const isTwinFree = written.assumptions.some(({ kind }) => kind === "ascii-fold");
  let lastMs = Number.NEGATIVE_INFINITY;
  const kept = events.flatMap((event) => {
    const one = carried(isTwinFree ? withoutTwins(event) : event, mapping);
    // Elasticsearch refuses a document that has an object where the index has a value.
    if (!one || written.columns.some(({ column }) => [...one.row.keys()].some((name) => name.startsWith(`${column}.`)))) return [];
    const timeMs = Number(one.row.get(mapping.time));
    if (mapping.ties.kind === "unique-time" && timeMs === lastMs) return [];
    lastMs = timeMs;
    return [{ event: one.event, ordered: { id: String(event["event_id"]), timeMs, row: one.row } }];
  });
  return { events: kept.map(({ event }) => event), rows: kept.map(({ ordered }) => ordered) };
}

export type Verdict = { readonly fired: readonly string[]; readonly found: readonly string[] };

/** `fired`: ids of the events on which the rule fires. Beside them those that complete a match of the query; both as the first of each key at entity granularity. */
function compared(
  fired: readonly string[],
  matches: readonly Match[],
  rows: Stream["rows"],
  { granularity }: Written,
  query: EqlQuery,
): Verdict {
  if (granularity === "event") return { fired, found: [...new Set(matches.map(completing))].sort() };
  if (query.kind === "sample") return { fired: keysOf(fired, rows, query), found: matches.map(({ key }) => key).sort() };
  return { fired: firstOfKeys(fired, rows, query), found: firstOfMatches(matches, rows) };
}

function completing({ events }: Match): string {
  return events.at(-1)?.id ?? "";
}

/** Of each key the first event, as `key id`. */
function firstOfKeys(ids: readonly string[], rows: readonly Ordered[], query: EqlQuery): readonly string[] {
  const first = new Map<string, string>();
  for (const { id, row } of rows) {
    if (!ids.includes(id)) continue;
    const key = keyOf(row, lastKeys(query));
    if (!first.has(key)) first.set(key, id);
  }
  return [...first].map(([key, id]) => `${key} ${id}`).sort();
}

function firstOfMatches(matches: readonly Match[], rows: readonly Ordered[]): readonly string[] {
  const place = new Map(rows.map(({ id }, at) => [id, at]));
  const ordered = matches
    .map((match) => ({ key: match.key, id: completing(match) }))
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
  const first = new Map<string, string>();
  for (const { key, id } of ordered) if (!first.has(key)) first.set(key, id);
  return [...first].map(([key, id]) => `${key} ${id}`).sort();
}

/** Columns of the key as the last event has them. */
function lastKeys(query: EqlQuery): readonly Key[] {
  if (query.kind !== "sequence") return [];
  return [...query.by, ...(query.stages.filter(({ missing }) => !missing).at(-1)?.by ?? [])];
}

function keyOf(row: Ordered["row"], by: readonly Key[]): string {
  return JSON.stringify(by.map(({ name }) => row.get(name) ?? null));
}

/** Keys of the fired events, by whatever step of the sample each may be. */
function keysOf(
  ids: readonly string[],
  rows: readonly Ordered[],
  query: Extract<EqlQuery, { readonly kind: "sample" }>,
): readonly string[] {
  const keys = rows.filter(({ id }) => ids.includes(id)).map(({ row }) => keyOf(row, [...query.by, ...(query.items[0]?.by ?? [])]));
  return [...new Set(keys)].sort();
}

export type Comparison = { readonly fired: number; readonly problem: string | undefined };

/** How often the rule fires, and where the two differ from what the outcome promises, under any reading of EQL. */
export function compare(
  planned: Planned,
  mapping: Mapping,
  written: Written,
  events: readonly JsonRecord[],
  query = readEql(written.text),
): Comparison {
  const stream = streamOf(events, mapping, written);
  const ids = firingIds(planned.plan, planned.rule, stream.events);
  for (const { name, matches } of machinesOf(query, stream.rows, kindsOf(mapping))) {
    const { fired, found } = compared(ids, matches(), stream.rows, written, query);
    const agrees = written.kind === "broader" ? isCovered(fired, found, written, query) : fired.join() === found.join();
    if (agrees) continue;
    const differing = stream.rows.filter(({ id }) => written.granularity === "entity" || fired.includes(id) !== found.includes(id));
    const rows = differing.map(({ id, timeMs, row }) => `${id} ${timeMs} ${JSON.stringify([...row])}`);
    const head = `${planned.rule.id} under ${name}\n${written.text}`;
    return { fired: ids.length, problem: `${head}\nfired ${fired.join(", ")}\nfound ${found.join(", ")}\n${rows.join("\n")}` };
  }
  return { fired: ids.length, problem: undefined };
}

/** Every reading of EQL, and for sequences the machine as it is documented beside the one that runs. */
function machinesOf(
  query: EqlQuery,
  rows: Stream["rows"],
  kindOf: KindOf,
): readonly { readonly name: string; readonly matches: () => readonly Match[] }[] {
  const read = readings.map((reading) => ({ name: JSON.stringify(reading), matches: () => matchesOf(query, rows, { reading, kindOf }) }));
  const [reading] = readings;
  if (query.kind !== "sequence" || query.stages.some(({ missing }) => missing) || !reading) return read;
  return [...read, { name: "the documented machine", matches: () => documentedMatches(query, rows, { reading, kindOf }) }];
}

/** A broader query may find more, and by entity then sooner. */
function isCovered(fired: readonly string[], found: readonly string[], { granularity }: Written, query: EqlQuery): boolean {
  if (granularity === "event" || query.kind === "sample") return fired.every((one) => found.includes(one));
  const keys = new Set(found.map((one) => one.slice(0, one.lastIndexOf(" "))));
  return fired.every((one) => keys.has(one.slice(0, one.lastIndexOf(" "))));
}
