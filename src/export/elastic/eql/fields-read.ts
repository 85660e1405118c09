/** The columns that an EQL condition reads, and the same condition made false, never unknown, where one of them is missing. */
import { and, exists } from "../../../targets/eql/build.ts";
import type { Expr } from "../../../targets/eql/query.ts";
import { unreachable } from "../../../source/invariant.ts";

/** Names of the columns in an expression, each once. */
export function fieldsOf(expr: Expr): readonly string[] {
  return [...new Set(allFields(expr))];
}

function allFields(expr: Expr): readonly string[] {
  switch (expr.kind) {
    case "field":
      return [expr.name];
    case "boolean":
    case "null":
    case "number":
    case "string":
      return [];
    case "and":
    case "or":
      return expr.parts.flatMap(allFields);
    case "not":
    case "minus":
      return allFields(expr.part);
    case "compare":
    case "arithmetic":
      return [...allFields(expr.left), ...allFields(expr.right)];
    case "among":
      return [expr.subject, ...expr.choices].flatMap(allFields);
    case "call":
      return expr.args.flatMap(allFields);
    default:
      return unreachable(expr);
  }
}

/** Equal where every column is there; a test of a missing one is false, so that NOT may stand before the whole. */
export function twoValued(expr: Expr): Expr {
  switch (expr.kind) {
    case "and":
    case "or":
      return { ...expr, parts: expr.parts.map(twoValued) };
    case "not":
      return { ...expr, part: twoValued(expr.part) };
    case "compare":
      return expr.left.kind === "null" || expr.right.kind === "null" ? expr : present(expr);
    case "among":
    case "call":
      return present(expr);
    default:
      return expr;
  }
}

function present(expr: Expr): Expr {
  return and([...fieldsOf(expr).map(exists), expr]);
}
