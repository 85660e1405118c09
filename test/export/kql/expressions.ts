/** Expressions of the syntax tree as functions of a row. */
import { functions, lazyFunctions } from "./functions.ts";
import { kustoRegex } from "./regex.ts";
import { child, childrenOf, itemsOf, kindOf, nameOf, type Node, textOf } from "./syntax.ts";
import {
  arithmetic,
  both,
  Datetime,
  Dynamic,
  either,
  equals,
  folded,
  fromJson,
  type Json,
  negated,
  nothingOf,
  ordered,
  Timespan,
  unsure,
  type Value,
} from "./values.ts";

export type Row = Readonly<Record<string, Value>>;
/** What a row is asked in: its table in order, for `prev`, and the time of the query. */
export type Place = { readonly row: Row; readonly rows: readonly Row[]; readonly index: number; readonly nowMs: number };
export type Compiled = (place: Place) => Value;
export type UserFunction = { readonly params: readonly string[]; readonly body: (args: readonly Value[], place: Place) => Value };
/** Names that are no columns. */
export type Names = {
  readonly scalars: ReadonlyMap<string, Compiled>;
  readonly functions: ReadonlyMap<string, UserFunction>;
  /** Values of the first column of a table expression. */
  readonly column: (node: Node, place: Place) => readonly Value[];
  /** Whether the rows are in an order that `prev` may rest on. */
  readonly sorted: boolean;
};

export function compile(node: Node, names: Names): Compiled {
  const kind = kindOf(node);
  const again = (index: number): Compiled => compile(child(node, index), names);
  if (kind.endsWith("LiteralExpression") || kind === "DynamicExpression") {
    const value = literal(node);
    return () => value;
  }
  const binary = binaries[kind];
  if (binary) {
    const [left, right] = [again(0), again(2)];
    return (place) => binary(left(place), right(place));
  }
  switch (kind) {
    case "AndExpression":
    case "OrExpression": {
      const parts = [again(0), again(2)];
      const join = kind === "AndExpression" ? both : either;
      return (place) => join(parts.map((part) => part(place)));
    }
    case "ParenthesizedExpression":
      return again(1);
    case "UnaryMinusExpression": {
      const of = again(1);
      return (place) => minus(of(place));
    }
    case "NameReference":
      return reference(nameOf(node), names);
    case "PathExpression":
    case "ElementExpression":
      return access(node, names);
    case "InExpression":
    case "InCsExpression":
    case "NotInExpression":
    case "NotInCsExpression":
      return among(node, names);
    case "FunctionCallExpression":
      return functionCall(node, names);
    default:
      throw new Error(`the interpreter knows no ${kind}: ${textOf(node)}`);
  }
}

function reference(name: string, names: Names): Compiled {
  const scalar = names.scalars.get(name);
  return (place) => {
    if (Object.hasOwn(place.row, name)) return place.row[name] ?? null;
    if (scalar) return scalar(place);
    throw new Error(`no column ${name}`);
  };
}

/** Total on a null, as the string operators are (a string itself is never null). */
function textTest(test: (left: string, right: string) => boolean, negate: boolean): (left: Value, right: Value) => Value {
  return (left, right) => {
    if (typeof left !== "string" || typeof right !== "string") throw new Error("a text test of what is no string");
    return test(left, right) !== negate;
  };
}

const contains = (left: string, right: string): boolean => left.includes(right);
const startsWith = (left: string, right: string): boolean => left.startsWith(right);
const endsWith = (left: string, right: string): boolean => left.endsWith(right);
const same = (left: string, right: string): boolean => left === right;
const matches = (left: string, right: string): boolean => kustoRegex(right).matcher(left).find();

/** A term is a whole run of letters and digits; `_` ends one (learn.microsoft.com/kusto/query/datatypes-string-operators). */
function hasTerm(left: string, right: string): boolean {
  return ` ${left.split(/[^\p{L}\p{N}]+/u).join(" ")} `.includes(` ${right.split(/[^\p{L}\p{N}]+/u).join(" ")} `);
}

function anyCase(test: (left: string, right: string) => boolean): (left: string, right: string) => boolean {
  return (left, right) => test(folded(left), folded(right));
}

