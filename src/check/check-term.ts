/** Expressions as values: literals, paths, calls, arithmetic. */
import { functionBuiltins } from "../builtins/index.ts";
import type { FunctionBuiltin } from "../builtins/builtin.ts";
import type { FunctionWord } from "../builtins/words.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Term } from "../ir/plan.ts";
import { unreachable } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import type { Argument, Arithmetic, Call, Expr, ListExpr } from "../syntax/ast.ts";
import { clashingUnits, isAssignable } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import { anyType, booleanType, durationType, listOf, numberType, timestampType, type Type } from "../types/type.ts";
import { applyAccesses, checkPath, pathOf, poison } from "./check-path.ts";
import { checkState } from "./check-state.ts";
import { report } from "./diagnostics.ts";
import { inlineDefinition } from "./inline.ts";
import { commonType, literalTerm } from "./literals.ts";
import type { Env } from "./scope.ts";

export function checkTerm(expr: Expr, env: Env): Term {
  switch (expr.kind) {
    case "string":
    case "number":
    case "boolean":
    case "duration":
    case "date":
    case "constant":
    case "pattern":
    case "error":
      return literalTerm(expr, env.project.report) ?? poison(expr.span);
    case "list":
      return checkList(expr, env);
    case "group":
      return env.check.term(expr.inner, env);
    case "name":
      return checkPath({ root: expr, accesses: [], span: expr.span }, env);
    case "member":
    case "index":
      return checkAccess(expr, env);
    case "call":
      return checkCall(expr, env);
    case "negate":
      return checkNegate(expr.operand, expr.span, env);
    case "arithmetic":
      return checkArithmetic(expr, env);
    case "state":
      return checkState(expr, env);
    case "comparison":
    case "between":
    case "in":
    case "text-test":
    case "presence":
    case "seen-in":
    case "quantifier":
    case "at-least":
    case "not":
    case "and":
    case "or":
      return { kind: "truth", predicate: env.check.condition(expr, env), type: booleanType, span: expr.span };
    default:
      return unreachable(expr);
  }
}

function checkAccess(expr: Extract<Expr, { kind: "member" | "index" }>, env: Env): Term {
  const path = pathOf(expr);
  if (path) return checkPath(path, env);
  const start = env.check.term(expr.object, env);
  if (expr.kind === "member") return applyAccesses(start, [{ kind: "key", key: expr.key.name, span: expr.key.span }], env);
  const access =
    expr.index.kind === "string"
      ? ({ kind: "key", key: expr.index.value } as const)
      : ({ kind: "index", index: expr.index.value } as const);
  return applyAccesses(start, [{ ...access, span: expr.index.span }], env);
}

/** A list with computed elements. */
function checkList(expr: ListExpr, env: Env): Term {
  const items = expr.items.map((item) => env.check.term(item, env));
  return { kind: "list", items, type: listOf(commonType(items, env.project.report)), span: expr.span };
}

function checkNegate(operand: Expr, span: Span, env: Env): Term {
  const literal = literalTerm({ kind: "negate", operand, span }, env.project.report);
  if (literal) return literal;
  const term = env.check.term(operand, env);
  if (!["number", "duration", "any", "poison"].includes(term.type.kind)) {
    env.project.report(report.badArithmetic(span, { operator: "-", left: "nothing", right: showType(term.type) }));
    return poison(span);
  }
  return call("negate", [term], term.type.kind === "any" ? numberType : term.type, span);
}

const operators: Readonly<Record<Arithmetic["operator"], FunctionWord>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "%": "remainder",
};

function checkArithmetic(expr: Arithmetic, env: Env): Term {
  const left = env.check.term(expr.left, env);
  const right = env.check.term(expr.right, env);
  if (left.type.kind === "poison" || right.type.kind === "poison") return poison(expr.span);
  const units = expr.operator === "+" || expr.operator === "-" ? clashingUnits(left.type, right.type) : undefined;
  if (units) env.project.report(report.unitMismatch(expr.operatorSpan, { left: units[0], right: units[1] }));
  const type = resultType(expr.operator, left.type, right.type);
  if (!type) {
    env.project.report(
      report.badArithmetic(expr.operatorSpan, { operator: expr.operator, left: showType(left.type), right: showType(right.type) }),
    );
    return poison(expr.span);
  }
  return call(operators[expr.operator], [left, right], type, expr.span);
}

/** language.md §6, "Time arithmetic" and "Units"; an `any` counts as a number. */
function resultType(operator: Arithmetic["operator"], left: Type, right: Type): Type | undefined {
  const pair = `${kindOf(left)} ${operator} ${kindOf(right)}`;
  switch (pair) {
    case "timestamp - timestamp":
    case "duration + duration":
    case "duration - duration":
    case "duration % duration":
    case "duration * number":
    case "number * duration":
    case "duration / number":
      return durationType;
    case "timestamp + duration":
    case "timestamp - duration":
    case "duration + timestamp":
      return timestampType;
    case "duration / duration":
      return numberType;
    default:
      return kindOf(left) === "number" && kindOf(right) === "number" ? numberResult(operator, left, right) : undefined;
  }
}

function kindOf(type: Type): string {
  return type.kind === "any" ? "number" : type.kind;
}

function numberResult(operator: Arithmetic["operator"], left: Type, right: Type): Type {
  const leftUnit = left.kind === "number" ? left.unit : undefined;
  const rightUnit = right.kind === "number" ? right.unit : undefined;
  if (operator === "/" && rightUnit !== undefined) return numberType;
  if (operator === "*" && leftUnit !== undefined && rightUnit !== undefined) return numberType;
  const unit = leftUnit ?? rightUnit;
  return unit === undefined ? numberType : { kind: "number", unit };
}

