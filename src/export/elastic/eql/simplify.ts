/** An equal EQL condition without the guards that another part of the same AND makes idle. */
import { and, or } from "../../../targets/eql/build.ts";
import type { Expr } from "../../../targets/eql/query.ts";
import { fieldsOf } from "./fields-read.ts";

/**
 * `f == null or …` says nothing beside a test that only holds where f is there: `?f == "x" and (?f == null or ?f != "y")`. Where the test is not met, the AND
 * is not met either way, and is unknown before exactly where it is after. Quadratic in the parts of one AND.
 */
export function withoutIdleGuards(expr: Expr, known: ReadonlySet<string> = new Set()): Expr {
  switch (expr.kind) {
    case "and": {
      const present = expr.parts.map((part) => new Set(isTest(part) ? fieldsOf(part) : []));
      const parts = expr.parts.map((part, index) => {
        const others = present.flatMap((fields, at) => (at === index ? [] : [...fields]));
        return withoutIdleGuards(part, new Set([...known, ...others]));
      });
      return and(parts);
    }
    case "or": {
      const kept = expr.parts.filter((part) => !isGuard(part, known));
      return or((kept.length === 0 ? expr.parts : kept).map((part) => withoutIdleGuards(part, known)));
    }
    default:
      return expr;
  }
}

/** Holds only where all of its columns are there. */
function isTest(expr: Expr): boolean {
  if (expr.kind === "compare") return !(expr.operator === "==" && expr.right.kind === "null");
  return expr.kind === "among" || expr.kind === "call";
}

function isGuard(expr: Expr, known: ReadonlySet<string>): boolean {
  return (
    expr.kind === "compare" &&
    expr.operator === "==" &&
    expr.right.kind === "null" &&
    expr.left.kind === "field" &&
    known.has(expr.left.name)
  );
}
