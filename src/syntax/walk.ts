/** The expressions inside an expression, for passes that only look. */
import { unreachable } from "../source/invariant.ts";
import type { Expr } from "./ast.ts";

/** The expressions directly inside one, in written order. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "string":
    case "number":
    case "boolean":
    case "duration":
    case "date":
    case "pattern":
    case "constant":
    case "name":
    case "error":
      return [];
    case "list":
      return expr.items;
    case "member":
      return [expr.object];
    case "index":
      return [expr.object, expr.index];
    case "call":
      return expr.args.map((argument) => argument.value);
    case "group":
      return [expr.inner];
    case "negate":
    case "not":
      return [expr.operand];
    case "arithmetic":
    case "comparison":
      return [expr.left, expr.right];
    case "between":
      return [expr.value, expr.low, expr.high];
    case "in":
      return [expr.value, expr.list];
    case "text-test":
      return [expr.value, expr.object];
    case "presence":
      return [expr.value];
    case "seen-in":
      return present([expr.value, expr.of, expr.where, ...(expr.by ?? []), expr.within]);
    case "quantifier":
      return [expr.list, expr.body];
    case "at-least":
    case "and":
    case "or":
      return expr.parts;
    case "state":
      return present([expr.value, expr.rank, expr.where, ...(expr.by ?? []), expr.window?.duration, expr.min]);
    default:
      return unreachable(expr);
  }
}

/** Visits an expression and all inside it, an outer one before its parts. */
export function walkExprs(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const child of children(expr)) walkExprs(child, visit);
}

function present(exprs: readonly (Expr | undefined)[]): Expr[] {
  return exprs.filter((expr) => expr !== undefined);
}
