/**
 * What ES|QL expressions give for a row. Unknown is null throughout: a comparison with a missing value, or with several values, is null, NOT of it too,
 * and AND and OR follow Kleene. Elastic, "ES|QL null values"; elastic/elasticsearch, csv-spec files null, mv_contains, where-like, conditional.
 */
import { luceneMatcher } from "../../regex/lucene-reader.ts";
import { isInBlock, readBlock, readForms } from "../../../src/runtime/ip.ts";
import type { Node } from "./syntax.ts";
import type { Cell, One, Row } from "./values.ts";
import { cellOf, isSeveral, keyOf, order, single, valuesOf } from "./values.ts";

export type Clock = { readonly nowMs: number };

export function evaluate(node: Node, row: Row, clock: Clock): Cell {
  switch (node.kind) {
    case "column": {
      const cell = row.get(node.name);
      return cell === undefined ? null : cell;
    }
    case "string":
    case "number":
    case "boolean":
      return node.value;
    case "null":
      return null;
    case "list":
      return cellOf(node.items.flatMap((item) => [...valuesOf(evaluate(item, row, clock))]));
    case "span":
      return node.milliseconds;
    case "star":
      throw new Error("* is no value");
    case "call":
      return call(node.name, node.args, row, clock);
    case "operator":
      return operator(node.operator, single(evaluate(node.left, row, clock)), single(evaluate(node.right, row, clock)));
    case "negative": {
      const value = single(evaluate(node.of, row, clock));
      return typeof value === "number" ? -value : null;
    }
    case "in":
      return maybeNot(
        node.negated,
        isIn(
          single(evaluate(node.of, row, clock)),
          node.values.map((value) => single(evaluate(value, row, clock))),
        ),
      );
    case "like":
    case "rlike":
      return maybeNot(node.negated, looksLike(node.kind, single(evaluate(node.of, row, clock)), node.values));
    case "is-null":
      return (evaluate(node.of, row, clock) === null) !== node.negated;
    case "not":
      return maybeNot(true, truthOf(evaluate(node.of, row, clock)));
    case "and":
    case "or": {
      const decides = node.kind === "or";
      const parts = node.parts.map((part) => truthOf(evaluate(part, row, clock)));
      return parts.includes(decides) ? decides : parts.includes(null) ? null : !decides;
    }
  }
}

function truthOf(cell: Cell): boolean | null {
  const value = single(cell);
  return typeof value === "boolean" ? value : null;
}

function maybeNot(negated: boolean, truth: boolean | null): boolean | null {
  return truth === null ? null : truth !== negated;
}

function operator(sign: string, left: One | null, right: One | null): Cell {
  if (left === null || right === null) return null;
  if (typeof left === "object" && typeof right === "number" && (sign === "-" || sign === "+"))
    return { dateMs: sign === "-" ? left.dateMs - right : left.dateMs + right };
  if ("+-*/%".includes(sign)) return arithmetic(sign, left, right);
  // A text beside an address is read as one.
  const difference = order(left, right);
  if (difference === null) return null;
  switch (sign) {
    case "==":
      return difference === 0;
    case "!=":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    default:
      return difference >= 0;
  }
}

/** A result that is not finite, and a division by zero, are null with a warning. */
function arithmetic(sign: string, left: One, right: One): Cell {
  if (typeof left !== "number" || typeof right !== "number") return null;
  const value =
    sign === "+" ? left + right : sign === "-" ? left - right : sign === "*" ? left * right : sign === "/" ? left / right : left % right;
  return Number.isFinite(value) ? value : null;
}

function isIn(value: One | null, listed: readonly (One | null)[]): boolean | null {
  if (value === null) return null;
  if (listed.some((each) => each !== null && order(value, each) === 0)) return true;
  return listed.includes(null) ? null : false;
}

function looksLike(kind: "like" | "rlike", value: One | null, patterns: readonly Node[]): boolean | null {
  if (typeof value !== "string") return null;
  return patterns.some((pattern) => {
    if (pattern.kind !== "string") throw new Error("a pattern is a string");
    return matcher(kind, pattern.value)(value);
  });
}

const matchers = new Map<string, (text: string) => boolean>();

function matcher(kind: "like" | "rlike", pattern: string): (text: string) => boolean {
  const key = `${kind} ${pattern}`;
  const known = matchers.get(key) ?? (kind === "like" ? likeMatcher(pattern) : luceneMatcher(pattern));
  matchers.set(key, known);
  return known;
}

