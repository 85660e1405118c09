/** EQL trees as text: the only place that quotes, escapes and parenthesises EQL. Broken lines end in `and`, as Elastic's own rules have it. */
import { unreachable } from "../../source/invariant.ts";
import type { Expr, Filter, Query, Sequence, Stage } from "./query.ts";

/** The query, in several lines where it is long; no line break at its end. O(size). */
export function printEql(query: Query): string {
  switch (query.kind) {
    case "events":
      return `any where ${broken(query.where, "any where ".length, 2, 0)}`;
    case "sequence":
      return printSequence(query);
    case "sample":
      return [`sample${printKeys(query.by)}`, ...query.filters.map((filter) => `  ${printFilter(filter, 2)}`)].join("\n");
    default:
      return unreachable(query);
  }
}

function printSequence({ by, maxspanMs, stages, until }: Sequence): string {
  const head = `sequence${printKeys(by)}${maxspanMs === undefined ? "" : ` with maxspan=${maxspanMs}ms`}`;
  const lines = [head, ...stages.map((stage) => `  ${printStage(stage)}`)];
  return (until ? [...lines, `until ${printFilter(until, 6)}`] : lines).join("\n");
}

function printKeys(by: readonly string[]): string {
  return by.length === 0 ? "" : ` by ${by.map(printName).join(", ")}`;
}

function printStage(stage: Stage): string {
  const sign = stage.missing ? "!" : "";
  return `${sign}${printFilter(stage, 2 + sign.length)}${stage.runs > 1 ? ` with runs=${stage.runs}` : ""}`;
}

function printFilter({ where, by }: Filter, column: number): string {
  return `[any where ${broken(where, column + "[any where ".length, 4, 0)}]${printKeys(by)}`;
}

/** How tightly a form binds; an operand that binds less is parenthesised. EQL: NOT binds more than AND, comparisons more than NOT. */
const precedence = { or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, minus: 7, primary: 8 } as const;

function bindingOf(expr: Expr): number {
  switch (expr.kind) {
    case "or":
    case "and":
    case "not":
    case "minus":
      return precedence[expr.kind];
    case "compare":
    case "among":
      return precedence.compare;
    case "arithmetic":
      return expr.operator === "+" || expr.operator === "-" ? precedence.sum : precedence.product;
    case "number":
      return expr.value < 0 ? precedence.minus : precedence.primary;
    default:
      return precedence.primary;
  }
}

/** On one line; parenthesised where it binds less than `least`. */
function flat(expr: Expr, least: number): string {
  const text = bare(expr);
  return bindingOf(expr) < least ? `(${text})` : text;
}

function bare(expr: Expr): string {
  switch (expr.kind) {
    case "boolean":
      return String(expr.value);
    case "null":
      return "null";
    case "number":
      return printNumber(expr.value, expr.double ?? false);
    case "string":
      return printString(expr.value);
    case "field":
      return `?${printName(expr.name)}`;
    case "and":
    case "or":
      return expr.parts.map((part) => flat(part, precedence[expr.kind] + 1)).join(` ${expr.kind} `);
    case "not":
      return `not ${flat(expr.part, precedence.not)}`;
    case "compare":
      return `${flat(expr.left, precedence.sum)} ${expr.operator} ${flat(expr.right, precedence.sum)}`;
    case "among":
      return `${amongHead(expr)}${isSingle(expr) ? bare(expr.choices[0] ?? expr.subject) : `(${expr.choices.map(bare).join(", ")})`}`;
    case "call":
      return `${expr.name}${expr.fold ? "~" : ""}(${expr.args.map(bare).join(", ")})`;
    case "arithmetic": {
      const binding = bindingOf(expr);
      return `${flat(expr.left, binding)} ${expr.operator} ${flat(expr.right, binding + 1)}`;
    }
    case "minus":
      return `-${flat(expr.part, precedence.primary)}`;
    default:
      return unreachable(expr);
  }
}

type Among = Extract<Expr, { readonly kind: "among" }>;

function amongHead({ subject, negated, keyword, fold }: Among): string {
  return `${flat(subject, precedence.primary)} ${negated ? "not " : ""}${keyword}${fold ? "~" : ""} `;
}

/** `like` and `regex` take one pattern without parentheses; `in` always takes a list. */
function isSingle({ keyword, choices }: Among): boolean {
  return keyword !== "in" && choices.length === 1;
}

const widthMax = 120;

/** On one line where that fits; `column` is where it begins, `indent` that of the lines below. */
function broken(expr: Expr, column: number, indent: number, least: number): string {
  const line = flat(expr, least);
  if (column + line.length <= widthMax) return line;
  const parenthesised = bindingOf(expr) < least;
  switch (expr.kind) {
    case "and":
    case "or": {
      const inner = parenthesised ? indent + 2 : indent;
      const parts = expr.parts.map((part, index) =>
        broken(part, index === 0 && !parenthesised ? column : inner, inner, precedence[expr.kind] + 1),
      );
      const text = parts.join(` ${expr.kind}\n${" ".repeat(inner)}`);
      return parenthesised ? `(\n${" ".repeat(inner)}${text}\n${" ".repeat(indent)})` : text;
    }
    case "not":
      return `not ${broken(expr.part, column + 4, indent, precedence.not)}`;
    case "among":
      return isSingle(expr) ? line : `${amongHead(expr)}(\n${wrapped(expr.choices.map(bare), indent + 2)}\n${" ".repeat(indent)})`;
    default:
      return line;
  }
}

/** Items in lines as full as they fit. */
function wrapped(items: readonly string[], indent: number): string {
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const text = index === items.length - 1 ? item : `${item},`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= widthMax) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(" ".repeat(indent) + text);
  }
  return lines.join("\n");
}

/** Words that are no names without backticks. */
const keywords = new Set(
  "and any by false fork in join like maxspan not null of or regex runs sample sequence true until where with".split(" "),
);

/** A field name, each segment in backticks unless it is a plain identifier (EQL syntax reference, "Escape a field name"). */
export function printName(name: string): string {
  return name
    .split(".")
    .map((segment) =>
      /^[A-Za-z_@][A-Za-z0-9_]*$/.test(segment) && !keywords.has(segment) ? segment : `\`${segment.replaceAll("`", "``")}\``,
    )
    .join(".");
}

const longMax = 2n ** 63n - 1n;

/** All digits; whole numbers beyond a long are written with an exponent, which EQL reads as a double. */
function printNumber(value: number | bigint, double: boolean): string {
  if (typeof value === "bigint") return String(value);
  if (double && Number.isInteger(value) && Math.abs(value) < 1e21) return `${value}.0`;
  if (Number.isInteger(value) && (BigInt(value) > longMax || BigInt(value) < -longMax)) return value.toExponential();
  return Object.is(value, -0) ? "0" : String(value);
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/** In double quotes. What cannot be seen, or joins what stands before it, is escaped by number, so that what is read is what is there. */
function printString(value: string): string {
  const inner = value.replace(
    /[\\"]|(?! )[\p{Cc}\p{Cf}\p{Co}\p{Z}\p{M}]/gu,
    (character) => escapes[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}}`,
  );
  return `"${inner}"`;
}
