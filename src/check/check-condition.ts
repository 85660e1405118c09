/** Expressions as conditions: AND, OR, NOT, n OF, quantifiers, and values that are boolean. */
import type { Predicate, Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import type { AndOr, AtLeast, Expr, Quantifier } from "../syntax/ast.ts";
import { elementType } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import { poisonType } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { falsehood } from "./predicates.ts";
import { bothHold, factsOf } from "./narrow.ts";
import { type Env, withBinding } from "./scope.ts";
import { checkBetween, checkComparison, checkIn, checkPresence, checkSeenIn } from "./check-test.ts";
import { checkTextTest } from "./check-text-test.ts";

/** Total: what cannot be read is reported and false. */
export function checkCondition(expr: Expr, env: Env): Predicate {
  switch (expr.kind) {
    case "and":
      return checkAnd(expr, env);
    case "or":
      return join(
        "or",
        expr.parts.map((part) => env.check.condition(part, env)),
        expr.span,
      );
    case "not":
      return { kind: "not", part: env.check.condition(expr.operand, env), span: expr.span };
    case "group":
      return env.check.condition(expr.inner, env);
    case "at-least":
      return checkAtLeast(expr, env);
    case "quantifier":
      return checkQuantifier(expr, env);
    case "comparison":
      return checkComparison(expr, env);
    case "between":
      return checkBetween(expr, env);
    case "in":
      return checkIn(expr, env);
    case "text-test":
      return checkTextTest(expr, env);
    case "presence":
      return checkPresence(expr, env);
    case "seen-in":
      return checkSeenIn(expr, env);
    case "error":
      return falsehood(expr.span);
    default:
      return conditionOf(env.check.term(expr, env), expr, env);
  }
}

/** A value used as a condition must be boolean; it holds when it is true. */
function conditionOf(term: Term, expr: Expr, env: Env): Predicate {
  if (term.kind === "truth") return { ...term.predicate, span: expr.span };
  const { kind } = term.type;
  if (kind === "poison") return falsehood(expr.span);
  if (kind !== "boolean" && kind !== "any") {
    const help =
      kind === "string" && expr.kind === "string"
        ? ['compare each value: `x == "a" OR x == "b"`, or `x IN ["a", "b"]`']
        : kind === "number"
          ? ["compare it with a number"]
          : [];
    env.project.report(report.notACondition(expr.span, { found: showType(term.type) }, { help }));
    return falsehood(expr.span);
  }
  if (term.kind === "literal" && typeof term.value === "boolean") return { kind: "constant", value: term.value, span: expr.span };
  return { kind: "holds", term, span: expr.span };
}

/** In `A AND B`, B is checked knowing A. */
function checkAnd(expr: AndOr, env: Env): Predicate {
  const parts: Predicate[] = [];
  let { facts } = env;
  for (const part of expr.parts) {
    const predicate = env.check.condition(part, { ...env, facts });
    facts = bothHold(facts, factsOf(predicate));
    parts.push(predicate);
  }
  return join("and", parts, expr.span);
}

function join(kind: "and" | "or", parts: readonly Predicate[], span: Span): Predicate {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  return { kind, parts: flat, span };
}

function checkAtLeast(expr: AtLeast, env: Env): Predicate {
  const parts = expr.parts.map((part) => env.check.condition(part, env));
  const count = expr.count.value;
  if (!Number.isInteger(count) || count < 1 || count > parts.length) {
    env.project.report(report.badCount(expr.count.span, { count: expr.count.raw, parts: parts.length }));
    return falsehood(expr.span);
  }
  return { kind: "at-least", count, parts, span: expr.span };
}

function checkQuantifier(expr: Quantifier, env: Env): Predicate {
  const list = env.check.term(expr.list, env);
  const of = elementType(list.type);
  if (!of) {
    env.project.report(report.notAList(expr.list.span, { what: expr.every ? "ALL" : "ANY", found: showType(list.type) }));
  }
  const { name } = expr.variable;
  if (env.view?.record.fields.has(name) || env.scope.names.has(name) || env.bindings.has(name)) {
    env.project.report(
      report.shadowedField(expr.variable.span, { name, what: env.view?.record.fields.has(name) ? "a field" : "something in this file" }),
    );
  }
  if (env.quantifiers >= 2) env.project.report(report.quantifierDepth(expr.span));
  const inner = withBinding({ ...env, quantifiers: env.quantifiers + 1 }, name, { kind: "variable", type: of ?? poisonType });
  const part = env.check.condition(expr.body, inner);
  if (!of || of.kind === "poison") return falsehood(expr.span);
  return { kind: "quantified", every: expr.every, variable: name, list, part, span: expr.span };
}