const binaries: Readonly<Record<string, (left: Value, right: Value) => Value>> = {
  AddExpression: (left, right) => arithmetic("+", left, right),
  SubtractExpression: (left, right) => arithmetic("-", left, right),
  MultiplyExpression: (left, right) => arithmetic("*", left, right),
  DivideExpression: (left, right) => arithmetic("/", left, right),
  ModuloExpression: (left, right) => arithmetic("%", left, right),
  LessThanExpression: (left, right) => ordered(left, right, (sign) => sign < 0),
  LessThanOrEqualExpression: (left, right) => ordered(left, right, (sign) => sign <= 0),
  GreaterThanExpression: (left, right) => ordered(left, right, (sign) => sign > 0),
  GreaterThanOrEqualExpression: (left, right) => ordered(left, right, (sign) => sign >= 0),
  EqualExpression: equals,
  NotEqualExpression: (left, right) => {
    const equal = equals(left, right);
    return equal === null ? null : !equal;
  },
  EqualTildeExpression: textTest(anyCase(same), false),
  BangTildeExpression: textTest(anyCase(same), true),
  ContainsExpression: textTest(anyCase(contains), false),
  NotContainsExpression: textTest(anyCase(contains), true),
  ContainsCsExpression: textTest(contains, false),
  NotContainsCsExpression: textTest(contains, true),
  StartsWithExpression: textTest(anyCase(startsWith), false),
  NotStartsWithExpression: textTest(anyCase(startsWith), true),
  StartsWithCsExpression: textTest(startsWith, false),
  NotStartsWithCsExpression: textTest(startsWith, true),
  EndsWithExpression: textTest(anyCase(endsWith), false),
  NotEndsWithExpression: textTest(anyCase(endsWith), true),
  EndsWithCsExpression: textTest(endsWith, false),
  NotEndsWithCsExpression: textTest(endsWith, true),
  MatchesRegexExpression: textTest(matches, false),
  // No exported query uses terms; the interpreter knows them so that a query that does is found out.
  HasExpression: textTest(anyCase(hasTerm), false),
};

function minus(value: Value): Value {
  if (value instanceof Timespan) return new Timespan(-value.ms);
  if (typeof value === "bigint") return -value;
  if (typeof value === "number") return value === 0 ? 0 : -value;
  if (value === null) return null;
  throw new Error("minus of what is no number");
}

/** `d.a`, `d["a b"]`, `d[0]`: null for what is not there. */
function access(node: Node, names: Names): Compiled {
  const of = compile(child(node, 0), names);
  const selector = child(node, kindOf(node) === "PathExpression" ? 2 : 1);
  const key = kindOf(node) === "PathExpression" ? constantKey(nameOf(selector)) : compile(child(selector, 1), names);
  return (place) => {
    const holder = of(place);
    const at = key(place);
    if (!(holder instanceof Dynamic) || at === null) return null;
    const { json } = holder;
    if (Array.isArray(json)) return typeof at === "bigint" ? fromJson(json[at < 0n ? json.length + Number(at) : Number(at)]) : null;
    if (typeof json !== "object" || json === null || typeof at !== "string" || !Object.hasOwn(json, at)) return null;
    return fromJson((json as { readonly [name: string]: Json })[at]);
  };
}

function constantKey(name: string): Compiled {
  return () => name;
}

function among(node: Node, names: Names): Compiled {
  const operator = textOf(child(node, 1));
  const of = compile(child(node, 0), names);
  const items = itemsOf(child(node, 2));
  const [only] = items;
  const isTable = only !== undefined && kindOf(only) === "ParenthesizedExpression";
  const values = isTable ? [] : items.map((item) => compile(item, names));
  const ignoresCase = operator.endsWith("~");
  return (place) => {
    const value = of(place);
    const others = isTable ? names.column(child(only, 1), place) : values.map((item) => item(place));
    const found = others.some((other) => {
      if (ignoresCase) return folded(String(value)) === folded(String(other));
      return equals(value, other) === true;
    });
    return found !== operator.startsWith("!");
  };
}

