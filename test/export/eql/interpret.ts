/**
 * Conditions of EQL over one row of columns. Elastic's documentation leaves open whether a test of a missing value is null or false, and how letters outside of
 * ASCII fold; a row is judged under every reading, and a query that we print must mean the same under all.
 */
import { luceneMatcher } from "../../regex/lucene-reader.ts";
import type { Json } from "../carried.ts";
import type { Item, Node, Scalar } from "./read-eql.ts";

export type Row = ReadonlyMap<string, Json>;
/** `missing`: what a test of a missing value gives. `fold`: ASCII letters alone, or as Java's lower case. */
export type Reading = { readonly missing: "null" | "false"; readonly fold: "ascii" | "java" };
export const readings: readonly Reading[] = [
  { missing: "null", fold: "ascii" },
  { missing: "false", fold: "ascii" },
  { missing: "null", fold: "java" },
  { missing: "false", fold: "java" },
];

/** Kinds of columns: what a comparison reads its constant as. */
export type KindOf = (column: string) => "time" | "ip" | "other";
type Truth = boolean | null;

export function holds(item: Item, row: Row, reading: Reading, kindOf: KindOf, category = "event.category"): boolean {
  if (item.category !== undefined && row.get(category) !== item.category) return false;
  return truth(item.where, row, reading, kindOf) === true;
}

function truth(node: Node, row: Row, reading: Reading, kindOf: KindOf): Truth {
  switch (node.op) {
    case "and": {
      const [left, right] = [truth(node.left, row, reading, kindOf), truth(node.right, row, reading, kindOf)];
      return left === false || right === false ? false : left === null || right === null ? null : true;
    }
    case "or": {
      const [left, right] = [truth(node.left, row, reading, kindOf), truth(node.right, row, reading, kindOf)];
      return left === true || right === true ? true : left === null || right === null ? null : false;
    }
    case "not": {
      const inner = truth(node.of, row, reading, kindOf);
      return inner === null ? null : !inner;
    }
    case "value":
      return node.value === true;
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compared(node, row, reading, kindOf);
    case "in":
    case "like":
    case "regex":
      return among(node, row, reading, kindOf);
    case "call":
      return called(node, row, reading, kindOf);
    default:
      throw new Error(`no condition: ${node.op}`);
  }
}

type Comparison = Extract<Node, { readonly op: "==" | "!=" | "<" | "<=" | ">" | ">=" }>;

function compared(node: Comparison, row: Row, reading: Reading, kindOf: KindOf): Truth {
  const { op, left, right } = node;
  if (right.op === "value" && right.value === null) {
    const present = valuesOf(left, row).length > 0;
    if (op === "==") return !present;
    if (op === "!=") return present;
    throw new Error("null has no order");
  }
  if (isCondition(left) && right.op === "value") {
    const inner = truth(left, row, reading, kindOf);
    return inner === null ? unknown(reading) : (inner === right.value) === (op === "==");
  }
  const [lefts, rights] = [valuesOf(left, row), valuesOf(right, row)];
  if (lefts.length === 0 || rights.length === 0) return unknown(reading);
  const kind = left.op === "field" ? kindOf(left.name) : right.op === "field" ? kindOf(right.name) : "other";
  const test = (one: Json, other: Json): boolean => compareOne(op === "!=" ? "==" : op, one, other, kind);
  const some = lefts.some((one) => rights.some((other) => test(one, other)));
  // Of several values `!=` might be about one of them or about all; we print `not` there.
  if (op === "!=" && (lefts.length > 1 || rights.length > 1)) throw new Error("!= of several values");
  return op === "!=" ? !some : some;
}

function isCondition(node: Node): boolean {
  return (
    ["and", "or", "not", "==", "!=", "<", "<=", ">", ">=", "in", "like", "regex"].includes(node.op) ||
    (node.op === "call" && node.name !== "length")
  );
}

function unknown({ missing }: Reading): Truth {
  return missing === "null" ? null : false;
}

function compareOne(op: "==" | "<" | "<=" | ">" | ">=", left: Json, right: Json, kind: ReturnType<KindOf>): boolean {
  const [one, other] = kind === "time" ? [instant(left), instant(right)] : kind === "ip" ? [address(left), address(right)] : [left, right];
  if (typeof one !== typeof other) throw new Error(`${typeof one} ${op} ${typeof other}: Elasticsearch's verifier would object`);
  if (op === "==") return one === other;
  if (typeof one !== "number" || typeof other !== "number") throw new Error(`order of ${typeof one}`);
  if (op === "<") return one < other;
  if (op === "<=") return one <= other;
  return op === ">" ? one > other : one >= other;
}

function instant(value: Json): number {
  if (typeof value === "number") return value;
  const ms = Date.parse(String(value));
  if (Number.isNaN(ms)) throw new Error(`no time: ${String(value)}`);
  return ms;
}

/** The values of a node: none where something is missing, several for a column that holds several. */
function valuesOf(node: Node, row: Row): readonly Json[] {
  switch (node.op) {
    case "value":
      return [node.value];
    case "field": {
      const value = row.get(node.name);
      const values = Array.isArray(value) ? value : [value ?? null];
      return values.filter((one: Json) => one !== null);
    }
    case "minus":
      return valuesOf(node.of, row).map((value) => -number(value));
    case "call":
      return valuesOf(node.args[0] ?? node, row).map((value) => String(value).length);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%": {
      const rights = valuesOf(node.right, row);
      return valuesOf(node.left, row).flatMap((left) =>
        rights.map((right) => calculate(node.op, number(left), number(right), isWhole(node.right))),
      );
    }
    default:
      throw new Error(`no value: ${node.op}`);
  }
}

