/** Reads values out of events, whatever an event holds: a path, a value of a type, a key. Nothing here throws. */
import { fold } from "./fold.ts";
import { parseDuration, parseTimestamp } from "./instant.ts";
import { ExactInteger } from "./value.ts";
import type { Value, ValueRecord } from "./value.ts";

/**
 * What the event has at the path: own properties of records only. Inherited names, properties of lists and strings, null, a getter
 * that throws and what is no JSON value are missing.
 */
export function readPath(event: unknown, path: readonly string[]): Value {
  let at: unknown = event;
  try {
    for (const key of path) {
      if (typeof at !== "object" || at === null || Array.isArray(at)) return undefined;
      const inner: unknown = (at as { readonly [name: string]: unknown })[key];
      // Asked only of what is there, for to ask costs more than to read.
      if (inner === undefined || !Object.hasOwn(at, key)) return undefined;
      at = inner;
    }
  } catch {
    // A host's getter or proxy threw: the field has no value.
    return undefined;
  }
  return present(at);
}

/** One step of `readPath`. */
export function readKey(record: unknown, key: string): Value {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return undefined;
  try {
    const value = (record as { readonly [name: string]: unknown })[key];
    return value !== undefined && Object.hasOwn(record, key) ? present(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The nth element of a list, 0-based; missing past the end or on what is no list. */
export function readElement(list: unknown, index: number): Value {
  if (!Array.isArray(list)) return undefined;
  try {
    return present(list[index]);
  } catch {
    return undefined;
  }
}

/** The value of something that came from outside: null, a number that is not finite, and what JSON has no form for are missing. Shallow. */
export function present(raw: unknown): Value {
  switch (typeof raw) {
    case "string":
    case "boolean":
      return raw;
    case "number":
      return Number.isFinite(raw) ? raw : undefined;
    case "object":
      // Elements and fields are looked at when they are read, by `readElement` and `readKey`; until then they are only claimed to be values.
      return raw === null ? undefined : (raw as readonly Value[] | ValueRecord | ExactInteger);
    default:
      return undefined;
  }
}

export function asString(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A finite number; digits alone in a string are no number. */
export function asNumber(value: Value): number | ExactInteger | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  return value instanceof ExactInteger ? value : undefined;
}

export function asBoolean(value: Value): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** Milliseconds since 1970, UTC, from ISO 8601 (without a zone: UTC; parts of a millisecond are dropped) or from milliseconds. */
export function asTimestamp(value: Value): number | undefined {
  if (typeof value === "string") return parseTimestamp(value);
  if (typeof value !== "number" || !(Math.abs(value) <= 8.64e15)) return undefined;
  return Math.trunc(value);
}

/** Milliseconds, from a number of them, from `90s` or from ISO 8601 `PT1M30S`. */
export function asDuration(value: Value): number | undefined {
  if (typeof value === "string") return parseDuration(value);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function asList(value: Value): readonly Value[] | undefined {
  return isList(value) ? value : undefined;
}

export function asRecord(value: Value): ValueRecord | undefined {
  return isRecord(value) ? value : undefined;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: Value): value is ValueRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactInteger);
}

/** The double nearest to a number; missing when it is not one or is out of range. */
export function nearest(value: Value): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (!(value instanceof ExactInteger)) return undefined;
  const number = Number(value.digits);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * One string for a `BY` key: equal for equal values only (`1` is not `"1"`, `["a","b"]` not `["a,b"]`); undefined when a value is
 * missing, for then the event does not take part.
 */
export function stateKey(values: readonly Value[]): string | undefined {
  if (values.length === 1 && typeof values[0] === "string") return `s${values[0].length}:${values[0]}`;
  let key = "";
  for (const value of values) {
    if (present(value) === undefined) return undefined;
    key += valueKey(value);
  }
  return key;
}

/** One string for a value, equal for values that `==` calls equal, and only for those; the order of a record's keys does not count. */
export function valueKey(value: Value): string {
  return isList(value) || isRecord(value) ? deepKey(value, asIs) : leafKey(value, asIs);
}

/** The same, ignoring case in strings (not in the names of fields): two values have one key when `== … NOCASE` calls them equal. */
export function foldedKey(value: Value): string {
  return isList(value) || isRecord(value) ? deepKey(value, fold) : leafKey(value, fold);
}

function asIs(text: string): string {
  return text;
}

function leafKey(value: Value, mapText: (text: string) => string): string {
  switch (typeof value) {
    case "string":
      return `s${value.length}:${mapText(value)}`;
    case "boolean":
      return value ? "t" : "f";
    case "number":
      return Number.isFinite(value) ? `n${numberDigits(value)};` : "u";
    default:
      return value instanceof ExactInteger ? `n${value.digits};` : "u";
  }
}

/** Whole numbers by all their digits, so that a double and an `ExactInteger` of the same value have one key. */
function numberDigits(number: number): string {
  if (number === 0) return "0";
  return Number.isSafeInteger(number) || !Number.isInteger(number) ? String(number) : BigInt(number).toString();
}

/** Iterative, for a host may hand over values nested as deep as memory allows. Parts are listed first, then joined from the inside out. */
function deepKey(root: Value, mapText: (text: string) => string): string {
  type Frame = { readonly keys: readonly string[] | undefined; readonly of: Value; readonly count: number; next: number; text: string };
  const open = (value: Value): Frame => {
    if (isList(value)) return { keys: undefined, of: value, count: value.length, next: 0, text: `l${value.length}:` };
    const keys = ownKeys(value);
    return { keys, of: value, count: keys.length, next: 0, text: `r${keys.length}:` };
  };
  const stack: Frame[] = [open(root)];
  let done = "";
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    if (frame.next === frame.count) {
      stack.pop();
      const outer = stack.at(-1);
      if (outer) outer.text += frame.text;
      else done = frame.text;
      continue;
    }
    const key = frame.keys?.[frame.next];
    const child = key === undefined ? readElement(frame.of, frame.next) : readKey(frame.of, key);
    frame.next++;
    if (key !== undefined) frame.text += `${key.length}:${key}`;
    if (isList(child) || isRecord(child)) {
      if (stack.length < valueDepthMax) stack.push(open(child));
      else frame.text += "d";
    } else frame.text += leafKey(child, mapText);
  }
  return done;
}

/** Events from JSON Lines are at most 64 deep; a host's cyclic object ends here. */
export const valueDepthMax = 1_000;

/** A record's own keys in canonical order; those whose value is null or missing are left out, for the field is missing. */
export function ownKeys(record: Value): readonly string[] {
  if (!isRecord(record)) return [];
  try {
    return Object.keys(record)
      .filter((key) => readKey(record, key) !== undefined)
      .sort(compareUnits);
  } catch {
    return [];
  }
}

function compareUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
