/** Evaluator and exported ES|QL on the same events: which ids, or which keys, each answers. */
import { exportTo } from "../../../src/aidr.ts";
import type { ExportOptions, Outcome, ResultColumn, Written } from "../../../src/export/outcome.ts";
import type { FieldKind, MappedField, Mapping } from "../../../src/schema/mapping.ts";
import { resolveField } from "../../../src/schema/mapping.ts";
import type { Json, JsonRecord } from "../carried.ts";
import { carried } from "../carried.ts";
import { firingIds } from "../evaluator.ts";
import type { Planned } from "../pack.ts";
import type { Checked } from "./check-esql.ts";
import { checkEsql } from "./check-esql.ts";
import type { Document, Lookups } from "./interpret.ts";
import { runEsql } from "./interpret.ts";
import { readEsql } from "./read-esql.ts";
import type { Cell, One, Row } from "./values.ts";
import { cellOf } from "./values.ts";

export const plainOptions: ExportOptions = { broader: false, entity: false, folding: "plain" };

export function exported({ plan, rule }: Planned, mapping: Mapping, options: Partial<ExportOptions> = {}): Outcome {
  return exportTo("esql", { plan, rule, mapping, options: { ...plainOptions, ...options } });
}

/** What Elastic's definitions say of a query, for each type that a number may be stored as. */
export function checked(written: Written, mapping: Mapping): readonly Checked[] {
  const lookups = new Map(written.lookups.map(({ name, columns }) => [name, columns]));
  return ["double", "long", "integer"].map((number) =>
    checkEsql(readEsql(written.text), tableOf(mapping, number, written.columns), lookups),
  );
}

const typesOfKinds: Readonly<Record<Exclude<FieldKind, "list" | "json">, string>> = {
  keyword: "keyword",
  wildcard: "keyword",
  text: "text",
  number: "double",
  boolean: "boolean",
  ip: "ip",
  time: "date",
  duration: "double",
};

/** The columns of the indexes with their types; what holds objects is no column. */
function tableOf(mapping: Mapping, number: string, columns: readonly ResultColumn[]): ReadonlyMap<string, string> {
  const table = new Map<string, string>([
    [mapping.time, "date"],
    [mapping.id, "keyword"],
  ]);
  if (mapping.ties.kind === "sequence") table.set(mapping.ties.column, "long");
  for (const { where } of mapping.events.values()) for (const [column] of where) table.set(column, "keyword");
  const note = (column: string, kind: FieldKind) => {
    if (kind === "json" || kind === "list") return;
    const type = typesOfKinds[kind];
    table.set(column, type === "double" ? number : type);
  };
  for (const field of mapping.fields.values()) if (!field.column.includes("*")) note(field.column, kindOf(field));
  // What stands for the `*` of a column, the rule says.
  for (const { path } of columns) {
    const resolved = path && resolveField(mapping, path);
    if (resolved) note(resolved.field.column, kindOf(resolved.field));
  }
  return table;
}

function kindOf({ kind, of }: MappedField): FieldKind {
  return kind === "list" ? (of ?? "keyword") : kind;
}

export type Judged = { readonly fired: readonly string[]; readonly found: readonly string[]; readonly events: readonly JsonRecord[] };

/** Both on the events as the mapping carries them, where they meet what the export assumes of them. */
export function judge({ plan, rule }: Planned, mapping: Mapping, written: Written, events: readonly JsonRecord[], nowMs = 0): Judged {
  const kept = carriedEvents(mapping, written, events);
  const fired = firingIds(
    plan,
    rule,
    kept.map(({ event }) => event),
  );
  return {
    fired,
    found: foundIds(
      written,
      mapping,
      kept.map((one) => documentOf(one, mapping)),
      nowMs,
    ),
    events: kept.map(({ event }) => event),
  };
}

export function carriedEvents(mapping: Mapping, written: Written, events: readonly JsonRecord[]) {
  return events.flatMap((event) => carried(assumed(event, written, mapping), mapping) ?? []);
}

