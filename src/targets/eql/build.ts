/** Small makers of EQL trees. */
import type { Comparison, Expr, FunctionName } from "./query.ts";

export const nothing: Expr = { kind: "null" };

export function field(name: string): Expr {
  return { kind: "field", name };
}
/** A column that may hold several values. */
export function list(name: string): Expr {
  return { kind: "field", name, many: true };
}
export function text(value: string): Expr {
  return { kind: "string", value };
}
export function number(value: number | bigint): Expr {
  return { kind: "number", value };
}
export function boolean(value: boolean): Expr {
  return { kind: "boolean", value };
}
export function compare(operator: Comparison, left: Expr, right: Expr): Expr {
  return { kind: "compare", operator, left, right };
}
export function and(parts: readonly Expr[]): Expr {
  return joined("and", parts);
}
export function or(parts: readonly Expr[]): Expr {
  return joined("or", parts);
}

/** Nested ANDs of ANDs are one; what is known decides the whole or says nothing; a single part is itself. */
function joined(kind: "and" | "or", parts: readonly Expr[]): Expr {
  const deciding = kind === "or";
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  if (flat.some((part) => part.kind === "boolean" && part.value === deciding)) return boolean(deciding);
  const open = flat.filter((part) => part.kind !== "boolean");
  const [only] = open;
  if (!only) return boolean(!deciding);
  return open.length === 1 ? only : { kind, parts: open };
}

/** NOT, written the short way where EQL has one and it means the same: `!=` of several values might be that of one of them. */
export function not(part: Expr): Expr {
  if ((part.kind === "compare" && isMany(part.left)) || (part.kind === "among" && isMany(part.subject))) return { kind: "not", part };
  switch (part.kind) {
    case "not":
      return part.part;
    case "boolean":
      return boolean(!part.value);
    case "compare":
      if (part.operator === "==") return { ...part, operator: "!=" };
      if (part.operator === "!=") return { ...part, operator: "==" };
      return { kind: "not", part };
    case "among":
      return part.keyword === "in" ? { ...part, negated: !part.negated } : { kind: "not", part };
    default:
      return { kind: "not", part };
  }
}

function isMany(expr: Expr): boolean {
  return expr.kind === "field" && expr.many === true;
}

export function within(subject: Expr, choices: readonly Expr[], fold = false): Expr {
  return { kind: "among", keyword: "in", negated: false, fold, subject, choices };
}
/** `*` and `?` in a pattern are wildcards; nothing escapes them. */
export function like(subject: Expr, patterns: readonly string[], fold: boolean): Expr {
  return { kind: "among", keyword: "like", negated: false, fold, subject, choices: patterns.map(text) };
}
/** Lucene's syntax, anchored at both ends. */
export function regex(subject: Expr, patterns: readonly string[], fold = false): Expr {
  return { kind: "among", keyword: "regex", negated: false, fold, subject, choices: patterns.map(text) };
}
export function call(name: FunctionName, args: readonly Expr[], fold = false): Expr {
  return { kind: "call", name, fold, args };
}
export function arithmetic(operator: "+" | "-" | "*" | "/" | "%", left: Expr, right: Expr): Expr {
  return { kind: "arithmetic", operator, left, right };
}
export function exists(name: string): Expr {
  return compare("!=", field(name), nothing);
}
