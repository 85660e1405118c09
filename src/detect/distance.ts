/** How far a condition was from its bound, as a number and in words. */
import { nearest } from "../runtime/read.ts";
import type { Term, Test } from "../ir/plan.ts";
import type { Distance } from "../runtime/alert.ts";
import { ExactInteger, type Value } from "../runtime/value.ts";
import { showNumber, showTime } from "./show.ts";

/** Of a comparison of two values that have an order; undefined for every other test. */
export function testDistance(node: Test, held: boolean, left: Value, right: Value): Distance | undefined {
  const needed = needs[node.word];
  if (needed === undefined) return undefined;
  const [value, bound] = [nearest(left), nearest(right)];
  if (value === undefined || bound === undefined) return undefined;
  const unit = unitOf(node);
  const by = Math.abs(value - bound);
  const show = (number: number): string =>
    unit === "duration" ? showSpan(number) : unit === "time" ? showTime(number) : showNumber(number);
  const [given, limit] = [digitsOf(left) ?? show(value), digitsOf(right) ?? show(bound)];
  const far = exactDistance(left, right) ?? (unit === "time" || unit === "duration" ? showSpan(by) : showNumber(by));
  const asked = `${needed.words} ${limit}`;
  const isApart = given !== limit;
  if (held) return { unit, value, bound, by, words: `${given} is ${asked}${isApart ? `, by ${far}` : ""}` };
  if (unit === "events" && needed.isLeast) {
    const least = node.word === "greater" ? bound + 1 : bound;
    return { unit, value, bound: least, by: least - value, words: `${show(value)} of the ${show(least)} that it takes` };
  }
  return {
    unit,
    value,
    bound,
    by,
    words: `${given} is not ${asked}${isApart ? `: ${far} ${needed.isLeast ? "short" : needed.isMost ? "over" : "off"}` : ""}`,
  };
}

function digitsOf(value: Value): string | undefined {
  return value instanceof ExactInteger ? value.digits : undefined;
}

/** Between integers that a double cannot hold; undefined where it can tell. */
function exactDistance(left: Value, right: Value): string | undefined {
  if (digitsOf(left) === undefined && digitsOf(right) === undefined) return undefined;
  const [one, other] = [integerOf(left), integerOf(right)];
  if (one === undefined || other === undefined) return undefined;
  return String(one > other ? one - other : other - one);
}

function integerOf(value: Value): bigint | undefined {
  if (value instanceof ExactInteger) return BigInt(value.digits);
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : undefined;
}

type Need = { readonly words: string; readonly isLeast?: true; readonly isMost?: true };

const needs: Partial<Readonly<Record<Test["word"], Need>>> = {
  greater: { words: "more than", isLeast: true },
  "greater-equal": { words: "at least", isLeast: true },
  less: { words: "less than", isMost: true },
  "less-equal": { words: "at most", isMost: true },
  equal: { words: "equal to" },
};

function unitOf(node: Test): Distance["unit"] {
  const { kind } = node.subject.type;
  if (kind === "duration") return "duration";
  if (kind === "timestamp") return "time";
  return counts(node.subject) ? "events" : "number";
}

/** Whether the number is one of events, or of different values. */
function counts(term: Term): boolean {
  return term.kind === "aggregate" && (term.statistic.kind === "count" || term.statistic.kind === "count-distinct");
}

/** Of a term that needs a past. */
export function samplesDistance({ have, needed }: { readonly have: number; readonly needed: number }): Distance {
  return { unit: "samples", value: have, bound: needed, by: needed - have, words: `${have} of the ${needed} samples that it takes` };
}

/** `1h 2m 3s`: the two largest units that are not zero. */
export function showSpan(ms: number): string {
  if (ms < 0) return `−${showSpan(-ms)}`;
  const parts: string[] = [];
  let left = Math.round(ms);
  for (const [unit, size] of spans) {
    const whole = Math.floor(left / size);
    left -= whole * size;
    if (whole > 0) parts.push(`${whole}${unit}`);
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? "0s" : parts.join(" ");
}

const spans: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];
