/** Conditions over the elements of an array, for which Kusto has no expression, as stages before the row is judged. */
import { and, call, column, compare, long, not, or, when, dynamic, typeOf } from "./build.ts";
import type { Expr, Gather, Named, ScalarType, Some, Stage } from "./query.ts";

/** A condition, and what must be computed before it can be asked. */
export type Hoisted = { readonly stages: readonly Stage[]; readonly condition: Expr };

/** Gives names that no column has. */
export type FreshName = (wish: string) => string;

/** `where condition` as stages: the cheap parts of a conjunction first, then what needs the elements of an array. */
export function whereStages(condition: Expr, fresh: FreshName): readonly Stage[] {
  const parts = condition.kind === "and" ? condition.parts : [condition];
  const plain = parts.filter((part) => !needsStage(part));
  const stages: Stage[] = plain.length === 0 || isYes(condition) ? [] : plain.map((part) => ({ kind: "where", condition: part }));
  for (const part of parts) {
    if (!needsStage(part)) continue;
    if (part.kind === "some" && !part.every) stages.push(firstMatch(part, fresh));
    else {
      const hoisted = hoistExpr(part, fresh);
      stages.push(...hoisted.stages, { kind: "where", condition: hoisted.condition });
    }
  }
  return stages;
}

function isYes(condition: Expr): boolean {
  return condition.kind === "boolean" && condition.value;
}

/** The row with its first element that fulfils the condition; rows without one are gone. */
function firstMatch(node: Some, fresh: FreshName): Stage {
  return {
    kind: "mv-apply",
    variable: node.variable,
    list: node.list,
    of: node.of,
    stages: [...whereStages(node.part, fresh), { kind: "take", count: 1 }],
  };
}

/** The same expression without nodes that need a stage. */
export function hoistExpr(expr: Expr, fresh: FreshName): Hoisted {
  const stages: Stage[] = [];
  const condition = replace(expr, (node) => {
    const name = fresh(node.kind === "some" ? `${node.every ? "all" : "any"}_${node.variable}` : node.variable);
    const { value, type, inner } = node.kind === "some" ? counted(node, fresh) : gathered(node, fresh);
    const list = hoistExpr(node.list, fresh);
    stages.push(...list.stages, {
      kind: "mv-apply",
      variable: node.variable,
      list: node.kind === "some" ? padded(list.condition) : list.condition,
      of: node.of,
      stages: [...inner, summarize([{ name, value }])],
    });
    // A row whose array is empty or missing has one element that is nothing, so that it stays; what is found of that does not count.
    return node.kind === "some" ? and([compare(">", arrayLength(list.condition), long(0)), column(name, type)]) : column(name, type);
  });
  return { stages, condition };
}

function counted(
  { part, every }: Some,
  fresh: FreshName,
): { readonly value: Expr; readonly type: ScalarType; readonly inner: readonly Stage[] } {
  const hoisted = hoistExpr(part, fresh);
  const failing = call("countif", "long", not(call("coalesce", "bool", hoisted.condition, { kind: "boolean", value: false })));
  const value = every ? compare("==", failing, long(0)) : compare(">", call("countif", "long", hoisted.condition), long(0));
  return { value, type: "bool", inner: hoisted.stages };
}

function gathered(
  { where, value, type }: Gather,
  fresh: FreshName,
): { readonly value: Expr; readonly type: ScalarType; readonly inner: readonly Stage[] } {
  return { value, type, inner: whereStages(where, fresh) };
}

function summarize(aggregates: readonly Named[]): Stage {
  return { kind: "summarize", aggregates, by: [] };
}

function arrayLength(list: Expr): Expr {
  return call("array_length", "long", list);
}

function padded(list: Expr): Expr {
  return when(compare(">", arrayLength(list), long(0)), list, dynamic([null]));
}

export function needsStage(expr: Expr): boolean {
  let found = false;
  replace(expr, (node) => {
    found = true;
    return node;
  });
  return found;
}

/** A copy in which each node that needs a stage is what `change` makes of it; nodes inside of those are left to it. */
function replace(expr: Expr, change: (node: Some | Gather) => Expr): Expr {
  const again = (part: Expr): Expr => replace(part, change);
  switch (expr.kind) {
    case "some":
    case "gather":
      return change(expr);
    case "member":
    case "minus":
      return { ...expr, of: again(expr.of) };
    case "element":
      return { ...expr, of: again(expr.of), index: again(expr.index) };
    case "call":
      return { ...expr, args: expr.args.map(again) };
    case "arithmetic":
    case "compare":
    case "text-test":
      return { ...expr, left: again(expr.left), right: again(expr.right) };
    case "in":
      return {
        ...expr,
        left: again(expr.left),
        values: expr.values.kind === "values" ? { ...expr.values, values: expr.values.values.map(again) } : expr.values,
      };
    case "and":
      return and(expr.parts.map(again));
    case "or":
      return or(expr.parts.map(again));
    case "not":
      return not(again(expr.part));
    case "counted":
      return again(expr.full);
    default:
      return expr;
  }
}

/** Every node of an expression, the outer ones first. */
export function walkExpr(expr: Expr, visit: (node: Expr) => void): void {
  visit(expr);
  const all = (parts: readonly Expr[]): void => {
    for (const part of parts) walkExpr(part, visit);
  };
  switch (expr.kind) {
    case "member":
    case "minus":
      return walkExpr(expr.of, visit);
    case "element":
      return all([expr.of, expr.index]);
    case "call":
      return all(expr.args);
    case "arithmetic":
    case "compare":
    case "text-test":
      return all([expr.left, expr.right]);
    case "in":
      return all([expr.left, ...(expr.values.kind === "values" ? expr.values.values : [])]);
    case "and":
    case "or":
      return all(expr.parts);
    case "not":
      return walkExpr(expr.part, visit);
    case "counted":
      return walkExpr(expr.full, visit);
    case "some":
      return all([expr.list, expr.part]);
    case "gather":
      return all([expr.list, expr.where, expr.value]);
    default:
      return;
  }
}

/** Whether a value could be infinite: it comes out of arithmetic on numbers. */
export function isComputed(expr: Expr): boolean {
  return (expr.kind === "arithmetic" && typeOf(expr) === "real") || (expr.kind === "minus" && isComputed(expr.of));
}
