/** Values of Kusto and what its operators make of them, null among them (learn.microsoft.com/kusto/query/scalar-data-types/null-values). */

export class Datetime {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}
export class Timespan {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}
/** A value of type dynamic that is not null. */
export class Dynamic {
  readonly json: Json;
  constructor(json: Json) {
    this.json = json;
  }
}
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Null or false: the documentation does not say which. A filter drops both; whoever asks for the opposite learns that the query rests on it. */
class NullOrFalse {
  readonly kind = "null or false";
}
export const unsure = new NullOrFalse();
/** The opposite of that: true or null. Whoever's answer rests on it does not know it. */
class NullOrTrue {
  readonly kind = "null or true";
}
const unsureToo = new NullOrTrue();

/** bool is a boolean, long a bigint, real a number, string a string; null is the null of any type but string. */
export type Value = null | boolean | bigint | number | string | Datetime | Timespan | Dynamic | NullOrFalse | NullOrTrue;

export type TypeName = string;

/** The null of a type; a string has none and is "". */
export function nothingOf(type: TypeName): Value {
  return type === "string" ? "" : null;
}

export function fromJson(json: Json | undefined): Value {
  return json === undefined || json === null ? null : new Dynamic(json);
}

/** A stored value as a column of a type has it. */
export function stored(json: Json | undefined, type: TypeName): Value {
  if (json === undefined || json === null) return nothingOf(type);
  switch (type) {
    case "string":
      return typeof json === "string" ? json : "";
    case "real":
      return typeof json === "number" ? json : null;
    case "long":
      return typeof json === "number" && Number.isSafeInteger(json) ? BigInt(json) : null;
    case "bool":
      return typeof json === "boolean" ? json : null;
    case "datetime":
      return typeof json === "number" ? new Datetime(json) : null;
    default:
      return new Dynamic(json);
  }
}

/** A number, whole or not. */
export function numeric(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? Number(value) : undefined;
}

/** What two values are ordered by; undefined where they are not. */
function scalar(value: Value): number | string | boolean | undefined {
  if (value instanceof Datetime || value instanceof Timespan) return value.ms;
  if (typeof value === "string" || typeof value === "boolean") return value;
  return numeric(value);
}

/** `==`: null where both are, false where one is. */
export function equals(left: Value, right: Value): Value {
  if (left === null && right === null) return null;
  if (left === null || right === null) return false;
  if (left instanceof Dynamic || right instanceof Dynamic) throw new Error("dynamic values are compared");
  return scalar(left) === scalar(right);
}

/** `<` and its kin: null where either is. */
export function ordered(left: Value, right: Value, holds: (sign: number) => boolean): Value {
  if (left === null || right === null) return null;
  const [one, other] = [scalar(left), scalar(right)];
  if (one === undefined || other === undefined || typeof one === "boolean") throw new Error("values without an order are compared");
  if (Number.isNaN(one) || Number.isNaN(other)) return false;
  return holds(one < other ? -1 : one > other ? 1 : 0);
}

