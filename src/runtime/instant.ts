/** Timestamps and durations as text: strict ISO 8601, without a clock, a locale or a local time zone. */

const dateForm = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,18}))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * Milliseconds since 1970 UTC. `2027-01-31` is its 00:00; a time without a zone is UTC; digits beyond the millisecond are dropped.
 * Undefined for anything else, also for days and times that do not exist (February 30th, 24:00, second 60).
 */
export function parseTimestamp(text: string): number | undefined {
  if (text.length > 64) return undefined;
  if (text.length === 24 || text.length === 20) {
    const usual = parseUsual(text);
    if (usual !== undefined) return usual;
  }
  const found = dateForm.exec(text);
  if (!found) return undefined;
  const [, yearText, monthText, dayText, hourText, minuteText, secondText, fraction, zone] = found;
  const offset = zone === undefined ? 0 : offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  const [hour, minute, second] = [Number(hourText ?? 0), Number(minuteText ?? 0), Number(secondText ?? 0)];
  const time = instantOf(Number(yearText), Number(monthText), Number(dayText), hour, minute, second);
  return time === undefined ? undefined : time - offset * 60_000 + milliseconds;
}

/** Undefined for days and times that do not exist. */
function instantOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  // Two digits each, so no two dates have one number.
  const date = (year * 100 + month) * 100 + day;
  if (date !== knownDate) {
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
    knownDays = daysFromCivil(year, month, day);
    knownDate = date;
  }
  return ((knownDays * 24 + hour) * 60 + minute) * 60_000 + second * 1_000;
}

// Most events are of the day of the one before.
let knownDate = Number.NaN;
let knownDays = 0;

const usualUnits = new Uint16Array(24);

function parseUsual(text: string): number | undefined {
  for (let at = 0; at < text.length; at++) usualUnits[at] = text.charCodeAt(at);
  return usualTimestamp(usualUnits, 0, text.length);
}

/**
 * Milliseconds, of `length` units from a place on: the form that machines write, `2027-01-31T09:30:00.000Z` with or without milliseconds, without a pattern, for
 * each event has one. Undefined of any other, which `parseTimestamp` may know.
 */
export function usualTimestamp(units: Uint8Array | Uint16Array, at: number, length: number): number | undefined {
  const hasMs = length === 24;
  if (!hasMs && length !== 20) return undefined;
  if (units[at + length - 1] !== 0x5a || units[at + 10] !== 0x54 || units[at + 4] !== 0x2d) return undefined;
  if (units[at + 7] !== 0x2d || units[at + 13] !== 0x3a || units[at + 16] !== 0x3a) return undefined;
  if (hasMs && units[at + 19] !== 0x2e) return undefined;
  // What is no digit makes all of it NaN.
  const time = instantOf(
    digitsAt(units, at) * 100 + digitsAt(units, at + 2),
    digitsAt(units, at + 5),
    digitsAt(units, at + 8),
    digitsAt(units, at + 11),
    digitsAt(units, at + 14),
    digitsAt(units, at + 17),
  );
  const milliseconds = hasMs ? digitsAt(units, at + 20) * 10 + (digitsAt(units, at + 21) % 10) : 0;
  return time === undefined || Number.isNaN(time + milliseconds) ? undefined : time + milliseconds;
}

function digitsAt(units: Uint8Array | Uint16Array, at: number): number {
  const tens = (units[at] ?? 0) - 0x30;
  const ones = (units[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** A time as `2027-01-31T09:30:00.000Z`. Alerts of one day share the first half of it. */
export function showInstant(ms: number): string {
  const day = Math.floor(ms / 86_400_000);
  if (day !== shownDay) {
    shownDate = new Date(day * 86_400_000).toISOString().slice(0, -13);
    shownDay = day;
  }
  const rest = ms - day * 86_400_000;
  const seconds = Math.floor(rest / 1_000);
  const minutes = Math.floor(seconds / 60);
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${shownDate}${time}.${String(1_000 + (rest % 1_000)).slice(1)}Z`;
}

let shownDay = Number.NaN;
let shownDate = "";

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === "Z" || zone === "z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = zone.length === 3 ? 0 : Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const isoForm = /^([+-]?)P(?:(\d{1,9})W|(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:[.,](\d{1,18}))?S)?)?)$/;

/** Milliseconds, from the language's own form (`90s`) or ISO 8601 (`PT1M30S`, `P2W`; years and months have no fixed length: undefined). */
export function parseDuration(text: string): number | undefined {
  if (text.length > 64) return undefined;
  const own = /^(\d{1,15})(ms|[smhdw])$/.exec(text);
  if (own) return Number(own[1]) * (unitsMs[own[2] ?? ""] ?? Number.NaN);
  const iso = isoForm.exec(text);
  if (!iso || /[PT]$/.test(text)) return undefined;
  const [, sign, weeks, days, hours, minutes, seconds, fraction] = iso;
  const part = (digits: string | undefined, unit: string) => Number(digits ?? 0) * (unitsMs[unit] ?? 0);
  const milliseconds = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
  const total = part(weeks, "w") + part(days, "d") + part(hours, "h") + part(minutes, "m") + part(seconds, "s") + milliseconds;
  return sign === "-" ? -total : total;
}

export type Civil = { readonly year: number; readonly month: number; readonly day: number };

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar, counted in eras of 400 years from 1 March (H. Hinnant, chrono-compatible low-level date algorithms). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** The inverse of `daysFromCivil`. */
export function civilFromDays(days: number): Civil {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}
