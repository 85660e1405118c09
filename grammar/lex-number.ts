/** Numbers, durations, dates, and what was meant by one that is malformed. */
import { type Lexing, matchAt, push, report } from "./lexing.ts";
import * as T from "./tokens.ts";

const dateLike =
  /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])(?:[Tt][0-9]{1,2}(?::[0-9]{1,2}(?::[0-9]{1,2}(?:\.[0-9]+)?)?)?(?:[Zz]|[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?(?:[A-Za-z_][0-9A-Za-z_]*)?/y;
const numberLike = /(?:\.?[0-9][0-9A-Za-z_]*)(?:(?<=[0-9][eE])[+-][0-9]+)?(?:\.[0-9A-Za-z_]*(?:(?<=[0-9][eE])[+-][0-9]+)?)*/y;

/** Reads the number, duration or date at the current place; a malformed one is one token and one problem. */
export function scanNumber(state: Lexing): number {
  const { text, at } = state;
  const dateLength = matchAt(dateLike, text, at);
  if (dateLength > 0) return scanDate(state, dateLength);
  const number = matchAt(T.NumberToken.PATTERN as RegExp, text, at); // a `RegExp` where `tokens.ts` made it
  if (number > 0) return push(state, T.NumberToken, number);
  const duration = matchAt(T.Duration.PATTERN as RegExp, text, at); // the same
  if (duration > 0) return push(state, T.Duration, duration);
  const length = Math.max(1, matchAt(numberLike, text, at));
  const meant = meantNumber(text.slice(at, at + length));
  report(state, "badNumber", length, meant);
  if (meant === undefined) return push(state, T.BadLiteral, length);
  return push(state, /[a-z]$/.test(meant) ? T.Duration : T.NumberToken, length, meant);
}

function scanDate(state: Lexing, length: number): number {
  const written = state.text.slice(state.at, state.at + length);
  if (matchAt(T.DateToken.PATTERN as RegExp, state.text, state.at) === length && dateMs(written) !== undefined)
    return push(state, T.DateToken, length);
  const meant = meantDate(written);
  report(state, "badDate", length, meant);
  return meant === undefined ? push(state, T.BadLiteral, length) : push(state, T.DateToken, length, meant);
}

const dateParts = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(?:Z|([+-])(\d{2}):(\d{2})))?$/;

/** Epoch milliseconds of a well-written date or timestamp; `undefined` where the calendar or the clock has no such moment. */
export function dateMs(written: string): number | undefined {
  const parts = dateParts.exec(written);
  if (!parts) return undefined;
  const [
    ,
    year = "",
    month = "",
    day = "",
    hour = "0",
    minute = "0",
    second = "0",
    fraction = "",
    sign,
    offsetHour = "0",
    offsetMinute = "0",
  ] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || Number(offsetHour) > 23 || Number(offsetMinute) > 59)
    return undefined;
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // `Date.parse` takes 30 February for 2 March.
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return undefined;
  const clock = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(fraction.padEnd(3, "0"));
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000 * (sign === "-" ? -1 : 1);
  return midnight + clock - offset;
}

function meantDate(written: string): string | undefined {
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(z|[+-]\d{2}:\d{2})?)?$/i.exec(written);
  if (!parts) return undefined;
  const [, year = "", month = "", day = "", clock, zone] = parts;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}${clock === undefined ? "" : `T${clock}${zone?.toUpperCase() ?? "Z"}`}`;
  return dateMs(date) === undefined ? undefined : date;
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const unitNames: Readonly<Record<string, string>> = {
  millis: "ms",
  msec: "ms",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "m",
  mins: "m",
  minute: "m",
  minutes: "m",
  hr: "h",
  hrs: "h",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
  week: "w",
  weeks: "w",
};

/** Milliseconds of a well-written duration. */
export function durationMs(written: string): number {
  const unit = /[a-z]+$/.exec(written)?.[0] ?? "ms";
  return Number(written.slice(0, -unit.length).replaceAll("_", "")) * (unitMs[unit] ?? 1);
}

function meantNumber(written: string): string | undefined {
  if (/^0[xX][0-9A-Fa-f]{1,13}$/.test(written)) return String(Number.parseInt(written, 16));
  if (/^\.\d+$/.test(written)) return `0${written}`;
  if (/^\d+\.$/.test(written)) return meantNumber(written.slice(0, -1)) ?? written.slice(0, -1);
  if (/^0+\d+(?:\.\d+)?$/.test(written)) return written.replace(/^0+(?=\d)/, "");
  if (/^\d[\d_]*(?:\.\d[\d_]*)?$/.test(written)) return written.replaceAll("_", "").replace(/^0+(?=\d)/, "");
  const total = writtenDuration(written.toLowerCase() === written ? written : written.replace(/[A-Z]+/g, (unit) => unit.toLowerCase()));
  return total === undefined ? undefined : shortestDuration(total);
}

/** Milliseconds of `1h30m`, `1.5h`, `10min`; `undefined` for anything else, and for parts of a millisecond. */
function writtenDuration(written: string): number | undefined {
  let total = 0;
  let rest = written;
  while (rest !== "") {
    const part = /^(\d+(?:\.\d+)?)([a-z]+)/.exec(rest);
    const unit = unitMs[unitNames[part?.[2] ?? ""] ?? part?.[2] ?? ""];
    if (!part || unit === undefined) return undefined;
    total += Number(part[1]) * unit;
    rest = rest.slice(part[0].length);
  }
  return Number.isSafeInteger(total) ? total : undefined;
}

function shortestDuration(ms: number): string {
  for (const unit of ["d", "h", "m", "s"]) {
    const size = unitMs[unit] ?? 1;
    if (ms % size === 0 && ms > 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}
