/** One rule in both worlds: what the evaluator says of a stream, and what the interpreter says of the printed query over the rows that the stream becomes. */
import { exportTo } from "../../../src/aidr.ts";
import type { Assumption } from "../../../src/builtins/lowering.ts";
import type { ExportOptions, Outcome, Written } from "../../../src/export/outcome.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import { type Carried, carried, type Json, type JsonRecord } from "../carried.ts";
import { detect } from "../../../src/detect/detect.ts";
import type { ValueRecord } from "../../../src/runtime/value.ts";
import type { Planned } from "../pack.ts";
import { prepare, type Prepared, run, type Stored } from "./interpret.ts";
import { interned, type Tables, tablesOf } from "./kusto.ts";

export const plainOptions: ExportOptions = { broader: false, entity: false, folding: "plain" };

export function exported(planned: Planned, mapping: Mapping, options: ExportOptions = plainOptions): Outcome {
  return exportTo("kql", { plan: planned.plan, rule: planned.rule, mapping, options });
}

/** The same mapping without its promise that no text and no list is empty. */
export function unpromised(mapping: Mapping): Mapping {
  return {
    ...mapping,
    name: `${mapping.name}, empty texts`,
    fields: new Map([...mapping.fields].map(([path, field]) => [path, { ...field, nonempty: false }])),
  };
}

/** The same mapping without a column that numbers events: no two have one time. */
export function uniqueTimes(mapping: Mapping): Mapping {
  return { ...mapping, name: `${mapping.name}, unique times`, ties: { kind: "unique-time" } };
}

export type Judged = { readonly evaluator: readonly string[]; readonly query: readonly string[] };

/** A written query bound once, to be asked of many streams. */
export class Judge {
  readonly planned: Planned;
  readonly mapping: Mapping;
  readonly written: Written;
  readonly prepared: Prepared;

  constructor(planned: Planned, mapping: Mapping, written: Written, text = written.text) {
    this.planned = planned;
    this.mapping = mapping;
    this.written = written;
    this.prepared = prepare(text, tablesWith(mapping, written));
  }

  /** The stream as the mapping carries it, within what the outcome assumes of the data. */
  carry(events: readonly JsonRecord[]): readonly Carried[] {
    const { assumptions } = this.written;
    return events.flatMap((event) => carried(within(event, assumptions), this.mapping) ?? []);
  }

  evaluate(stream: readonly Carried[], untilMs = endOf(stream)): readonly string[] {
    return firedIds(
      this.planned,
      stream.map(({ event }) => event),
      untilMs,
    );
  }

  /** Ids of the answer, sorted; an event that is there twice is there twice. */
  query(stream: readonly Carried[], nowMs = endOf(stream)): readonly string[] {
    // A table has no order, and least of all that of the events.
    const table = run(this.prepared, this.rowsOf([...stream].reverse()), nowMs);
    return table.rows.map((row) => String(row[this.mapping.id])).sort();
  }

  judge(events: readonly JsonRecord[]): Judged {
    const stream = this.carry(events);
    return { evaluator: this.evaluate(stream), query: this.query(stream) };
  }

  /** Of many streams `count`, as carried: those first on which the rule fires, for silence is easily agreed on. */
  telling(streams: readonly (readonly JsonRecord[])[], count: number): readonly (readonly Carried[])[] {
    const all = streams.map((events) => this.carry(events));
    const firing: (readonly Carried[])[] = [];
    for (const stream of all) if (firing.length < count && this.evaluate(stream).length > 0) firing.push(stream);
    const silent = all.filter((stream) => !firing.includes(stream));
    return [...firing, ...silent].slice(0, count);
  }

  private rowsOf(stream: readonly Carried[]): Stored {
    const rows = new Map<string, ReadonlyMap<string, Json>[]>();
    for (const { place, row } of stream) rows.set(place.source, [...(rows.get(place.source) ?? []), row]);
    for (const { name, columns, rows: listed } of this.written.lookups)
      rows.set(
        name,
        listed.map((values) => new Map(columns.map((column, index) => [column, values[index] ?? ""]))),
      );
    return rows;
  }
}

const closingId = "the-end";
const dayMs = 86_400_000;

/** When everything that a stream's events wait for is over. */
function endOf(stream: readonly Carried[]): number {
  return Math.max(Date.UTC(2026, 0, 1), ...stream.map(({ event }) => Date.parse(String(event["timestamp"])))) + 4000 * dayMs;
}

/** Ids of the events on which the rule fires when time has gone on to `untilMs`. SUPPRESS does not count, and no time is too far ahead to be believed. */
function firedIds({ plan, rule }: Planned, events: readonly JsonRecord[], untilMs: number): readonly string[] {
  const { suppress: _, ...bare } = rule;
  const detector = detect({ ...plan, rules: [bare] }, { latenessMs: 0, textOf: () => "", limits: { futureMs: Number.MAX_SAFE_INTEGER } });
  const closing = { event_id: closingId, event_type: "session_start", timestamp: new Date(untilMs).toISOString() };
  // Carried events hold JSON without null.
  const alerts = [...events, closing].flatMap((event, offset) => detector.push(event as ValueRecord, { offset }));
  const fired = new Set([...alerts, ...detector.flush()].map((alert) => alert.event_ids[0] ?? ""));
  fired.delete(closingId);
  return [...fired].sort();
}

function tablesWith(mapping: Mapping, { lookups }: Written): Tables {
  if (lookups.length === 0) return tablesOf(mapping);
  const tables = new Map(tablesOf(mapping));
  for (const { name, columns } of lookups) tables.set(name, new Map(columns.map((column) => [column, "string"])));
  return interned(tables);
}

/** The same event, where it keeps to the assumptions: characters that they rule out become others. */
function within(event: JsonRecord, assumptions: readonly Assumption[]): JsonRecord {
  const kinds = new Set(assumptions.map(({ kind }) => kind));
  const change = (text: string): string => {
    const unfolded = kinds.has("ascii-fold") ? text.replaceAll("ſ", "é").replaceAll("\u212a", "ß") : text;
    return kinds.has("plain-hosts") ? unfolded.replace(/[^\x00-\x7f]|%/g, "x") : unfolded;
  };
  return mapTexts(event, change) as JsonRecord; // a record stays one
}

function mapTexts(json: Json, change: (text: string) => string): Json {
  if (typeof json === "string") return change(json);
  if (Array.isArray(json)) return json.map((item: Json) => mapTexts(item, change));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, mapTexts(value, change)]));
}
