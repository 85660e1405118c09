/** Where a duration or a number must be known at compile time: a literal or a PARAM (grammar.md 24). */
import type { Expr } from "../syntax/ast.ts";
import { entityTerm } from "./check-declarations.ts";
import { report } from "./diagnostics.ts";
import { literalTerm } from "./literals.ts";
import type { Env } from "./scope.ts";

/** Milliseconds of a WITHIN, OVER, SUPPRESS or PER; positive, at most ten years. */
export function constantDuration(expr: Expr, what: string, env: Env): number | undefined {
  const value = constant(expr, env);
  if (value === "poison") return undefined;
  if (value?.type !== "duration") {
    env.project.report(report.constantNeeded(expr.span, { what, expected: "a duration such as `10m`" }));
    return undefined;
  }
  if (value.value <= 0) {
    env.project.report(report.nonPositive(expr.span, { what, expected: "more than nothing" }));
    return undefined;
  }
  if (value.value > windowMaxMs) {
    env.project.report(report.windowTooLong(expr.span, { what, limit: "3650d" }));
    return undefined;
  }
  return value.value;
}

const windowMaxMs = 3650 * 86_400_000;

type Bounds = { readonly least: number; readonly most: number };

/** A whole number of at least 1 (MIN, REPEAT, LIMIT), or within the given bounds. */
export function constantNumber(expr: Expr, what: string, env: Env, bounds?: Bounds): number | undefined {
  const value = constant(expr, env);
  if (value === "poison") return undefined;
  if (value?.type !== "number") {
    env.project.report(report.constantNeeded(expr.span, { what, expected: "a number" }));
    return undefined;
  }
  const fine = bounds
    ? value.value > bounds.least && value.value <= bounds.most
    : Number.isInteger(value.value) && value.value >= 1 && value.value <= 1_000_000;
  if (fine) return value.value;
  env.project.report(
    report.nonPositive(expr.span, {
      what,
      expected: bounds ? `above ${bounds.least} and at most ${bounds.most}` : "a whole number of at least 1",
    }),
  );
  return undefined;
}

function constant(expr: Expr, env: Env): { readonly type: "number" | "duration"; readonly value: number } | "poison" | undefined {
  const entity = expr.kind === "name" ? env.scope.names.get(expr.name) : undefined;
  const bound = expr.kind === "name" ? env.bindings.get(expr.name) : undefined;
  if (bound?.kind === "parameter") return "poison";
  const term =
    bound?.kind === "term"
      ? bound.term
      : entity && entity.kind === "param"
        ? entityTerm(env.project, entity)
        : literalTerm(expr, env.project.report);
  if (term?.type.kind === "poison") return "poison";
  if (term?.kind !== "literal" || typeof term.value !== "number") return undefined;
  return term.type.kind === "number" || term.type.kind === "duration" ? { type: term.type.kind, value: term.value } : undefined;
}