export function call(word: FunctionWord, args: readonly Term[], type: Type, span: Span): Term {
  return { kind: "call", word, args, type, span };
}

function checkCall(expr: Call, env: Env): Term {
  const name = expr.name.name;
  const definition = env.scope.names.get(name);
  if (definition?.kind === "define") return inlineDefinition(expr, definition, env);
  if (name === "SCORE" || name === "score") return checkScore(expr, env);
  if (name === "age") return checkAge(expr, env);
  const builtin = Object.hasOwn(functionBuiltins, name) && !hidden.has(name) ? functionBuiltins[name as FunctionWord] : undefined;
  // An unknown name may be in an import or a declaration that could not be read, which has been reported.
  if (!builtin && env.scope.module.isPartial) return poison(expr.span);
  if (!builtin) {
    const known = [
      ...Object.keys(functionBuiltins).filter((word) => !hidden.has(word)),
      "age",
      ...[...env.scope.names].flatMap(([key, entity]) => (entity.kind === "define" ? [key] : [])),
    ];
    const help = name === "not" ? ["did you mean `NOT`?"] : didYouMean(name, known);
    env.project.report(report.unknownFunction(expr.name.span, { name }, { help }));
    return poison(expr.span);
  }
  return checkBuiltin(expr, builtin, env);
}

/** Words that have a written form of their own. */
const hidden: ReadonlySet<string> = new Set(["add", "subtract", "multiply", "divide", "remainder", "negate", "tuple"]);

function checkBuiltin(expr: Call, builtin: FunctionBuiltin, env: Env): Term {
  const add = env.project.report;
  const slots: (Argument | undefined)[] = builtin.params.map(() => undefined);
  const rest: Argument[] = [];
  let positional = 0;
  for (const argument of expr.args) {
    if (argument.name) {
      const at = builtin.params.findIndex((param) => param.name === argument.name?.name);
      if (at < 0) {
        add(
          report.unknownArgument(
            argument.name.span,
            { callee: builtin.name, name: argument.name.name },
            {
              help: didYouMean(
                argument.name.name,
                builtin.params.map((param) => param.name),
              ),
            },
          ),
        );
      } else slots[at] = argument;
    } else if (positional < builtin.params.length) slots[positional++] = argument;
    else if (builtin.variadic) rest.push(argument);
    else add(report.tooManyArguments(argument.span, { callee: builtin.name, count: builtin.params.length }));
  }
  const args: Term[] = [];
  for (const [index, param] of builtin.params.entries()) {
    const argument = slots[index];
    if (argument) {
      const term = env.check.term(argument.value, env);
      const allowed = [param.type, ...(param.or ?? [])];
      if (!allowed.some((type) => isAssignable(term.type, type))) {
        add(
          report.typeMismatch(argument.span, {
            what: `\`${builtin.name}\``,
            expected: allowed.map(showType).join(" or "),
            found: showType(term.type),
          }),
        );
        return poison(expr.span);
      }
      args.push(term);
    } else if (!param.optional) {
      add(report.missingArgument(expr.span, { callee: builtin.name, name: param.name }));
      return poison(expr.span);
    } else if (slots.slice(index + 1).some((later) => later !== undefined)) {
      args.push({ kind: "literal", value: undefined, type: anyType, span: expr.span });
    }
  }
  args.push(...rest.map((argument) => env.check.term(argument.value, env)));
  if (args.some((term) => term.type.kind === "poison")) return poison(expr.span);
  const type = typeof builtin.returns === "function" ? builtin.returns(args.map((term) => term.type)) : builtin.returns;
  return call(builtin.name, args, type, expr.span);
}

/** `SCORE("name", path)` reads `scores.name.path`, the name and the dotted path being one key each (grammar.md 32). */
function checkScore(expr: Call, env: Env): Term {
  const [name, of] = expr.args;
  const path = of ? pathOf(of.value) : undefined;
  if (
    !name ||
    !of ||
    expr.args.length !== 2 ||
    name.value.kind !== "string" ||
    !path ||
    path.accesses.some((access) => access.kind !== "key")
  ) {
    env.project.report(
      report.typeMismatch(expr.span, { what: "`SCORE`", expected: "the name of a classifier and a field", found: "something else" }),
    );
    return poison(expr.span);
  }
  const read = checkPath(path, env);
  if (read.type.kind === "poison" || read.kind !== "field") return poison(expr.span);
  const type: Type = { kind: "number", unit: "ratio" };
  return { kind: "field", path: ["scores", name.value.value, read.path.join(".")], type, optional: true, span: expr.span };
}

/** `age(t)` is the event's time minus t. */
function checkAge(expr: Call, env: Env): Term {
  const argument = expr.args[0];
  if (!argument || expr.args.length !== 1) {
    env.project.report(report.missingArgument(expr.span, { callee: "age", name: "timestamp" }));
    return poison(expr.span);
  }
  const then = env.check.term(argument.value, env);
  if (!isAssignable(then.type, timestampType)) {
    env.project.report(report.typeMismatch(argument.span, { what: "`age`", expected: "timestamp", found: showType(then.type) }));
    return poison(expr.span);
  }
  if (then.type.kind === "poison") return poison(expr.span);
  const now: Term = { kind: "field", path: ["timestamp"], type: timestampType, optional: false, span: expr.name.span };
  const typed: Term = then.type.kind === "any" && "type" in then ? { ...then, type: timestampType } : then;
  return call("subtract", [now, typed], durationType, expr.span);
}
