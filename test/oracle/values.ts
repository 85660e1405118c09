/** Values when an event comes: equality, order, case and keys, each from its sentence in language.md §6. */
import { ExactInteger, type Value, type ValueRecord } from "../../src/runtime/value.ts";

export function isRecord(value: unknown): value is ValueRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactInteger);
}

export function isNumber(value: Value): value is number | ExactInteger {
  return typeof value === "number" || value instanceof ExactInteger;
}

/** `==`: exact; missing equals nothing; with `fold`, strings are compared without case. */
export function equal(a: Value, b: Value, fold: boolean): boolean {
  if (a === undefined || b === undefined) return false;
  if (typeof a === "string" && typeof b === "string") return fold ? equalWithoutCase([...a], [...b]) : a === b;
  if (isNumber(a) && isNumber(b)) return equalNumbers(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => equalInside(item, b[index], fold));
  if (isRecord(a) && isRecord(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => equalInside(own(a, key), own(b, key), fold));
  return typeof a === typeof b && a === b;
}

/** Inside of lists and records two missing parts are as good as each other, and null is missing. */
function equalInside(a: Value, b: Value, fold: boolean): boolean {
  const [left, right] = [a ?? undefined, b ?? undefined];
  return left === undefined && right === undefined ? true : equal(left, right, fold);
}

function own(record: ValueRecord, key: string): Value {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Every digit counts: an integer that no double holds equals only itself. */
function equalNumbers(a: number | ExactInteger, b: number | ExactInteger): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b;
  const [left, right] = [wholeNumber(a), wholeNumber(b)];
  return left !== undefined && left === right;
}

function wholeNumber(value: number | ExactInteger): bigint | undefined {
  if (value instanceof ExactInteger) return BigInt(value.digits);
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

/** The number that arithmetic and `<` see: the nearest double; missing when it is none or not finite. */
export function toNumber(value: Value): number | undefined {
  const number = value instanceof ExactInteger ? Number(value.digits) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Two characters are one letter: Unicode simple case folding, which is what `/iu` compares by, but never across the border of ASCII. */
export function sameLetter(a: string, b: string): boolean {
  if (a === b) return true;
  const asciiA = isAscii(a);
  if (asciiA !== isAscii(b)) return false;
  if (asciiA) return a.toLowerCase() === b.toLowerCase();
  const [pointA, pointB] = [a.codePointAt(0) ?? 0, b.codePointAt(0) ?? 0];
  return new RegExp(`^\\u{${pointA.toString(16)}}$`, "iu").test(String.fromCodePoint(pointB));
}

function isAscii(character: string): boolean {
  return (character.codePointAt(0) ?? 0) < 128;
}

function equalWithoutCase(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((character, index) => sameLetter(character, b[index] ?? ""));
}

/** A key as text, injective: type, length and content of each part; missing when a part is. */
export function keyText(parts: readonly Value[]): string | undefined {
  const texts = parts.map((part) => (part === undefined ? undefined : partText(part)));
  return texts.includes(undefined) ? undefined : texts.join("");
}

function partText(value: Value): string {
  if (typeof value === "string") return `s${value.length}:${value}`;
  if (isNumber(value)) return `n${wholeNumber(value) ?? value};`;
  if (Array.isArray(value)) return `[${value.length}:${value.map(partText).join("")}]`;
  if (isRecord(value)) {
    const keys = Object.keys(value).filter((key) => (value[key] ?? undefined) !== undefined);
    return `{${keys
      .sort()
      .map((key) => partText(key) + partText(value[key]))
      .join("")}}`;
  }
  return `${String(value ?? undefined)};`;
}
