/** Kusto's scalar functions, as far as exported queries use them; each from its page below learn.microsoft.com/kusto/query. */
import { kustoRegex } from "./regex.ts";
import { Datetime, Dynamic, fromJson, type Json, numeric, passes, textOf, Timespan, unsure, type Value } from "./values.ts";

type Scalar = (...args: Value[]) => Value;

const day = 86_400_000;

function text(value: Value | undefined): string {
  if (typeof value !== "string") throw new Error(`a string was expected, not ${typeof value}`);
  return value;
}
function real(value: Value | undefined): number | undefined {
  return value === undefined ? undefined : numeric(value);
}
function array(value: Value | undefined): readonly Json[] | undefined {
  return value instanceof Dynamic && Array.isArray(value.json) ? value.json : undefined;
}
function ofNumber(apply: (number: number) => Value): Scalar {
  return (value) => {
    if (value === null || value === undefined) return null;
    const number = real(value);
    if (number === undefined) throw new Error("a number was expected");
    return apply(number);
  };
}
function ofTime(apply: (ms: number) => Value): Scalar {
  return (value) => (value instanceof Datetime ? apply(value.ms) : null);
}
function partOfDate(part: (date: Date) => number): Scalar {
  return ofTime((ms) => BigInt(part(new Date(ms))));
}

export const functions: Readonly<Record<string, Scalar>> = {
  isempty: (value) => value === null || value === "",
  isnotempty: (value) => value !== null && value !== "",
  isnull: (value) => value === null,
  isnotnull: (value) => value !== null,
  isfinite: ofNumber((number) => Number.isFinite(number)),
  tostring: (value) => textOf(value ?? null),
  toreal: (value) => {
    if (value instanceof Dynamic)
      return typeof value.json === "number"
        ? value.json
        : typeof value.json === "string" && value.json.trim() !== ""
          ? finite(Number(value.json))
          : null;
    return real(value) ?? null;
  },
  tobool: (value) => (value instanceof Dynamic && typeof value.json === "boolean" ? value.json : null),
  todatetime: (value) => {
    if (!(value instanceof Dynamic) || typeof value.json !== "string") return null;
    const ms = Date.parse(value.json);
    return Number.isNaN(ms) ? null : new Datetime(ms);
  },
  toint: ofNumber((number) => BigInt(Math.trunc(number))),
  tolong: ofNumber((number) => (Number.isFinite(number) ? BigInt(Math.trunc(number)) : null)),
  gettype: (value) => typeName(value ?? null),
  tolower: (value) => text(value).toLowerCase(),
  toupper: (value) => text(value).toUpperCase(),
  strlen: (value) => BigInt(Array.from(text(value)).length),
  strcat: (...values) => values.map((value) => textOf(value)).join(""),
  strcat_array: (value, separator) => (array(value) ?? []).map((item) => textOf(fromJson(item))).join(text(separator)),
  substring: (value, start) => Array.from(text(value)).slice(real(start)).join(""),
  trim: (pattern, value) => trimmed(text(pattern), text(value)),
  extract: (pattern, group, value) => {
    const matcher = kustoRegex(text(pattern)).matcher(text(value));
    return matcher.find() ? (matcher.group(real(group) ?? 0) ?? "") : "";
  },
  extract_all: (pattern, value) => extractAll(text(pattern), text(value)),
  replace_regex: (value, pattern, by) => kustoRegex(text(pattern)).matcher(text(value)).replaceAll(text(by)),
  countof: (value, pattern, kind) => {
    if (kind !== "regex") throw new Error('countof without "regex" counts overlapping texts');
    const matcher = kustoRegex(text(pattern)).matcher(text(value));
    let count = 0n;
    while (matcher.find()) count++;
    return count;
  },
  parse_json: (value) => {
    try {
      return fromJson(JSON.parse(text(value)) as Json);
    } catch {
      return new Dynamic(text(value));
    }
  },
  array_length: (value) => {
    const list = array(value);
    return list === undefined ? null : BigInt(list.length);
  },
  array_sort_asc: (value) => new Dynamic([...(array(value) ?? [])].sort((left, right) => Number(left) - Number(right))),
  set_has_element: (set, value) => {
    const list = array(set);
    if (list === undefined) return null;
    if (typeof value !== "string") throw new Error("set_has_element of what is no string: types would have to agree");
    return list.includes(value);
  },
  set_intersect: (left, right) => {
    const [one, other] = [array(left), array(right)];
    return one === undefined || other === undefined ? null : new Dynamic([...new Set(one)].filter((item) => other.includes(item)));
  },
  pack_array: (...values) => new Dynamic(values.map(jsonOf)),
  abs: ofNumber(Math.abs),
  sign: ofNumber(Math.sign),
  sqrt: ofNumber(Math.sqrt),
  sin: ofNumber(Math.sin),
  cos: ofNumber(Math.cos),
  asin: ofNumber((number) => (Math.abs(number) > 1 ? null : Math.asin(number))),
  radians: ofNumber((number) => (number * Math.PI) / 180),
  ceiling: ofNumber(Math.ceil),
  pow: (base, exponent) => (base === null || exponent === null ? null : (real(base) ?? 0) ** (real(exponent) ?? 0)),
  min_of: (...values) => extreme(values, Math.min),
  max_of: (...values) => extreme(values, Math.max),
  hourofday: partOfDate((date) => date.getUTCHours()),
  dayofmonth: partOfDate((date) => date.getUTCDate()),
  monthofyear: partOfDate((date) => date.getUTCMonth() + 1),
  getyear: partOfDate((date) => date.getUTCFullYear()),
  datetime_part: (part, value) => {
    if (part !== "minute") throw new Error("another part than the minute");
    return value instanceof Datetime ? BigInt(new Date(value.ms).getUTCMinutes()) : null;
  },
  dayofweek: ofTime((ms) => new Timespan(new Date(ms).getUTCDay() * day)),
  startofday: ofTime((ms) => new Datetime(Math.floor(ms / day) * day)),
  bin: (value, size) =>
    value instanceof Datetime && size instanceof Timespan ? new Datetime(Math.floor(value.ms / size.ms) * size.ms) : null,
  datetime_utc_to_local: (value, zone) => (value instanceof Datetime ? new Datetime(localTime(value.ms, text(zone))) : null),
  ipv4_is_in_any_range: (value, ...blocks) => inBlocks(ipv4(text(value)), blocks, 32, ipv4),
  ipv6_is_in_any_range: (value, ...blocks) => inBlocks(ipv6(text(value)), blocks, 128, ipv6),
  not: () => {
    throw new Error("not() is an expression of its own");
  },
};