function number(value: Json): number {
  if (typeof value !== "number") throw new Error(`no number: ${JSON.stringify(value)}`);
  return value;
}

/** Whether a divisor is written without a point: then two whole numbers would be divided without their fraction. */
function isWhole(node: Node): boolean {
  return node.op === "value" && typeof node.value === "number" && Number.isInteger(node.value);
}

function calculate(op: string, left: number, right: number, _wholeDivisor: boolean): number {
  if (op === "+") return left + right;
  if (op === "-") return left - right;
  if (op === "*") return left * right;
  if (right === 0) throw new Error("division by zero ends the query");
  return op === "/" ? left / right : left % right;
}

type Among = Extract<Node, { readonly op: "in" | "like" | "regex" }>;

function among(node: Among, row: Row, reading: Reading, kindOf: KindOf): Truth {
  const values = valuesOf(node.of, row);
  if (values.length === 0) return unknown(reading);
  const kind = node.of.op === "field" ? kindOf(node.of.name) : "other";
  if (node.negated && values.length > 1) throw new Error("not in of several values");
  const some = values.some((value) => node.choices.some((choice) => chosen(node, value, choice, reading, kind)));
  return node.negated ? !some : some;
}

function chosen(node: Among, value: Json, choice: Scalar, reading: Reading, kind: ReturnType<KindOf>): boolean {
  if (node.op === "in" && !node.fold) return compareOne("==", value, choice, kind);
  if (typeof value !== "string" || typeof choice !== "string") throw new Error(`${node.op} of a ${typeof value}`);
  if (node.op === "regex") {
    return matcherOf(choice, node.fold)(value);
  }
  const [one, other] = node.fold ? [folded(value, reading), folded(choice, reading)] : [value, choice];
  return node.op === "in" ? one === other : wildcard(other).test(one);
}

const matchers = new Map<string, (text: string) => boolean>();

/** `regex~` reaches letters outside of classes alone, so classes must have both cases; whether it reaches ranges does not matter then. */
function matcherOf(pattern: string, fold: boolean): (text: string) => boolean {
  const name = `${fold} ${pattern}`;
  const known = matchers.get(name);
  if (known) return known;
  const made = luceneMatcher(fold ? bothCases(pattern) : pattern);
  matchers.set(name, made);
  return made;
}

function bothCases(pattern: string): string {
  return pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|[a-zA-Z]/gsu, (found) =>
    /^[a-zA-Z]$/.test(found) ? `[${found.toLowerCase()}${found.toUpperCase()}]` : found,
  );
}

/** `*` any run, `?` one character; nothing is escaped, and U+0001 breaks Elasticsearch's own escaping. */
function wildcard(pattern: string): RegExp {
  if (pattern.includes("\u0001")) throw new Error("U+0001 in a wildcard pattern");
  const source = [...pattern].map((one) => (one === "*" ? ".*" : one === "?" ? "." : `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`));
  return new RegExp(`^${source.join("")}$`, "su");
}

function folded(text: string, { fold }: Reading): string {
  return fold === "ascii" ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text.toLowerCase();
}

type Call = Extract<Node, { readonly op: "call" }>;

function called(node: Call, row: Row, reading: Reading, kindOf: KindOf): Truth {
  const [first, ...rest] = node.args;
  if (!first) throw new Error("no argument");
  const values = valuesOf(first, row);
  if (values.length === 0) return unknown(reading);
  const needles = rest.flatMap((argument) => valuesOf(argument, row)).map(String);
  if (node.name === "cidrMatch") {
    if (first.op !== "field" || kindOf(first.name) !== "ip") throw new Error("cidrMatch wants an ip column");
    return values.some((value) => needles.some((block) => inBlock(String(value), block)));
  }
  const test = (value: Json): boolean => {
    const [text, needle] = [String(value), needles[0] ?? ""].map((one) => (node.fold ? folded(one, reading) : one)) as [string, string]; // two in, two out
    if (node.name === "startsWith") return text.startsWith(needle);
    if (node.name === "endsWith") return text.endsWith(needle);
    if (node.name === "stringContains") return text.includes(needle);
    throw new Error(`no condition: ${node.name}`);
  };
  return values.some(test);
}

/** An address as 128 bits, IPv4 inside of `::ffff:0:0/96`, as Elasticsearch keeps it. */
function address(value: Json): bigint {
  const text = String(value)
    .replace(/^\[|\]$/g, "")
    .replace(/%.*$/, "");
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const v4 = dotted ? dotted.slice(1).reduce((sum, part) => sum * 256n + BigInt(part), 0n) : 0n;
  if (!text.includes(":")) {
    if (!dotted) throw new Error(`no address: ${text}`);
    return 0xffff00000000n + v4;
  }
  const groups = dotted ? text.replace(dotted[0], `${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`) : text;
  const [head = "", tail] = groups.split("::");
  const [before, after] = [head, tail ?? ""].map((half) => (half === "" ? [] : half.split(":")));
  const filled =
    tail === undefined
      ? (before ?? [])
      : [...(before ?? []), ...Array.from({ length: 8 - (before?.length ?? 0) - (after?.length ?? 0) }, () => "0"), ...(after ?? [])];
  return filled.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

function inBlock(value: string, block: string): boolean {
  const [base = "", length = ""] = block.split("/");
  const bits = Number(length) + (base.includes(":") ? 0 : 96);
  const shift = BigInt(128 - bits);
  return address(value) >> shift === address(base) >> shift;
}
