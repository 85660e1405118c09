/** Parts of a timestamp: UTC, or in a zone that the rule names. */
import { civilFromDays, daysFromCivil } from "./instant.ts";
import { asTimestamp } from "./read.ts";
import type { Value } from "./value.ts";

const dayMs = 86_400_000;

/** Hour of the day, 0 to 23, of a timestamp and, where given, a zone: a name of the IANA time zone database; an unknown one gives a missing value. */
export function hourOf(...args: Value[]): Value {
  return map(args, (local) => Math.floor(timeOfDay(local) / 3_600_000));
}
/** Minute of the hour, 0 to 59. */
export function minuteOf(...args: Value[]): Value {
  return map(args, (local) => Math.floor(timeOfDay(local) / 60_000) % 60);
}
/** Day of the week as in ISO 8601: 1 is Monday, 7 is Sunday. */
export function weekdayOf(...args: Value[]): Value {
  return map(args, (local) => ((((Math.floor(local / dayMs) + 3) % 7) + 7) % 7) + 1);
}
/** Day of the month, 1 to 31. */
export function dayOf(...args: Value[]): Value {
  return map(args, (local) => civilFromDays(Math.floor(local / dayMs)).day);
}
/** Month, 1 to 12. */
export function monthOf(...args: Value[]): Value {
  return map(args, (local) => civilFromDays(Math.floor(local / dayMs)).month);
}
export function yearOf(...args: Value[]): Value {
  return map(args, (local) => civilFromDays(Math.floor(local / dayMs)).year);
}

/** A zone that was named and is missing gives a missing value; only where none is named it is UTC. */
function map(args: readonly Value[], part: (localMs: number) => number): Value {
  const [timestamp, zone] = args;
  const time = asTimestamp(timestamp);
  if (time === undefined) return undefined;
  if (args.length < 2) return part(time);
  const local = typeof zone === "string" ? localTime(time, zone) : undefined;
  return local === undefined ? undefined : part(local);
}

function timeOfDay(local: number): number {
  return local - Math.floor(local / dayMs) * dayMs;
}

/** Wall-clock time in a zone, written as if it were UTC. Rules for zones are data of the host (`Intl`), read only where a rule names a zone. */
function localTime(time: number, zone: string): number | undefined {
  const format = formatOf(zone);
  if (!format) return undefined;
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return daysFromCivil(year, month, day) * dayMs + ((hour * 60 + minute) * 60 + second) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (formats.has(zone)) return formats.get(zone);
  const format = makeFormat(zone);
  // Names come from rules, but a field may hold one too: never more than there are zones.
  if (formats.size < 1_024) formats.set(zone, format);
  return format;
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  try {
    const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" } as const;
    return new Intl.DateTimeFormat("en-US", { ...fields, timeZone: zone, hourCycle: "h23", calendar: "iso8601", numberingSystem: "latn" });
  } catch {
    // The host has no zone of that name.
    return undefined;
  }
}
