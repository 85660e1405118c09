/** What a mapping carries of an event: the event as the SIEM still knows it, and the row of columns that it becomes. Values of another kind than mapped are not stored. */
import type { EventPlace, FieldKind, MappedField, Mapping } from "../../src/schema/mapping.ts";
import { placeOf } from "../../src/schema/mapping.ts";
import { functionBuiltins } from "../../src/builtins/index.ts";
import type { FunctionWord } from "../../src/builtins/words.ts";
import type { Value } from "../../src/runtime/value.ts";
import * as words from "../../src/runtime/words.ts";
import { parseTimestamp } from "../../src/runtime/instant.ts";
import { readAddress } from "../../src/runtime/ip.ts";

export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
export type JsonRecord = { readonly [key: string]: Json };

export type Carried = {
  /** The event with only what the mapping has a column for, of the kind that it says. */
  readonly event: JsonRecord;
  readonly place: EventPlace;
  /** Column to value; a column without a value is not there. Times are milliseconds since 1970; the place's `where` columns are among them. */
  readonly row: ReadonlyMap<string, Json>;
};

/** Undefined for an event type that the mapping has no place for, or an event without a readable time. */
export function carried(event: JsonRecord, mapping: Mapping): Carried | undefined {
  const place = typeof event["event_type"] === "string" ? placeOf(mapping, event["event_type"]) : undefined;
  const timeMs = timeOf(event["timestamp"]);
  if (!place || timeMs === undefined) return undefined;
  const kept: Tree = {};
  const row = new Map<string, Json>();
  for (const name of ["event_id", "event_type", "sequence"]) if (event[name] !== undefined) kept[name] = event[name];
  kept["timestamp"] = new Date(timeMs).toISOString();
  row.set(mapping.time, timeMs);
  row.set(mapping.id, event["event_id"] ?? null);
  if (mapping.ties.kind === "sequence") row.set(mapping.ties.column, event["sequence"] ?? null);
  for (const [column, value] of place.where) row.set(column, value);
  const { byFirst, made } = readPaths(mapping);
  for (const first of Object.keys(event))
    for (const { path, field, open } of byFirst.get(first) ?? []) {
      const value = valueAt(event, path);
      if (!open) keep(path, field, field.column, value);
      else
        for (const [rest, leaf] of leavesOf(value))
          keep(
            [...path, ...rest],
            field,
            field.column.replace("*", () => rest.join(".")),
            leaf,
          );
    }
  // What the pipeline computes, it computes of the event that the SIEM gets.
  for (const { path, calls, field } of made) {
    const value = valueAt(kept, path);
    if (value === undefined) continue;
    // JSON without null is a value; the words that a mapping can name give plain ones.
    const result = calls.reduce<Value>((of, call) => call(of), value as Value);
    const stored = storedAs(field, result as Json | undefined);
    if (stored !== undefined) row.set(field.column, stored.row);
  }
  return { event: kept, place, row };

  function keep(path: readonly string[], field: MappedField, column: string, value: Json | undefined): void {
    const stored = storedAs(field, value);
    if (stored === undefined) return;
    put(kept, path, stored.event);
    row.set(column, stored.row);
  }
}

type Paths = {
  /** Fields by the first part of their path, in the mapping's order. */
  readonly byFirst: ReadonlyMap<
    string,
    readonly { readonly path: readonly string[]; readonly field: MappedField; readonly open: boolean }[]
  >;
  /** Columns of what the pipeline computes of a field. */
  readonly made: readonly {
    readonly path: readonly string[];
    readonly calls: readonly words.ValueFunction[];
    readonly field: MappedField;
  }[];
};

const pathsOf = new WeakMap<Mapping, Paths>();

/** The paths of a mapping, split once. */
function readPaths(mapping: Mapping): Paths {
  const known = pathsOf.get(mapping);
  if (known) return known;
  const all = [...mapping.fields];
  const plain = all.filter(([name]) => !name.endsWith(")"));
  const split = plain.map(([name, field]) => {
    const open = name.endsWith(".*");
    return { path: (open ? name.slice(0, -2) : name).split("."), field, open };
  });
  const byFirst = new Map<string, typeof split>();
  for (const one of split) byFirst.set(one.path[0] ?? "", [...(byFirst.get(one.path[0] ?? "") ?? []), one]);
  const paths = { byFirst, made: all.flatMap(([name, field]) => (name.endsWith(")") ? [{ ...callOf(name), field }] : [])) };
  pathsOf.set(mapping, paths);
  return paths;
}