/** Sorting and grouping: nulls first. */
export function compareForSort(left: Value, right: Value): number {
  const [one, other] = [scalar(left), scalar(right)];
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Equal for values that `by` and `on` take for one. */
export function groupKey(value: Value): string {
  if (value === null) return "null";
  if (value instanceof Datetime) return `t${value.ms}`;
  if (value instanceof Timespan) return `s${value.ms}`;
  if (value instanceof Dynamic) throw new Error("a dynamic value is a key");
  if (value === unsure) throw new Error("a condition that may be null is a key");
  const number = numeric(value);
  return number === undefined ? `${typeof value}${String(value)}` : `n${number}`;
}

/** "Returns true only if both operands are true": what else is null or false (learn.microsoft.com/kusto/query/logical-operators). */
export function both(parts: readonly Value[]): Value {
  if (parts.every((part) => part === true)) return true;
  if (parts.every((part) => part === true || part === unsureToo)) return unsureToo;
  return parts.some((part) => part === null || part === unsure || part === unsureToo) ? unsure : false;
}

/** Whether a condition lets a row through. */
export function passes(condition: Value): boolean {
  if (condition === unsureToo) throw new Error("not() of a condition of which the documentation does not say whether it is null or false");
  return condition === true;
}

export function either(parts: readonly Value[]): Value {
  if (parts.some((part) => part === true)) return true;
  if (parts.includes(unsureToo)) return unsureToo;
  return parts.some((part) => part === null || part === unsure) ? unsure : false;
}

/** `not(null)` is null (measured on Microsoft's emulator by others). */
export function negated(value: Value): Value {
  if (value === unsure) return unsureToo;
  if (value === unsureToo) return unsure;
  if (value === null) return null;
  if (typeof value !== "boolean") throw new Error("not() of what is no condition");
  return !value;
}

/** `+ - * /` by the types of Kusto: whole numbers divide to whole numbers; nothing here throws on zero. */
export function arithmetic(operator: string, left: Value, right: Value): Value {
  if (left === null || right === null) return null;
  if (left instanceof Datetime) return withDatetime(operator, left, right);
  if (right instanceof Datetime && left instanceof Timespan && operator === "+") return new Datetime(left.ms + right.ms);
  if (left instanceof Timespan && right instanceof Timespan) {
    if (operator === "/") return left.ms / right.ms;
    return new Timespan(operator === "+" ? left.ms + right.ms : left.ms - right.ms);
  }
  if (left instanceof Timespan || right instanceof Timespan) {
    const [span, factor] = left instanceof Timespan ? [left, numeric(right)] : right instanceof Timespan ? [right, numeric(left)] : [];
    if (!span || factor === undefined) throw new Error(`${operator} of these values`);
    return new Timespan(operator === "*" ? span.ms * factor : span.ms / factor);
  }
  if (typeof left === "bigint" && typeof right === "bigint") return ofWholeNumbers(operator, left, right);
  const [one, other] = [numeric(left), numeric(right)];
  if (one === undefined || other === undefined) throw new Error(`${operator} of what is no number`);
  return ofNumbers(operator, one, other);
}

function withDatetime(operator: string, left: Datetime, right: Value): Value {
  if (right instanceof Datetime && operator === "-") return new Timespan(left.ms - right.ms);
  if (right instanceof Timespan) return new Datetime(operator === "-" ? left.ms - right.ms : left.ms + right.ms);
  throw new Error(`${operator} of a datetime and this`);
}

function ofWholeNumbers(operator: string, left: bigint, right: bigint): Value {
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  if (right === 0n) return null;
  if (operator === "/") return left / right;
  // "The modulo of two numbers always returns a small non-negative number" (learn.microsoft.com/kusto/query/numerical-operators).
  const rest = left % right;
  return rest < 0n ? rest + (right < 0n ? -right : right) : rest;
}

function ofNumbers(operator: string, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    default: {
      const rest = left % right;
      return rest < 0 ? rest + Math.abs(right) : rest;
    }
  }
}

/** `tostring`: JSON without blanks for arrays and records, nothing for null. */
export function textOf(value: Value): string {
  if (value === null) return "";
  if (value instanceof Dynamic) return typeof value.json === "string" ? value.json : JSON.stringify(value.json);
  if (value instanceof Datetime || value instanceof Timespan || value instanceof NullOrFalse || value instanceof NullOrTrue)
    throw new Error("this value is made a text");
  return String(value);
}

/** Ignoring case as an engine with tables of Unicode does: `ſ` is `s` and the Kelvin sign is `k` there. */
export function folded(text: string): string {
  return Array.from(text, (character) => {
    const lower = character.toLowerCase();
    const simple = Array.from(lower).length === 1 ? lower : character;
    return simple === "ſ" ? "s" : simple;
  }).join("");
}
