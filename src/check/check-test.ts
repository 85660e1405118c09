/** Tests of one value: comparisons, ranges, membership, presence, provenance. */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Literal, Predicate, Term } from "../ir/plan.ts";
import type { Between, Casing, Comparison, Expr, In, Presence, SeenIn } from "../syntax/ast.ts";
import type { Span } from "../source/span.ts";
import { areComparable, clashingUnits, elementType, isOrdered, isTextual } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import type { Type } from "../types/type.ts";
import { checkSeen } from "./check-state.ts";
import { report } from "./diagnostics.ts";
import { falsehood, negateIf, test } from "./predicates.ts";
import type { Env } from "./scope.ts";
import { withEnough } from "./enough.ts";

export function checkComparison(expr: Comparison, env: Env): Predicate {
  const [left, right] = readAlike(env.check.term(expr.left, env), env.check.term(expr.right, env));
  if (!canMeet(left, right, expr, env)) return falsehood(expr.span);
  if (expr.operator === "==" || expr.operator === "!=") return checkEquality(expr, left, right, env);
  for (const [side, written] of [
    [left, expr.left],
    [right, expr.right],
  ] as const) {
    if (isOrdered(side.type)) continue;
    env.project.report(report.notOrdered(written.span, { found: showType(side.type) }));
    return falsehood(expr.span);
  }
  if (expr.casing) env.project.report(report.casingNotAllowed(expr.span, { casing: expr.casing }));
  return test(orderWords[expr.operator], withEnough(left, expr.operator, right), right, false, expr.span);
}

/** A value of type `any` is read as the time that it is compared with. */
function readAlike(left: Term, right: Term): readonly [Term, Term] {
  const isTime = (term: Term) => term.type.kind === "timestamp" || term.type.kind === "duration";
  if (left.type.kind === "any" && isTime(right)) return [{ ...left, type: right.type } as Term, right];
  if (right.type.kind === "any" && isTime(left)) return [left, { ...right, type: left.type } as Term];
  return [left, right];
}

const orderWords = { "<": "less", "<=": "less-equal", ">": "greater", ">=": "greater-equal" } as const;

function checkEquality(expr: Comparison, left: Term, right: Term, env: Env): Predicate {
  const negated = expr.operator === "!=";
  if (!checkEnumValue(left, right, env) || !checkEnumValue(right, left, env)) return falsehood(expr.span);
  if (expr.casing && !(isTextual(left.type) && isTextual(right.type)))
    env.project.report(report.casingNotAllowed(expr.span, { casing: expr.casing }));
  return negateIf(negated, test("equal", withEnough(left, expr.operator, right), right, expr.casing === "NOCASE", expr.span));
}

/** Reports operands that can never be equal or ordered; false when the test is lost. */
function canMeet(
  left: Term,
  right: Term,
  expr: { readonly left: Expr; readonly right: Expr; readonly operatorSpan: Span },
  env: Env,
): boolean {
  if (left.type.kind === "poison" || right.type.kind === "poison") return false;
  const labels = [
    { span: expr.left.span, text: showType(left.type) },
    { span: expr.right.span, text: showType(right.type) },
  ];
  const pattern = [expr.left, expr.right].find((side) => side.kind === "pattern");
  if (pattern) {
    env.project.report(report.misplacedPattern(pattern.span, {}, { help: ["text is tested by `MATCHES`"] }));
    return false;
  }
  if (!areComparable(left.type, right.type)) {
    env.project.report(
      report.incomparable(
        expr.operatorSpan,
        { left: showType(left.type), right: showType(right.type) },
        { labels, help: comparisonHelp(left.type, right.type) },
      ),
    );
    return false;
  }
  const units = clashingUnits(left.type, right.type);
  if (units) {
    env.project.report(report.unitMismatch(expr.operatorSpan, { left: units[0], right: units[1] }, { labels }));
    return false;
  }
  return true;
}

function comparisonHelp(left: Type, right: Type): string[] {
  const kinds = new Set([left.kind, right.kind]);
  if (kinds.has("duration") && kinds.has("number")) return ["a duration is written with its unit: `30s`, `10m`, `24h`"];
  if (kinds.has("timestamp") && kinds.has("string")) return ["a date is written without quotes: `2027-01-31`"];
  if (kinds.has("list")) return ["test the elements: `CONTAINS`, or `ANY v IN …: v == …`"];
  if (kinds.has("number") && kinds.has("string")) return ["write the number without quotes"];
  if (kinds.has("boolean") && kinds.has("string")) return ["write `true` or `false` without quotes"];
  return [];
}

/** An enum compared with a value that it lacks is never true. */
function checkEnumValue(one: Term, other: Term, env: Env): boolean {
  if (one.type.kind !== "enum" || other.kind !== "literal" || typeof other.value !== "string" || one.type.values.includes(other.value))
    return true;
  reportEnumValue(other, one.type.values, env);
  return false;
}

