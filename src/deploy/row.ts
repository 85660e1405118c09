/**
 * An event as the row that a mapping describes: what exported queries take for granted of the table they read. A value of another kind than its
 * column is left out, computed columns are filled, and what the mapping has no column for stays behind.
 */
import { functionBuiltins } from "../builtins/index.ts";
import type { FunctionWord } from "../builtins/words.ts";
import type { FieldKind, MappedField, Mapping } from "../schema/mapping.ts";
import { placeOf } from "../schema/mapping.ts";
import { parseTimestamp } from "../runtime/instant.ts";
import { readAddress } from "../runtime/ip.ts";
import { readPath } from "../runtime/read.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import * as words from "../runtime/words.ts";

/** Columns and their values; times are ISO 8601. */
export type Row = ReadonlyMap<string, unknown>;

/** Undefined for an event whose type the mapping has no place for, or whose time cannot be read. Linear in the event and the mapping. */
export function rowOf(event: ValueRecord, mapping: Mapping): Row | undefined {
  const type = readPath(event, ["event_type"]);
  const place = typeof type === "string" ? placeOf(mapping, type) : undefined;
  const time = timeText(readPath(event, ["timestamp"]));
  if (!place || time === undefined) return undefined;
  const row = new Map<string, unknown>([
    [mapping.time, time],
    [mapping.id, readPath(event, ["event_id"])],
  ]);
  if (mapping.ties.kind === "sequence") row.set(mapping.ties.column, readPath(event, ["sequence"]));
  for (const [column, value] of place.where) row.set(column, value);
  for (const [name, field] of mapping.fields) {
    if (name.endsWith(".*")) {
      for (const [rest, value] of leavesBelow(readPath(event, name.slice(0, -2).split("."))))
        store(
          row,
          field,
          field.column.replace("*", () => rest),
          value,
        );
    } else store(row, field, field.column, name.endsWith(")") ? computed(name, event) : readPath(event, name.split(".")));
  }
  return row;
}

/** `normalize(input_text)` of an event. The reader of the mapping knew the word and its fields. */
function computed(name: string, event: ValueRecord): Value {
  const [, word, argument] = /^([a-z_0-9]+)\((.*)\)$/s.exec(name) ?? [];
  if (word === undefined || argument === undefined) return readPath(event, name.split("."));
  const evaluate: words.ValueFunction = words[functionBuiltins[word as FunctionWord].evaluate];
  return evaluate(computed(argument, event));
}

function store(row: Map<string, unknown>, field: MappedField, column: string, value: Value): void {
  const stored = field.kind === "list" ? listOf(value, field) : one(value, field.kind, field);
  if (stored !== undefined) row.set(column, stored);
}

function listOf(value: Value, field: MappedField): unknown {
  if (!Array.isArray(value)) return undefined;
  const items = value.flatMap((item: Value) => one(item, field.of ?? "keyword", field) ?? []);
  return items.length === 0 && (field.nonempty || value.length > 0) ? undefined : items;
}

function one(value: Value, kind: FieldKind, field: MappedField): unknown {
  switch (kind) {
    case "keyword":
    case "wildcard":
    case "text":
      return typeof value === "string" && !(value === "" && field.nonempty) ? value : undefined;
    case "ip":
      return typeof value === "string" && readAddress(value) ? value : undefined;
    case "number":
      return typeof value === "number" ? value : undefined;
    case "duration":
      return typeof value !== "number" ? undefined : field.durationIn === "seconds" ? value / 1000 : value;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "time":
      return timeText(value);
    case "json":
      return typeof value === "object" && !(Array.isArray(value) && value.length === 0) ? value : undefined;
    case "list":
      return undefined;
  }
}

function timeText(value: Value): string | undefined {
  const timeMs = typeof value === "number" ? value : typeof value === "string" ? parseTimestamp(value) : undefined;
  return timeMs !== undefined && Math.abs(timeMs) <= 8.64e15 ? new Date(timeMs).toISOString() : undefined;
}

/** Everything below a record that is no record itself, by its dotted path. */
function leavesBelow(value: Value, before = ""): readonly (readonly [string, Value])[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return before === "" ? [] : [[before, value]];
  return Object.keys(value).flatMap((key) => leavesBelow(readPath(value, [key]), before === "" ? key : `${before}.${key}`));
}

/** The row in the form that a SIEM's own intake takes: flat columns for Kusto, a document for Elastic, an event of the HTTP event collector for Splunk. */
export function intakeForm(row: Row, event: ValueRecord, mapping: Mapping): unknown {
  if (mapping.target === "kql") return Object.fromEntries(row);
  const document: Record<string, unknown> = {};
  const metadata = new Set(["_time", "sourcetype"]);
  for (const [column, value] of row)
    if (mapping.target === "elastic" || !metadata.has(column)) put(document, column.replace(/\{\}/g, "").split("."), value);
  if (mapping.target === "elastic") return document;
  const place = placeOf(mapping, String(event["event_type"]));
  const time = Date.parse(String(row.get(mapping.time))) / 1000;
  return { time, index: place?.source, sourcetype: row.get("sourcetype"), event: document };
}

/** Keys come from the mapping and, behind a `*`, from the event: each is defined, never assigned, so that `__proto__` is a key like any other. */
function put(document: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    define(document, key, value);
    return;
  }
  const inner = Object.hasOwn(document, key) ? document[key] : undefined;
  const holder: Record<string, unknown> =
    typeof inner === "object" && inner !== null && !Array.isArray(inner) ? (inner as Record<string, unknown>) : {};
  if (holder !== inner) define(document, key, holder);
  put(holder, rest, value);
}

function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}