/** Ids of the events that the printed query finds, sorted. */
export function foundIds(
  written: Pick<Written, "text" | "lookups">,
  mapping: Mapping,
  documents: readonly Document[],
  nowMs = 0,
): readonly string[] {
  const rows = runEsql(readEsql(written.text), documents, { nowMs }, lookupsOf(written));
  return rows.map((row) => String(row.get(mapping.id))).sort();
}

export function lookupsOf(written: Pick<Written, "lookups">): Lookups {
  return new Map(
    written.lookups.map(({ name, columns, rows }) => [
      name,
      rows.map((row): Row => new Map(columns.map((column, at) => [column, row[at] ?? null]))),
    ]),
  );
}

export function documentOf({ event, place, row }: NonNullable<ReturnType<typeof carried>>, mapping: Mapping): Document {
  const times = new Set([mapping.time, ...[...mapping.fields.values()].filter(({ kind }) => kind === "time").map(({ column }) => column)]);
  const cells = [...row].flatMap(([column, value]): readonly (readonly [string, Cell])[] => {
    const cell = cellOfJson(value, times.has(column));
    return cell === undefined ? [] : [[column, cell]];
  });
  return { index: place.source, id: String(event["event_id"]), row: new Map(cells) };
}

function cellOfJson(value: Json, isTime: boolean): Cell | undefined {
  if (value === null) return null;
  if (Array.isArray(value)) return cellOf(value.flatMap((item: Json) => oneOf(item, isTime) ?? []));
  return oneOf(value, isTime);
}

function oneOf(value: Json, isTime: boolean): One | undefined {
  if (typeof value === "number" && isTime) return { dateMs: value };
  return typeof value === "object" ? undefined : value;
}

/** The event as an assumption of the export promises it. */
function assumed(event: JsonRecord, { assumptions, columns }: Written, mapping: Mapping): JsonRecord {
  let kept = event;
  // `typed`: where a column of a plain kind is, no object is, whose own fields would be other columns.
  for (const { path } of columns) if (path) kept = record(at(kept, path, (value) => (isRecord(value) ? null : value)));
  if (assumptions.some(({ kind }) => kind === "ascii-fold"))
    kept = record(mapTexts(kept, (text) => text.replace(/[\u017f\u212a\u0130]/g, "-")));
  for (const assumption of assumptions) {
    if (assumption.kind !== "bare-addresses") continue;
    for (const path of pathsOf(mapping, assumption.column)) kept = record(at(kept, path, bareAddresses));
  }
  return kept;
}

function isRecord(value: Json): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function record(value: Json): JsonRecord {
  return isRecord(value) ? value : {};
}

function mapTexts(value: Json, map: (text: string) => string): Json {
  if (typeof value === "string") return map(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, map));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, map)]));
}

function pathsOf(mapping: Mapping, column: string): readonly (readonly string[])[] {
  return [...mapping.fields].flatMap(([path, field]) => {
    if (field.column === column) return [path.split(".")];
    const prefix = field.column.replace("*", "");
    return path.endsWith(".*") && column.startsWith(prefix)
      ? [[...path.slice(0, -2).split("."), ...column.slice(prefix.length).split(".")]]
      : [];
  });
}

function at(value: Json, [key, ...rest]: readonly string[], change: (value: Json) => Json): Json {
  if (key === undefined) return change(value);
  const holder = record(value);
  if (!Object.hasOwn(holder, key)) return value;
  return { ...holder, [key]: at(holder[key] ?? null, rest, change) };
}

const bare = /^(?:[A-Za-z0-9.!#$&'*+=^_`{|}~-]+@)?(?:[A-Za-z0-9_][A-Za-z0-9_-]{0,62}\.)*[A-Za-z_][A-Za-z0-9_-]{0,62}$/;

function bareAddresses(value: Json): Json {
  if (Array.isArray(value)) return value.filter((item: Json) => typeof item !== "string" || bare.test(item));
  return typeof value !== "string" || bare.test(value) ? value : null;
}
