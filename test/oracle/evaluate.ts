/** The value of an expression on one event: a walk over the Ast, one case a form of language.md §6. */
import { ExactInteger, type Value } from "../../src/runtime/value.ts";
import type * as ast from "../../src/syntax/ast.ts";
import { inDomains, inRanges } from "./hosts.ts";
import { callLibrary, libraryParams } from "./library.ts";
import { locate, typeOf } from "./places.ts";
import { type Named, type Placed, writtenType } from "./project.ts";
import { read } from "./reading.ts";
import type { Bound, Scope } from "./scope.ts";
import { seenIn, stateValue } from "./state.ts";
import { contains, containsWord, endsWith, like, matches, startsWith } from "./text-tests.ts";
import { equal, toNumber } from "./values.ts";

export function holds(expr: ast.Expr, scope: Scope): boolean {
  return evaluate(expr, scope) === true;
}

/** Missing is undefined; a condition is true or false, never missing. */
export function evaluate(expr: ast.Expr, scope: Scope): Value {
  switch (expr.kind) {
    case "string":
    case "boolean":
      return expr.value;
    case "number":
      return numberLiteral(expr);
    case "duration":
    case "date":
      return expr.ms;
    case "constant":
      return expr.name;
    case "pattern":
      return { source: expr.source, flags: expr.flags };
    case "list":
      return expr.items.map((item) => evaluate(item, scope));
    case "name":
    case "member":
    case "index":
      return path(expr, scope);
    case "call":
      return call(expr, scope);
    case "group":
      return evaluate(expr.inner, scope);
    case "negate":
      return negated(expr.operand, evaluate(expr.operand, scope));
    case "arithmetic":
      return arithmetic(expr.operator, evaluate(expr.left, scope), evaluate(expr.right, scope));
    case "comparison":
      return comparison(expr, scope);
    case "between": {
      const value = evaluate(expr.value, scope);
      return (ordered(">=", value, evaluate(expr.low, scope)) && ordered("<=", value, evaluate(expr.high, scope))) !== expr.negated;
    }
    case "in":
      return isIn(expr, scope) !== expr.negated;
    case "text-test":
      return textTest(expr, scope) !== expr.negated;
    case "presence":
      return (exists(expr.value, scope) === (expr.word === "EXISTS")) !== expr.negated;
    case "seen-in":
      return seenIn(expr, scope, evaluate) !== expr.negated;
    case "quantifier":
      return quantifier(expr, scope);
    case "at-least":
      return expr.parts.filter((part) => holds(part, scope)).length >= expr.count.value;
    case "not":
      return !holds(expr.operand, scope);
    case "and":
      return expr.parts.every((part) => holds(part, scope));
    case "or":
      return expr.parts.some((part) => holds(part, scope));
    case "state":
      return stateValue(expr, scope, evaluate);
    default:
      return undefined;
  }
}

/** An integer that no double holds keeps its digits. */
/** A minus before a literal is part of it, whatever parentheses stand between; elsewhere it computes. */
function negated(operand: ast.Expr, value: Value): Value {
  if (value instanceof ExactInteger && isLiteral(operand)) return new ExactInteger(String(-BigInt(value.digits)));
  return finite(-(toNumber(value) ?? Number.NaN));
}

function isLiteral(expr: ast.Expr): boolean {
  if (expr.kind === "group") return isLiteral(expr.inner);
  return expr.kind === "negate" ? isLiteral(expr.operand) : expr.kind === "number";
}

function numberLiteral(literal: ast.NumberLiteral): Value {
  const digits = literal.raw.replaceAll("_", "");
  if (/^\d+$/.test(digits) && String(BigInt(digits)) !== String(BigInt(Math.min(literal.value, Number.MAX_VALUE))))
    return new ExactInteger(digits);
  return finite(literal.value);
}

function finite(value: number): Value {
  return Number.isFinite(value) ? value : undefined;
}

function arithmetic(operator: ast.Arithmetic["operator"], left: Value, right: Value): Value {
  const [a, b] = [toNumber(left), toNumber(right)];
  if (a === undefined || b === undefined) return undefined;
  return finite({ "+": a + b, "-": a - b, "*": a * b, "/": a / b, "%": a % b }[operator]);
}