function functionCall(node: Node, names: Names): Compiled {
  const name = nameOf(child(node, 0));
  const nodes = itemsOf(child(node, 1));
  const args = nodes.map((argument) => compile(argument, names));
  if (name === "not") return (place) => negated(args[0]?.(place) ?? null);
  if (name === "now") return (place) => new Datetime(place.nowMs);
  if (name === "ago") return (place) => new Datetime(place.nowMs - spanOf(args[0]?.(place)));
  if (name === "prev") return previous(args, names);
  const lazy = lazyFunctions[name];
  if (lazy) return (place) => lazy(args.map((argument) => () => argument(place)));
  const own = names.functions.get(name);
  if (own)
    return (place) =>
      own.body(
        args.map((argument) => argument(place)),
        place,
      );
  const builtin = functions[name];
  if (!builtin) throw new Error(`the interpreter knows no function ${name}`);
  return (place) => {
    const values = args.map((argument) => argument(place));
    if (values.includes(unsure))
      throw new Error(`${name}() of a condition of which the documentation does not say whether it is null or false`);
    return builtin(...values);
  };
}

function spanOf(value: Value | undefined): number {
  if (!(value instanceof Timespan)) throw new Error("a timespan was expected");
  return value.ms;
}

/** The value so many rows before; nothing before the first row. Only after `sort`. */
function previous(args: readonly Compiled[], names: Names): Compiled {
  if (!names.sorted) throw new Error("prev() of rows without an order");
  const [of, back] = args;
  return (place) => {
    const count = Number(back?.(place) ?? 1n);
    const row = place.rows[place.index - count];
    if (row !== undefined) return of?.({ ...place, row, index: place.index - count }) ?? null;
    const own = of?.(place) ?? null;
    return typeof own === "string" ? "" : null;
  };
}

/** What is written out. Times and spans are read from their text: the vendor's values are counts of ticks. */
export function literal(node: Node): Value {
  const kind = kindOf(node);
  const text = textOf(node);
  switch (kind) {
    case "StringLiteralExpression":
      return String(node.LiteralValue);
    case "BooleanLiteralExpression":
      return text.includes("(null)") ? null : text === "true";
    case "LongLiteralExpression":
      return text.includes("(null)") ? nothingOf("long") : BigInt(text.replace(/^long\((.*)\)$/, "$1"));
    case "RealLiteralExpression":
      return text.includes("(null)") ? null : Number(text.replace(/^real\((.*)\)$/, "$1"));
    case "DateTimeLiteralExpression":
      return text.includes("(null)") ? null : new Datetime(Date.parse(text.slice("datetime(".length, -1)));
    case "TimespanLiteralExpression":
      return text.includes("(null)") ? null : new Timespan(readSpan(text));
    case "DynamicExpression": {
      const inner = text.slice("dynamic(".length, -1);
      return inner === "null" ? null : fromJson(jsonOf(child(node, 2)));
    }
    default:
      throw new Error(`the interpreter knows no ${kind}`);
  }
}

const unitsMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

function readSpan(text: string): number {
  const [, amount = "", unit = ""] = /^([\d.]+)(d|h|ms|m|s)$/.exec(text) ?? [];
  const size = unitsMs[unit];
  if (size === undefined) throw new Error(`${text} is no timespan that we print`);
  return Number(amount) * size;
}

function jsonOf(node: Node): Json {
  switch (kindOf(node)) {
    case "JsonArrayExpression":
      return itemsOf(node).map(jsonOf);
    case "StringLiteralExpression":
      return String(node.LiteralValue);
    case "JsonObjectExpression":
      return Object.fromEntries(itemsOf(node).map((pair) => [String(JSON.parse(textOf(child(pair, 0)))), jsonOf(child(pair, 2))]));
    case "NullLiteralExpression":
      return null;
    case "BooleanLiteralExpression":
      return textOf(node) === "true";
    case "UnaryMinusExpression":
      return -Number(jsonOf(child(node, 1)));
    default:
      return Number(textOf(node));
  }
}

/** Names of all functions that an expression calls, for telling aggregates from the rest. */
export function callsOf(node: Node): readonly string[] {
  const own = kindOf(node) === "FunctionCallExpression" ? [nameOf(child(node, 0))] : [];
  return [...own, ...childrenOf(node).flatMap(callsOf)];
}
