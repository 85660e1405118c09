/** Reading an event through its static type: what is absent, null or of another type is missing (language.md §5, §6). */
import { ExactInteger, type Value } from "../../src/runtime/value.ts";
import type { Type } from "../../src/types/type.ts";
import { isRecord } from "./values.ts";

/** A value as the type sees it. */
export function read(raw: unknown, type: Type): Value {
  if (raw === undefined || raw === null) return undefined;
  switch (type.kind) {
    case "boolean":
      return typeof raw === "boolean" ? raw : undefined;
    case "number":
      return readNumber(raw);
    case "duration":
      return readDuration(raw);
    case "string":
    case "enum":
      return typeof raw === "string" ? raw : undefined;
    case "timestamp":
      return readTime(raw);
    case "list":
      return readList(raw, type.of);
    case "record":
      return isRecord(raw) ? raw : undefined;
    default:
      return readAny(raw);
  }
}

/** A key of a record, as its own property only; missing on anything else. */
export function property(raw: unknown, key: string): unknown {
  return isRecord(raw) && Object.hasOwn(raw, key) ? raw[key] : undefined;
}

function readNumber(raw: unknown): Value {
  if (raw instanceof ExactInteger) return raw;
  return typeof raw === "number" && Number.isFinite(raw) ? raw : undefined;
}

/** What a list holds is looked at when an element is read; times alone are read at once. */
function readList(raw: unknown, of: Type): Value {
  if (!Array.isArray(raw)) return undefined;
  return raw.map((item) => (of.kind === "timestamp" || of.kind === "duration" ? read(item, of) : readAny(item)));
}

/** Milliseconds, or as a rule writes it. */
function readDuration(raw: unknown): Value {
  const written = typeof raw === "string" ? /^(\d+)(ms|[smhdw])$/.exec(raw) : null;
  if (!written) return typeof raw === "number" && Number.isFinite(raw) ? raw : undefined;
  return Number(written[1]) * ({ ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 }[written[2] ?? ""] ?? 0);
}

function readAny(raw: unknown): Value {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw === "string" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map(readAny);
  return isRecord(raw) ? raw : readNumber(raw);
}

/** ISO 8601 (a date alone is its 00:00, no zone is UTC) or epoch milliseconds. */
export function readTime(raw: unknown): number | undefined {
  if (typeof raw === "number") return Math.abs(raw) <= 8.64e15 ? Math.trunc(raw) : undefined;
  if (typeof raw !== "string") return undefined;
  const parts = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*([Zz]|[+-]\d\d:?\d\d)?)?$/.exec(raw);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const days = Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0);
  if (new Date(days).getUTCDate() !== day || new Date(days).getUTCMonth() + 1 !== month) return undefined;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  const fraction = Math.floor(Number(`0.${parts[7] ?? 0}`) * 1000);
  const zone = /^([+-])(\d\d):?(\d\d)$/.exec(parts[8] ?? "");
  const shift = zone ? (zone[1] === "-" ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
  return days + (((hour ?? 0) * 60 + (minute ?? 0) - shift) * 60 + (second ?? 0)) * 1000 + fraction;
}