function finite(number: number): Value {
  return Number.isFinite(number) ? number : null;
}

function jsonOf(value: Value): Json {
  if (value instanceof Dynamic) return value.json;
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Datetime) return new Date(value.ms).toISOString();
  throw new Error("this value is packed");
}

function typeName(value: Value): string {
  if (value === null) return "null";
  if (!(value instanceof Dynamic)) throw new Error("gettype of a typed value says nothing new");
  const { json } = value;
  if (Array.isArray(json)) return "array";
  if (typeof json === "object") return "dictionary";
  if (typeof json === "boolean") return "bool";
  if (typeof json !== "number") return "string";
  return Number.isSafeInteger(json) ? (Math.abs(json) < 2 ** 31 ? "int" : "long") : "double";
}

function trimmed(pattern: string, value: string): string {
  const start = kustoRegex(`^(?:${pattern})`).matcher(value);
  const rest = start.find() ? value.slice(start.end()) : value;
  const end = kustoRegex(`(?:${pattern})$`).matcher(rest);
  return end.find() ? rest.slice(0, end.start()) : rest;
}

function extractAll(pattern: string, value: string): Value {
  const matcher = kustoRegex(pattern).matcher(value);
  const found: Json[] = [];
  while (matcher.find()) {
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? "");
    found.push(groups.length === 1 ? (groups[0] ?? "") : groups);
  }
  return found.length === 0 ? null : new Dynamic(found);
}

function extreme(values: readonly Value[], apply: (...numbers: number[]) => number): Value {
  const numbers = values.map((value) => real(value));
  if (numbers.some((number) => number === undefined)) return null;
  const result = apply(...numbers.map((number) => number ?? 0));
  return values.every((value) => typeof value === "bigint") ? BigInt(result) : result;
}

function localTime(ms: number, zone: string): number {
  const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
  const parts = new Intl.DateTimeFormat("en-US", { ...fields, timeZone: zone, hourCycle: "h23" }).formatToParts(ms);
  const part = (name: string): number => Number(parts.find(({ type }) => type === name)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** Null for what is no address of the family, and for no address at all. */
function inBlocks(address: bigint | undefined, blocks: readonly Value[], width: number, read: (text: string) => bigint | undefined): Value {
  if (address === undefined) return null;
  return blocks.some((block) => {
    const [base = "", bits = String(width)] = text(block).split("/");
    const start = read(base);
    if (start === undefined) throw new Error(`${String(block)} is no block`);
    const shift = BigInt(width - Number(bits));
    return address >> shift === start >> shift;
  });
}

function ipv4(value: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(value)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function ipv6(value: string): bigint | undefined {
  if (!value.includes(":")) return undefined;
  const bare = value.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  const tail = dotted ? ipv4(dotted[2] ?? "") : undefined;
  const plain = dotted && tail !== undefined ? `${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}` : bare;
  const [head = "", end] = plain.split("::");
  const groups = (written: string): readonly string[] => (written === "" ? [] : written.split(":"));
  const missing = 8 - groups(head).length - groups(end ?? "").length;
  const all = [...groups(head), ...Array<string>(end === undefined ? 0 : Math.max(0, missing)).fill("0"), ...groups(end ?? "")];
  if (all.length !== 8 || !all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** Functions whose arguments are not all asked. */
export const lazyFunctions: Readonly<Record<string, (args: readonly (() => Value)[]) => Value>> = {
  iff: ([condition, then, otherwise]) => (passes(condition?.() ?? null) ? (then?.() ?? null) : (otherwise?.() ?? null)),
  case: (args) => {
    for (let index = 0; index + 1 < args.length; index += 2) if (passes(args[index]?.() ?? null)) return args[index + 1]?.() ?? null;
    return args.at(-1)?.() ?? null;
  },
  coalesce: (args) => {
    for (const argument of args) {
      const value = argument();
      passes(value);
      // What may be null is passed over or false: the same, where false comes next.
      if (value !== null && value !== "" && value !== unsure) return value;
    }
    return args.at(-1)?.() ?? null;
  },
};