/** `normalize(input_text)`: the path in the middle, and the words around it, the innermost first. */
function callOf(name: string): { readonly path: readonly string[]; readonly calls: readonly words.ValueFunction[] } {
  const call = /^([a-z_]+)\((.*)\)$/.exec(name);
  if (!call) return { path: name.split("."), calls: [] };
  const [, word = "", argument = ""] = call;
  const inner = callOf(argument);
  const evaluate: words.ValueFunction = words[functionBuiltins[word as FunctionWord].evaluate]; // the mapping's reader knew the word
  return { path: inner.path, calls: [...inner.calls, evaluate] };
}

type Tree = { [key: string]: Json };

function storedAs(field: MappedField, value: Json | undefined): { readonly event: Json; readonly row: Json } | undefined {
  if (value === undefined || value === null) return undefined;
  if (field.kind !== "list") return storedOne(field.kind, field, value);
  if (!Array.isArray(value)) return undefined;
  const { of = "keyword" } = field;
  const items = value.flatMap((item: Json) => (item === null ? [] : (storedOne(of, field, item) ?? [])));
  if (items.length === 0 && (field.nonempty || value.length > 0)) return undefined;
  return { event: items.map((item) => item.event), row: items.map((item) => item.row) };
}

function storedOne(kind: FieldKind, field: MappedField, value: Json): { readonly event: Json; readonly row: Json } | undefined {
  const same = { event: value, row: value };
  switch (kind) {
    case "keyword":
    case "wildcard":
    case "text":
      return typeof value === "string" && !(value === "" && field.nonempty) ? same : undefined;
    case "ip":
      return typeof value === "string" && readAddress(value) ? same : undefined;
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? same : undefined;
    case "duration":
      return typeof value === "number" && Number.isFinite(value)
        ? { event: value, row: field.durationIn === "seconds" ? value / 1000 : value }
        : undefined;
    case "boolean":
      return typeof value === "boolean" ? same : undefined;
    case "time": {
      const timeMs = timeOf(value);
      return timeMs === undefined ? undefined : { event: new Date(timeMs).toISOString(), row: timeMs };
    }
    case "json":
      return typeof value === "object" && !(Array.isArray(value) && value.length === 0) ? same : undefined;
    case "list":
      return undefined;
  }
}

function timeOf(value: Json | undefined): number | undefined {
  const timeMs = typeof value === "number" ? value : typeof value === "string" ? parseTimestamp(value) : undefined;
  return timeMs !== undefined && Math.abs(timeMs) <= 8.64e15 ? Math.round(timeMs) : undefined;
}

function valueAt(event: Json | undefined, path: readonly string[]): Json | undefined {
  let value = event;
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Everything below a record that is no record itself, by its path. */
function leavesOf(value: Json | undefined, before: readonly string[] = []): readonly (readonly [readonly string[], Json])[] {
  if (!isRecord(value)) return value === undefined || before.length === 0 ? [] : [[before, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...before, key]));
}

function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function put(tree: Tree, path: readonly string[], value: Json): void {
  let holder = tree;
  for (const key of path.slice(0, -1)) {
    const inner = holder[key];
    holder = (isRecord(inner) ? inner : (holder[key] = {})) as Tree; // made here, so it may be written
  }
  holder[path.at(-1) ?? ""] = value;
}

/** The event as the assumption `ascii-fold` promises it: no letters outside of ASCII that some engines take for ASCII letters. */
export function withoutTwins(event: JsonRecord): JsonRecord {
  return twinFree(event) as JsonRecord; // a record of a record
}

function twinFree(value: Json): Json {
  if (typeof value === "string") return value.replace(/[\u017f\u212a\u0130]/g, "x");
  if (Array.isArray(value)) return value.map(twinFree);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, twinFree(inner)]));
}
