/** How large a query is, by what Elasticsearch bounds. */
import type { Expr, Query } from "./query.ts";

/** Choices of the longest `in`, and patterns of all `like` and `regex` together. */
export type Size = { readonly listed: number; readonly patterns: number };

export function sizeOf(query: Query): Size {
  switch (query.kind) {
    case "events":
      return sizeOfAll([query.where]);
    case "sequence":
      return sizeOfAll([...query.stages, ...(query.until ? [query.until] : [])].map(({ where }) => where));
    case "sample":
      return sizeOfAll(query.filters.map(({ where }) => where));
  }
}

function sizeOfAll(parts: readonly Expr[]): Size {
  const sizes = parts.map(sizeOfExpr);
  return { listed: Math.max(0, ...sizes.map(({ listed }) => listed)), patterns: sizes.reduce((sum, { patterns }) => sum + patterns, 0) };
}

function sizeOfExpr(expr: Expr): Size {
  switch (expr.kind) {
    case "and":
    case "or":
      return sizeOfAll(expr.parts);
    case "not":
      return sizeOfExpr(expr.part);
    case "compare":
      return sizeOfAll([expr.left, expr.right]);
    case "among":
      return expr.keyword === "in" ? { listed: expr.choices.length, patterns: 0 } : { listed: 0, patterns: expr.choices.length };
    default:
      return { listed: 0, patterns: 0 };
  }
}
