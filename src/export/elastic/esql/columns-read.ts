/** The columns that an expression reads. */
import { unreachable } from "../../../source/invariant.ts";
import type { Expr } from "../../../targets/esql/query.ts";

/** Names of columns, each once. O(size). */
export function columnsIn(...exprs: readonly Expr[]): ReadonlySet<string> {
  return new Set(exprs.flatMap(names));
}

function names(expr: Expr): readonly string[] {
  switch (expr.kind) {
    case "column":
      return [expr.name];
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "span":
    case "star":
      return [];
    case "list":
      return expr.items.flatMap(names);
    case "call":
      return expr.args.flatMap(names);
    case "arithmetic":
    case "compare":
      return [...names(expr.left), ...names(expr.right)];
    case "in":
      return [expr.of, ...expr.values].flatMap(names);
    case "negative":
    case "like":
    case "rlike":
    case "is-null":
      return names(expr.of);
    case "not":
      return names(expr.part);
    case "and":
    case "or":
      return expr.parts.flatMap(names);
    default:
      return unreachable(expr);
  }
}
