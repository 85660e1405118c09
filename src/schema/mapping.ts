/** What a mapping file says: where a SIEM keeps the events of aidr, under which names, and of which kinds. */

/** `elastic` serves ES|QL, EQL and Query DSL. */
export type MappingTarget = "spl" | "kql" | "elastic";

export type Mapping = {
  readonly name: string;
  readonly target: MappingTarget;
  /** The version of the target's product that the meaning was verified for: `9.4`. */
  readonly version: string;
  readonly summary: string;
  /** `sentinel` has limits that `adx` has not. */
  readonly profile?: "adx" | "sentinel";
  /** Column of the event time, of a type that the target orders and subtracts. */
  readonly time: string;
  /** Column of a value that no two events share: `event_id`. */
  readonly id: string;
  /** What orders events of one time: a column that numbers them, the promise that times are unique, or nothing. */
  readonly ties: { readonly kind: "sequence"; readonly column: string } | { readonly kind: "unique-time" } | { readonly kind: "none" };
  /** How late an event may be found by a search after it happened. */
  readonly lateMs: number;
  /** Where each event type lies; `*` for those not named. */
  readonly events: ReadonlyMap<string, EventPlace>;
  /** By dotted path; a last segment `*` stands for whatever follows, which takes the place of `*` in the column. */
  readonly fields: ReadonlyMap<string, MappedField>;
  /** Lists (by their name in aidr) that the target keeps beside its queries. */
  readonly lists: ReadonlyMap<string, MappedList>;
  /** Promise: at most so many events of one key lie in any window. Absent: nothing is promised. */
  readonly maxEventsInWindow?: number;
};

export type EventPlace = {
  /** A table, an index (pattern), or an index and sourcetype: as the target names what it reads. */
  readonly source: string;
  /** Equalities that pick this type out of the source; empty where the source holds nothing else. */
  readonly where: readonly (readonly [column: string, value: string])[];
};

/**
 * What a column holds. `keyword`: strings matched as a whole or in part; `wildcard`: the same, stored for substring search (Elastic);
 * `text`: strings that the target splits into words, so that substrings cannot be found (Elastic); `json`: an object whose paths can be read.
 */
export type FieldKind = "keyword" | "wildcard" | "text" | "number" | "boolean" | "ip" | "time" | "duration" | "list" | "json";

export type MappedField = {
  readonly column: string;
  readonly kind: FieldKind;
  /** Kind of the elements of a `list`. */
  readonly of?: Exclude<FieldKind, "list">;
  /** Promise: a value of this column is never an array (a list apart). */
  readonly single: boolean;
  /** Promise: never the empty string, or the empty list. */
  readonly nonempty: boolean;
  /** Unit of a `duration` column. */
  readonly durationIn?: "milliseconds" | "seconds";
  /** Whether the column's text keeps its case and characters as they were (no normalizer). */
  readonly exact: boolean;
};

/** A lookup (Splunk), a watchlist (Sentinel) or a lookup-mode index (Elastic) and its column of values. */
export type MappedList = { readonly lookup: string; readonly column: string };

/** A field that a mapping covers, and the rest of the path that is read inside of a `json` column. */
export type ResolvedField = { readonly field: MappedField; readonly inside: readonly string[] };

/**
 * The column of a path: the path itself, then the longest prefix that has a pattern with `*` or is of kind `json`. Undefined where the mapping says nothing:
 * a field without a mapping is refused, never passed through.
 */
export function resolveField(mapping: Mapping, path: readonly string[]): ResolvedField | undefined {
  const whole = mapping.fields.get(path.join("."));
  if (whole) return { field: whole, inside: [] };
  for (let length = path.length - 1; length > 0; length--) {
    const prefix = path.slice(0, length).join(".");
    const pattern = mapping.fields.get(`${prefix}.*`);
    if (pattern) return { field: { ...pattern, column: pattern.column.replace("*", () => path.slice(length).join(".")) }, inside: [] };
    const holder = mapping.fields.get(prefix);
    if (holder?.kind === "json") return { field: holder, inside: path.slice(length) };
  }
  return undefined;
}

/** Where an event type lies; `{type}` in the place is its name. */
export function placeOf(mapping: Mapping, type: string): EventPlace | undefined {
  const place = mapping.events.get(type) ?? mapping.events.get("*");
  return place && { ...place, where: place.where.map(([column, value]) => [column, value.replaceAll("{type}", () => type)] as const) };
}