function reportEnumValue(literal: Literal, values: readonly string[], env: Env): void {
  const near = didYouMean(String(literal.value), values);
  env.project.report(
    report.neverTrue(
      literal.span,
      { reason: `\`${String(literal.value)}\` is not one of the values of this field` },
      { help: near.length > 0 ? near : [`its values are ${values.map((value) => `\`${value}\``).join(", ")}`] },
    ),
  );
}

/** `a BETWEEN x AND y` is `a >= x AND a <= y`. */
export function checkBetween(expr: Between, env: Env): Predicate {
  const written = env.check.term(expr.value, env);
  const bounds = [
    { word: "greater-equal" as const, written: expr.low, term: env.check.term(expr.low, env) },
    { word: "less-equal" as const, written: expr.high, term: env.check.term(expr.high, env) },
  ];
  const parts: Predicate[] = [];
  for (const { word, written: side, term: bound } of bounds) {
    const [value, term] = readAlike(written, bound);
    if (!canMeet(value, term, { left: expr.value, right: side, operatorSpan: expr.operatorSpan }, env)) return falsehood(expr.span);
    if (!isOrdered(value.type) || !isOrdered(term.type)) {
      env.project.report(report.notOrdered(expr.value.span, { found: showType(value.type) }));
      return falsehood(expr.span);
    }
    parts.push(test(word, value, term, false, expr.span));
  }
  return negateIf(expr.negated, { kind: "and", parts, span: expr.span });
}

export function checkIn(expr: In, env: Env): Predicate {
  const value = env.check.term(expr.value, env);
  const list = env.check.term(expr.list, env);
  if (value.type.kind === "poison" || list.type.kind === "poison") return falsehood(expr.span);
  const of = elementType(list.type);
  if (!of) {
    env.project.report(report.notAList(expr.list.span, { what: "IN", found: showType(list.type) }));
    return falsehood(expr.span);
  }
  const meaning = of.kind === "string" ? of.meaning : undefined;
  if (of.kind === "regex") {
    env.project.report(
      report.typeMismatch(
        expr.list.span,
        { what: "IN", expected: "a list of values", found: showType(list.type) },
        { help: ["patterns are tested by `MATCHES`"] },
      ),
    );
    return falsehood(expr.span);
  }
  if (meaning === "domain" || meaning === "cidr") return containment(expr, value, list, meaning, expr.casing, env);
  if (of.kind !== "poison" && !areComparable(value.type, of)) {
    env.project.report(
      report.incomparable(
        expr.operatorSpan,
        { left: showType(value.type), right: showType(list.type) },
        { help: value.type.kind === "list" ? ["test the elements: `ANY v IN …: v IN …`"] : [] },
      ),
    );
    return falsehood(expr.span);
  }
  const units = clashingUnits(value.type, of);
  if (units) env.project.report(report.unitMismatch(expr.operatorSpan, { left: units[0], right: units[1] }));
  if (expr.casing && !isTextual(value.type)) env.project.report(report.casingNotAllowed(expr.span, { casing: expr.casing }));
  if (!checkListValues(value, list, env)) return falsehood(expr.span);
  // Domains, hosts and emails in IN ignore case (language.md §6, "Case").
  const fold = expr.casing === undefined ? meaning === "email" : expr.casing === "NOCASE";
  return negateIf(expr.negated, test("in-list", value, list, fold, expr.span));
}

/** A list of domains holds what is in one of them, a list of networks the addresses inside. */
function containment(expr: In, value: Term, list: Term, meaning: "domain" | "cidr", casing: Casing | undefined, env: Env): Predicate {
  if (!isTextual(value.type)) {
    env.project.report(
      report.typeMismatch(expr.value.span, {
        what: `IN a list of ${meaning}s`,
        expected: meaning === "domain" ? "an email, a URL or a host" : "an IP address",
        found: showType(value.type),
      }),
    );
    return falsehood(expr.span);
  }
  if (casing) env.project.report(report.casingNotAllowed(expr.span, { casing }));
  return negateIf(expr.negated, test(meaning === "domain" ? "in-domains" : "in-cidrs", value, list, true, expr.span));
}

function checkListValues(value: Term, list: Term, env: Env): boolean {
  if (value.type.kind !== "enum" || list.kind !== "list") return true;
  for (const item of list.items) {
    if (item.kind === "literal" && typeof item.value === "string" && !value.type.values.includes(item.value)) {
      reportEnumValue(list.name === undefined ? item : { ...item, span: list.span }, value.type.values, env);
      return false;
    }
  }
  return true;
}

/** `x EXISTS`; `x IS MISSING` is its opposite. */
export function checkPresence(expr: Presence, env: Env): Predicate {
  const term = env.check.term(expr.value, env);
  if (term.type.kind === "poison") return falsehood(expr.span);
  const exists: Predicate = { kind: "exists", term, span: expr.span };
  return negateIf((expr.word === "IS MISSING") !== expr.negated, exists);
}

/** `v SEEN IN (…)` is membership in the values of the key's past events. */
export function checkSeenIn(expr: SeenIn, env: Env): Predicate {
  const value = env.check.term(expr.value, env);
  const seen = checkSeen(expr, env);
  if (value.type.kind === "poison" || !seen) return falsehood(expr.span);
  const of = elementType(seen.type);
  if (of && !areComparable(value.type, of)) {
    env.project.report(report.incomparable(expr.operatorSpan, { left: showType(value.type), right: showType(of) }));
    return falsehood(expr.span);
  }
  return negateIf(expr.negated, test("in-list", value, seen, false, expr.span));
}
