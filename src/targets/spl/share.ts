/** Long values that a condition reads more than once, as columns of their own. */
import { field } from "./build.ts";
import { printExpr } from "./print.ts";
import type { Expr } from "./query.ts";

/** Printed length from which a value is worth a name. */
const lengthMin = 60;

export type Shared = { readonly assignments: readonly (readonly [string, Expr])[]; readonly condition: Expr };

/** The condition with each long value that occurs again read from a column. O(size of the condition, squared at worst). */
export function sharedValues(condition: Expr, nameOf: () => string): Shared {
  const counts = new Map<string, number>();
  count(condition, counts);
  const names = new Map<string, string>();
  const assignments: (readonly [string, Expr])[] = [];
  const shared = replaced(condition, (expr) => {
    if (!isValue(expr)) return undefined;
    const printed = printExpr(expr);
    if (printed.length < lengthMin || (counts.get(printed) ?? 0) < 2) return undefined;
    const known = names.get(printed);
    if (known !== undefined) return field(known);
    const name = nameOf();
    names.set(printed, name);
    assignments.push([name, expr]);
    return field(name);
  });
  return { assignments, condition: shared };
}

/** What `eval` can set: no condition, and nothing inside of `mvmap`, where a field means one of its values. */
function isValue(expr: Expr): boolean {
  return expr.kind === "arithmetic" || expr.kind === "join" || (expr.kind === "call" && (expr.name === "if" || expr.name === "replace"));
}

function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "call":
      return expr.name === "mvmap" ? [] : expr.args;
    case "compare":
    case "arithmetic":
      return [expr.left, expr.right];
    case "join":
    case "and":
    case "or":
      return expr.parts;
    case "not":
      return [expr.part];
    default:
      return [];
  }
}

/** A value inside of one that is counted already is not counted again. */
function count(expr: Expr, counts: Map<string, number>): void {
  if (isValue(expr)) {
    const printed = printExpr(expr);
    const before = counts.get(printed) ?? 0;
    counts.set(printed, before + 1);
    if (before > 0) return;
  }
  for (const part of partsOf(expr)) count(part, counts);
}

function replaced(expr: Expr, replace: (expr: Expr) => Expr | undefined): Expr {
  const other = replace(expr);
  if (other) return other;
  const inner = (part: Expr) => replaced(part, replace);
  switch (expr.kind) {
    case "call":
      return expr.name === "mvmap" ? expr : { ...expr, args: expr.args.map(inner) };
    case "compare":
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case "arithmetic":
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case "join":
    case "and":
    case "or":
      return { ...expr, parts: expr.parts.map(inner) };
    case "not":
      return { ...expr, part: inner(expr.part) };
    default:
      return expr;
  }
}