function comparison(expr: ast.Comparison, scope: Scope): boolean {
  const [left, right] = [evaluate(expr.left, scope), evaluate(expr.right, scope)];
  if (expr.operator === "==") return equal(left, right, expr.casing === "NOCASE");
  if (expr.operator === "!=") return !equal(left, right, expr.casing === "NOCASE");
  return ordered(expr.operator, left, right);
}

function ordered(operator: "<" | "<=" | ">" | ">=", left: Value, right: Value): boolean {
  const [a, b] = [toNumber(left), toNumber(right)];
  if (a === undefined || b === undefined) return false;
  return { "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b }[operator];
}

/** Containment by the list's element type. */
function isIn(expr: ast.In, scope: Scope): boolean {
  const value = evaluate(expr.value, scope);
  const list = evaluate(expr.list, scope);
  if (value === undefined || !Array.isArray(list)) return false;
  const type = typeOf(expr.list, scope);
  const meaning = type.kind === "list" && type.of.kind === "string" ? type.of.meaning : undefined;
  const texts = list.filter((item) => typeof item === "string");
  if (meaning === "domain") return typeof value === "string" && inDomains(value, texts);
  if (meaning === "cidr") return typeof value === "string" && inRanges(value, texts);
  const fold = expr.casing === "NOCASE" || (meaning === "email" && expr.casing !== "CASED");
  return list.some((item) => equal(value, item, fold));
}

/** Several needles mean any of them, with ALL every one (and at least one). */
function textTest(expr: ast.TextTest, scope: Scope): boolean {
  const subject = evaluate(expr.value, scope);
  if (expr.word === "MATCHES")
    return typeof subject === "string" && patterns(expr.object, scope).some((pattern) => matches(subject, pattern.source, pattern.flags));
  const object = evaluate(expr.object, scope);
  const needles: readonly Value[] = Array.isArray(object) ? object : [object];
  const one = (needle: Value): boolean => textTestOne(expr, subject, needle);
  return expr.all ? needles.length > 0 && needles.every(one) : needles.some(one);
}

function textTestOne(expr: ast.TextTest, subject: Value, needle: Value): boolean {
  if (expr.word === "CONTAINS" && Array.isArray(subject) && !expr.wholeWord)
    return subject.some((item) => equal(item, needle, expr.casing === "NOCASE"));
  if (typeof subject !== "string" || typeof needle !== "string") return false;
  const fold = expr.casing !== "CASED";
  switch (expr.word) {
    case "CONTAINS":
      return expr.wholeWord ? containsWord(subject, needle, fold) : contains(subject, needle, fold);
    case "STARTS WITH":
      return startsWith(subject, needle, fold);
    case "ENDS WITH":
      return endsWith(subject, needle, fold);
    default:
      return like(subject, needle, fold);
  }
}

/** The patterns that an operand of MATCHES means: one, a list, or a declared list. */
function patterns(expr: ast.Expr, scope: Scope): readonly { readonly source: string; readonly flags: string }[] {
  if (expr.kind === "pattern") return [expr];
  if (expr.kind === "list") return expr.items.flatMap((item) => patterns(item, scope));
  if (expr.kind === "group") return patterns(expr.inner, scope);
  if (expr.kind !== "name") return [];
  const bound = scope.names.get(expr.name);
  if (bound?.kind === "argument") return patterns(bound.expr, { ...scope, file: bound.file, names: bound.names });
  const named = scope.world.project.lookup(scope.file, expr.name);
  const parts: readonly Placed[] = named?.kind === "list" ? named.items : named?.kind === "param" ? [named.value] : [];
  return parts.flatMap((part) => {
    if ("expr" in part) return patterns(part.expr, { ...scope, file: part.file });
    return typeof part.given === "string" ? [{ source: part.given, flags: "" }] : [];
  });
}

/** Present and not null, whatever its type; of what is no path: not missing. */
function exists(expr: ast.Expr, scope: Scope): boolean {
  if (expr.kind === "group") return exists(expr.inner, scope);
  if (expr.kind !== "name" && expr.kind !== "member" && expr.kind !== "index") return evaluate(expr, scope) !== undefined;
  const { raw } = locate(expr, scope, evaluate);
  if (raw !== undefined && raw !== null) return typeof raw !== "number" || Number.isFinite(raw);
  return path(expr, scope) !== undefined;
}

/** `ALL` of an empty or missing list is false. */
function quantifier(expr: ast.Quantifier, scope: Scope): boolean {
  const list = evaluate(expr.list, scope);
  if (!Array.isArray(list)) return false;
  const type = typeOf(expr.list, scope);
  const one = (value: Value): boolean => {
    const bound: Bound = { kind: "value", value, type: type.kind === "list" ? type.of : { kind: "any" } };
    return holds(expr.body, { ...scope, names: new Map([...scope.names, [expr.variable.name, bound]]) });
  };
  return expr.every ? list.length > 0 && list.every(one) : list.some(one);
}

/** A field, a bound name, or a declared list or parameter. A BASELINE stands in where the telemetry has nothing. */
function path(expr: ast.NameExpr | ast.Member | ast.Index, scope: Scope): Value {
  if (expr.kind === "name") {
    const bound = scope.names.get(expr.name);
    if (bound?.kind === "argument") {
      const value = evaluate(bound.expr, { ...scope, file: bound.file, names: bound.names });
      return bound.readAs === undefined ? value : read(value, bound.readAs);
    }
    const named = bound ? undefined : scope.world.project.lookup(scope.file, expr.name);
    if (named) return declared(named, scope);
  }
  const { raw, type, baseline } = locate(expr, scope, evaluate);
  if ((raw === undefined || raw === null) && baseline) return evaluate(baseline.value, { ...scope, file: baseline.file, names: new Map() });
  return read(raw, type);
}

function declared(named: Named, scope: Scope): Value {
  if (named.kind === "list") return named.items.map((item) => placed(item, scope));
  return named.kind === "param" ? placed(named.value, scope) : undefined;
}

function placed(item: Placed, scope: Scope): Value {
  return "given" in item ? item.given : evaluate(item.expr, { ...scope, file: item.file, names: new Map() });
}

function call(expr: ast.Call, scope: Scope): Value {
  const name = expr.name.name;
  if (name === "SCORE") return score(expr, scope);
  if (name === "age" && expr.args[0]) return age(expr.args[0].value, scope);
  const defined = scope.world.project.lookup(scope.file, name);
  if (defined?.kind === "define") return evaluate(defined.define.body, insideDefine(expr, defined, scope));
  const params = libraryParams(name);
  const args: Value[] = [];
  for (const [index, argument] of expr.args.entries()) {
    args[argument.name ? params.indexOf(argument.name.name) : index] = evaluate(argument.value, scope);
  }
  return callLibrary(name, Array.from(args));
}

/** The event's time minus another. */
function age(of: ast.Expr, scope: Scope): Value {
  const value = evaluate(of, scope);
  return arithmetic(
    "-",
    read(scope.entry.event.timestamp, { kind: "timestamp" }),
    typeof value === "string" ? read(value, { kind: "timestamp" }) : value,
  );
}

/** The names inside a DEFINE: its own file's, and its parameters, which stand for the arguments as they were written. */
export function insideDefine(expr: ast.Call, defined: Extract<Named, { kind: "define" }>, scope: Scope): Scope {
  const names = new Map<string, Bound>();
  for (const [index, param] of defined.define.params.entries()) {
    const argument = expr.args.find((candidate) => candidate.name?.name === param.name.name) ?? expr.args[index];
    if (!argument) continue;
    const [own, declaredType] = [typeOf(argument.value, scope), writtenType(param.type)];
    const isOpen = own.kind === "any" && declaredType.kind !== "any";
    names.set(param.name.name, {
      kind: "argument",
      expr: argument.value,
      file: scope.file,
      names: scope.names,
      type: isOpen ? declaredType : own,
      ...(isOpen && { readAs: declaredType }),
    });
  }
  return { ...scope, file: defined.file, names };
}

/** The name and the dotted path are one key each. */
function score(expr: ast.Call, scope: Scope): Value {
  const [name, field] = [expr.args[0]?.value, expr.args[1]?.value];
  if (name?.kind !== "string" || !field) return undefined;
  const scores = read(scope.entry.event.scores, { kind: "any" });
  const ofClassifier = readKey(scores, name.value);
  return read(readKey(ofClassifier, dotted(field)), { kind: "number" });
}

function readKey(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function dotted(expr: ast.Expr): string {
  return expr.kind === "member" ? `${dotted(expr.object)}.${expr.key.name}` : expr.kind === "name" ? expr.name : "";
}
