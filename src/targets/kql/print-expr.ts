/** kql expressions as text: parentheses where they are needed or help, lines where a condition is long. */
import { quoteName, quoteText, isPlain, showLiteral } from "./quote.ts";
import type { Expr, Kept } from "./query.ts";

/** Characters that a line may have. */
export const widthMax = 130;
const step = "    ";

/** Tighter binds more. */
const rank = { or: 1, and: 2, test: 3, sum: 4, product: 5, unary: 6, atom: 7 } as const;

/** An expression that begins at the column `indent`, on one line if it fits. */
export function printExpr(expr: Expr, indent: string): string {
  const flat = flatExpr(expr);
  return indent.length + flat.length <= widthMax ? flat : brokenExpr(expr, indent);
}

/** On one line. */
export function flatExpr(expr: Expr): string {
  const literal = showLiteral(expr);
  if (literal !== undefined) return literal;
  switch (expr.kind) {
    case "column":
      return quoteName(expr.name);
    case "all":
      return "*";
    case "member":
      return isPlain(expr.key) ? `${flatAt(expr.of, rank.atom)}.${expr.key}` : `${flatAt(expr.of, rank.atom)}[${quoteText(expr.key)}]`;
    case "element":
      return `${flatAt(expr.of, rank.atom)}[${flatExpr(expr.index)}]`;
    case "call":
      return `${expr.name}(${expr.args.map(flatExpr).join(", ")})`;
    case "minus":
      return `-${flatAt(expr.of, rank.atom)}`;
    case "arithmetic": {
      const own = rankOf(expr);
      // What stands behind `-`, `/` or `%` needs parentheses at the same rank.
      return `${flatAt(expr.left, own)} ${expr.operator} ${flatAt(expr.right, own + 1)}`;
    }
    case "compare":
    case "text-test":
      return `${flatAt(expr.left, rank.sum)} ${expr.operator} ${flatAt(expr.right, rank.sum)}`;
    case "in":
      return `${flatAt(expr.left, rank.unary)} ${inOperator(expr)} (${printValues(expr)})`;
    case "and":
    case "or":
      return expr.parts.map((part) => flatAt(part, expr.kind === "or" ? rank.test : rank.and + 1)).join(` ${expr.kind} `);
    case "not":
      return `not(${flatExpr(expr.part)})`;
    case "counted":
      return flatExpr(expr.full);
    default:
      throw new Error(`aidr is wrong: a ${expr.kind} was not made a stage`);
  }
}

function flatAt(expr: Expr, least: number): string {
  const flat = flatExpr(expr);
  return rankOf(expr) < least ? `(${flat})` : flat;
}

function rankOf(expr: Expr): number {
  switch (expr.kind) {
    case "or":
    case "and":
      return rank[expr.kind];
    case "compare":
    case "text-test":
    case "in":
      return rank.test;
    case "arithmetic":
      return expr.operator === "+" || expr.operator === "-" ? rank.sum : rank.product;
    case "minus":
      return rank.unary;
    case "counted":
      return rankOf(expr.full);
    case "number":
      return expr.value < 0 ? rank.unary : rank.atom;
    case "timespan":
      return expr.milliseconds < 0 ? rank.unary : rank.atom;
    default:
      return rank.atom;
  }
}

/** Over several lines: AND, OR and lists can be cut; the rest runs on. */
function brokenExpr(expr: Expr, indent: string): string {
  switch (expr.kind) {
    case "and":
    case "or":
      return expr.parts.map((part) => brokenPart(part, `${indent}${step}`)).join(`\n${indent}${step}${expr.kind} `);
    case "not":
      return `not(\n${indent}${step}${printExpr(expr.part, `${indent}${step}`)}\n${indent})`;
    case "in":
      return `${flatAt(expr.left, rank.unary)} ${inOperator(expr)} (\n${filled(expr, `${indent}${step}`)}\n${indent})`;
    case "call":
      return `${expr.name}(\n${expr.args.map((argument) => `${indent}${step}${printExpr(argument, `${indent}${step}`)}`).join(",\n")}\n${indent})`;
    case "counted":
      return brokenExpr(expr.full, indent);
    default:
      return flatExpr(expr);
  }
}

function brokenPart(part: Expr, indent: string): string {
  const flat = flatAt(part, rank.test);
  if (indent.length + flat.length <= widthMax || (part.kind !== "and" && part.kind !== "or")) {
    return indent.length + flat.length <= widthMax ? flat : brokenExpr(part, indent);
  }
  return `(\n${indent}${step}${brokenExpr(part, indent)}\n${indent})`;
}

function inOperator({ negated, fold }: Extract<Expr, { readonly kind: "in" }>): string {
  return `${negated ? "!" : ""}in${fold ? "~" : ""}`;
}

function printValues({ values }: Extract<Expr, { readonly kind: "in" }>): string {
  return values.kind === "values"
    ? values.values.map(flatExpr).join(", ")
    : `(${printKept(values.table)} | project ${quoteName(values.column)})`;
}

export function printKept({ kind, name }: Kept): string {
  return kind === "watchlist" ? `_GetWatchlist(${quoteText(name)})` : quoteName(name);
}

/** As many values a line as fit. */
function filled(expr: Extract<Expr, { readonly kind: "in" }>, indent: string): string {
  if (expr.values.kind !== "values") return `${indent}${printValues(expr)}`;
  const lines: string[] = [];
  let line = "";
  for (const [index, value] of expr.values.values.entries()) {
    const shown = flatExpr(value) + (index === expr.values.values.length - 1 ? "" : ",");
    if (line !== "" && indent.length + line.length + 1 + shown.length > widthMax) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? shown : `${line} ${shown}`;
  }
  return [...lines, line].map((one) => `${indent}${one}`).join("\n");
}
