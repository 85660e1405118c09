/** A condition without what the rest of it already says. */
import { and, boolean, choose, or } from "./build.ts";
import { printExpr } from "./print.ts";
import type { Expr } from "./query.ts";

/**
 * An equal condition: beside `isnotnull(x)` and beside comparisons of x, `isnull(x)` is false. Where one part of an AND is false or unknown the whole
 * does not hold, so the others may be read as if it did. O(size of the condition, squared in the parts of an AND).
 */
export function simplified(expr: Expr): Expr {
  return within(expr, new Set());
}

function within(expr: Expr, known: ReadonlySet<string>): Expr {
  switch (expr.kind) {
    case "call":
      if (expr.name === "isnull" || expr.name === "isnotnull") {
        const [of] = expr.args;
        return of && known.has(printExpr(of)) ? boolean(expr.name === "isnotnull") : expr;
      }
      if (expr.name !== "if") return expr;
      return conditional(expr, known);
    case "or":
      return or(expr.parts.map((part) => within(part, known)));
    case "and": {
      const facts = expr.parts.map(factsOf);
      return and(expr.parts.map((part, index) => within(part, withFacts(known, facts, index))));
    }
    default:
      return expr;
  }
}

function conditional(expr: Extract<Expr, { readonly kind: "call" }>, known: ReadonlySet<string>): Expr {
  const [condition, then, otherwise] = expr.args;
  return condition && then && otherwise ? choose(within(condition, known), then, otherwise) : expr;
}

/** Facts of the other parts; of two that say the same, the first stays. */
function withFacts(known: ReadonlySet<string>, facts: readonly (readonly string[])[], own: number): ReadonlySet<string> {
  const mine = new Set(facts[own]);
  const others = facts.flatMap((part, index) => (index === own ? [] : part.filter((fact) => index < own || !mine.has(fact))));
  return new Set([...known, ...others]);
}

/** Fields that cannot be missing where the part holds. */
function factsOf(part: Expr): readonly string[] {
  switch (part.kind) {
    case "call": {
      const [of] = part.args;
      return of && (part.name === "isnotnull" || part.name === "match" || part.name === "in") ? [printExpr(of)] : [];
    }
    case "compare":
      return [part.left, part.right].flatMap((side) => (side.kind === "field" ? [printExpr(side)] : []));
    default:
      return [];
  }
}
