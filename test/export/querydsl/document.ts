/** What Elasticsearch knows of an event, by column, and how the values of a column meet a clause; after Elastic's pages on field types and term-level queries. */
import type { FieldKind, Mapping } from "../../../src/schema/mapping.ts";
import type { Carried, Json } from "../carried.ts";

export type Kind = Exclude<FieldKind, "list" | "duration"> | "number";
/** Values by column; a column without a value is not there. */
export type Document = { readonly id: string; readonly values: ReadonlyMap<string, readonly Json[]> };

/** The kind of every column of a mapping; a name that ends with `*` stands for all that begin so. */
export function columnKinds(mapping: Mapping): ReadonlyMap<string, Kind> {
  const known = new Map<string, Kind>([
    [mapping.time, "time"],
    [mapping.id, "keyword"],
  ]);
  if (mapping.ties.kind === "sequence") known.set(mapping.ties.column, "number");
  for (const place of mapping.events.values()) for (const [column] of place.where) known.set(column, "keyword");
  for (const { column, kind, of } of mapping.fields.values()) {
    const stored: Exclude<FieldKind, "list"> = kind === "list" ? (of ?? "keyword") : kind;
    known.set(column, stored === "duration" ? "number" : stored);
  }
  return known;
}

/** Undefined for a name that is no column of the mapping, which no query may read. */
export function kindsOf(mapping: Mapping): (column: string) => Kind | undefined {
  const known = columnKinds(mapping);
  const prefixes = [...known].filter(([column]) => column.endsWith("*"));
  return (column) => known.get(column) ?? prefixes.find(([prefix]) => column.startsWith(prefix.slice(0, -1)))?.[1];
}

/** Null, `[]` and `{}` are as good as absent; lists inside of lists are flat. */
export function documentOf({ event, row }: Carried): Document {
  const values = new Map<string, readonly Json[]>();
  for (const [column, value] of row) {
    const stored = leaves(value);
    if (stored.length > 0) values.set(column, stored);
  }
  return { id: String(event["event_id"]), values };
}

function leaves(value: Json): readonly Json[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => leaves(item));
  return typeof value === "object" && Object.keys(value).length === 0 ? [] : [value];
}

/** Whether one value of a column equals what a clause asks for. Throws where Elasticsearch would. */
export function equals(kind: Kind, stored: Json, asked: Json, caseInsensitive: boolean): boolean {
  switch (kind) {
    case "keyword":
    case "wildcard":
      if (typeof asked !== "string") throw new Error(`${kind} column asked for ${JSON.stringify(asked)}`);
      return caseInsensitive ? asciiLower(String(stored)) === asciiLower(asked) : stored === asked;
    case "number":
      // A query string has its negative numbers in quotes.
      if (typeof asked === "string" && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(asked)) return stored === Number(asked);
      if (typeof asked !== "number") throw new Error(`number column asked for ${JSON.stringify(asked)}`);
      return stored === asked;
    case "boolean":
      if (typeof asked !== "boolean") throw new Error(`boolean column asked for ${JSON.stringify(asked)}`);
      return stored === asked;
    case "time":
      return stored === instantOf(asked, Number.NaN);
    case "ip":
      return typeof asked === "string" && inBlock(String(stored), asked);
    case "text":
    case "json":
      throw new Error(`a ${kind} column cannot be compared`);
  }
}

/** Below, at or above. Throws where Elasticsearch has no order, or another one than numbers and times have. */
export function compare(kind: Kind, stored: Json, asked: Json, nowMs: number): number {
  if (kind !== "number" && kind !== "time") throw new Error(`no order of ${kind}`);
  const bound = kind === "time" ? instantOf(asked, nowMs) : asked;
  if (typeof stored !== "number" || typeof bound !== "number" || Number.isNaN(bound)) throw new Error(`no bound: ${JSON.stringify(asked)}`);
  return Math.sign(stored - bound);
}

export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `strict_date_optional_time` to the millisecond, or date math. */
function instantOf(asked: Json, nowMs: number): number {
  if (typeof asked !== "string") throw new Error(`no time: ${JSON.stringify(asked)}`);
  const math = /^now(?:-(\d+)([smhd]))?$/.exec(asked);
  if (math) return nowMs - Number(math[1] ?? 0) * (units[math[2] ?? "s"] ?? 0);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(asked)) throw new Error(`no time: ${asked}`);
  return Date.parse(asked);
}

/** An address or a block; IPv4 lies inside IPv6 at `::ffff:0:0/96`. */
function inBlock(address: string, block: string): boolean {
  const [base = "", length] = block.split("/");
  const [left, right] = [bytesOf(address), bytesOf(base)];
  if (!left) return false;
  if (!right) throw new Error(`no address: ${block}`);
  const bits = length === undefined ? 128 : Number(length) + (base.includes(":") ? 0 : 96);
  for (let bit = 0; bit < bits; bit++) {
    const mask = 0x80 >> (bit & 7);
    if (((left[bit >> 3] ?? 0) & mask) !== ((right[bit >> 3] ?? 0) & mask)) return false;
  }
  return true;
}

function bytesOf(address: string): readonly number[] | undefined {
  if (!address.includes(":")) {
    const parts = address.split(".").map(Number);
    return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
      ? [...Array<number>(10).fill(0), 255, 255, ...parts]
      : undefined;
  }
  if (!URL.canParse(`http://[${address}]`)) return undefined;
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return all.flatMap((group) => [group >> 8, group & 255]);
}