/** `*` any run, `?` one character, `\` before one of the two or itself. Elastic, "LIKE". */
function likeMatcher(pattern: string): (text: string) => boolean {
  // NOT LIKE "*" keeps what has no value, as no other NOT LIKE does (where-like: notLikeListAllWildcard): we never print it.
  if (/^\*+$/.test(pattern)) throw new Error("a pattern that everything matches");
  let source = "";
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else if (character === "\\") {
      const escaped = characters[++at];
      if (escaped !== "*" && escaped !== "?" && escaped !== "\\") throw new Error(`bad escape \\${escaped}`);
      source += `\\u{${escaped.charCodeAt(0).toString(16)}}`;
    } else source += `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  }
  const expression = new RegExp(`^(?:${source})$`, "su");
  return (text) => expression.test(text);
}

function call(name: string, args: readonly Node[], row: Row, clock: Clock): Cell {
  switch (name) {
    case "NOW":
      return { dateMs: clock.nowMs };
    case "CASE":
      return choose(args, row, clock);
    case "COALESCE": {
      for (const arg of args) {
        const cell = evaluate(arg, row, clock);
        if (cell !== null) return cell;
      }
      return null;
    }
    case "MV_CONTAINS": {
      const [superset, subset] = args.map((arg) => valuesOf(evaluate(arg, row, clock)).map(keyOf));
      return (subset ?? []).every((key) => superset?.includes(key));
    }
    case "MV_COUNT": {
      const cell = args[0] ? evaluate(args[0], row, clock) : null;
      return cell === null ? null : valuesOf(cell).length;
    }
    default:
      return scalar(
        name,
        args.map((arg) => evaluate(arg, row, clock)),
      );
  }
}

/** The value after the first condition that is true; unknown is not. */
function choose(args: readonly Node[], row: Row, clock: Clock): Cell {
  for (let at = 0; at + 1 < args.length; at += 2) {
    const [condition, value] = [args[at], args[at + 1]];
    if (condition && value && truthOf(evaluate(condition, row, clock)) === true) return evaluate(value, row, clock);
  }
  const last = args.length % 2 === 1 ? args.at(-1) : undefined;
  return last ? evaluate(last, row, clock) : null;
}

/** Conversions take each of several values by itself; the rest take several for none. */
const conversions = new Set(["TO_LOWER", "TO_DOUBLE", "TO_LONG", "TO_DATETIME"]);

function scalar(name: string, cells: readonly Cell[]): Cell {
  const [first = null] = cells;
  if (conversions.has(name) && isSeveral(first)) return cellOf(first.flatMap((value) => valuesOf(one(name, [value]))));
  const values = cells.map(single);
  if (values.includes(null)) return null;
  return one(
    name,
    values.filter((value) => value !== null),
  );
}

function one(name: string, [first, second, ...rest]: readonly One[]): Cell {
  switch (name) {
    case "TO_LOWER":
      return typeof first === "string" ? first.toLowerCase() : null;
    case "TO_DOUBLE":
      return typeof first === "number" ? first : typeof first === "object" ? first.dateMs : null;
    case "TO_LONG":
      return typeof first === "object" ? first.dateMs : typeof first === "number" ? Math.round(first) : null;
    case "TO_DATETIME": {
      const timeMs = typeof first === "number" ? first : typeof first === "string" ? Date.parse(first) : Number.NaN;
      return Number.isFinite(timeMs) ? { dateMs: timeMs } : null;
    }
    case "LENGTH":
      return typeof first === "string" ? [...first].length : null;
    case "CONCAT":
      return [first, second, ...rest].map(String).join("");
    case "CONTAINS":
      return typeof first === "string" && typeof second === "string" ? first.includes(second) : null;
    case "STARTS_WITH":
      return typeof first === "string" && typeof second === "string" ? first.startsWith(second) : null;
    case "ENDS_WITH":
      return typeof first === "string" && typeof second === "string" ? first.endsWith(second) : null;
    case "REPLACE":
      return typeof first === "string" && typeof second === "string" ? first.replaceAll(javaRegex(second), String(rest[0])) : null;
    case "CIDR_MATCH":
      return typeof first === "string" ? [second, ...rest].some((block) => inBlock(first, String(block))) : null;
    case "DATE_EXTRACT":
      return typeof first === "string" && typeof second === "object" ? datePart(first, second.dateMs) : null;
    default:
      throw new Error(`the interpreter has no ${name}`);
  }
}

/** An ip column keeps IPv4 addresses as ::ffff:a.b.c.d, so that both forms of an address are one. */
function inBlock(address: string, block: string): boolean {
  const read = readBlock(block);
  if (!read) throw new Error(`no block ${block}`);
  const mapped = readForms(address).flatMap((form) => (form.length === 2 ? [form, [0, 0, 0, 0, 0, 0xffff, ...form]] : [form]));
  return mapped.some((form) => isInBlock(form, read));
}

/** The one expression that we hand to REPLACE has `\z` and `\x0B`, which JavaScript writes otherwise. */
function javaRegex(source: string): RegExp {
  return new RegExp(source.replaceAll("\\z", "(?![\\s\\S])"), "gu");
}

/** java.time.temporal.ChronoField, in UTC. */
function datePart(field: string, dateMs: number): Cell {
  const date = new Date(dateMs);
  switch (field) {
    case "hour_of_day":
      return date.getUTCHours();
    case "minute_of_hour":
      return date.getUTCMinutes();
    case "day_of_week":
      return date.getUTCDay() === 0 ? 7 : date.getUTCDay();
    case "day_of_month":
      return date.getUTCDate();
    case "month_of_year":
      return date.getUTCMonth() + 1;
    case "year":
      return date.getUTCFullYear();
    default:
      throw new Error(`no ChronoField ${field}`);
  }
}
