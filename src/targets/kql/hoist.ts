/** Conditions over the elements of an array, for which Kusto has no expression, as stages before the row is judged. */
import { and, call, column, compare, long, not, or, when, dynamic, typeOf } from "./build.ts";
import type { Expr, Gather, Named, ScalarType, Some, Stage } from "./query.ts";

/** A condition, and what must be computed before it can be asked. */
export type Hoisted = { readonly stages: readonly Stage[]; readonly condition: Expr };

/** Names that no column has, and the columns that hold what was computed already for these rows. */
export type Naming = { readonly fresh: (wish: string) => string; readonly known: Map<string, Expr> };

/** `where condition` as stages: the plain parts of a conjunction first, then what needs the elements of an array. */
export function whereStages(condition: Expr, naming: Naming): readonly Stage[] {
  const parts = condition.kind === "and" ? condition.parts : [condition];
  const plain = parts.filter((part) => !needsStage(part) && !isYes(part));
  const stages: Stage[] = plain.map((part) => ({ kind: "where", condition: part }));
  for (const part of parts) {
    if (!needsStage(part)) continue;
    if (part.kind === "some" && !part.every) stages.push(...firstMatch(part, naming));
    else {
      const hoisted = hoistExpr(part, naming);
      stages.push(...hoisted.stages, { kind: "where", condition: hoisted.condition });
    }
  }
  return stages;
}

/** Columns computed for each row. */
export function extendStages(columns: readonly Named[], naming: Naming): readonly Stage[] {
  const stages: Stage[] = [];
  const values = columns.map(({ name, value }): Named => {
    const hoisted = hoistExpr(value, naming);
    stages.push(...hoisted.stages);
    return { name, value: hoisted.condition };
  });
  return values.length === 0 ? stages : [...stages, { kind: "extend", columns: values }];
}

function isYes(condition: Expr): boolean {
  return condition.kind === "boolean" && condition.value;
}

/** The row with its first element that fulfils the condition; rows without one are gone. */
function firstMatch(node: Some, naming: Naming): readonly Stage[] {
  const list = hoistExpr(node.list, naming);
  const stages: readonly Stage[] = [...whereStages(node.part, within(naming)), { kind: "take", count: 1 }];
  return [...list.stages, { kind: "mv-apply", variable: node.variable, list: list.condition, of: node.of, stages }];
}

/** What is computed for an element is not there for its row. */
function within(naming: Naming): Naming {
  return { ...naming, known: new Map(naming.known) };
}

/** The same expression without nodes that need a stage. */
export function hoistExpr(expr: Expr, naming: Naming): Hoisted {
  const stages: Stage[] = [];
  const condition = replace(expr, (node) => {
    const key = JSON.stringify(node);
    const known = naming.known.get(key);
    if (known) return known;
    const name = naming.fresh(node.kind === "some" ? `${node.every ? "all" : "any"}_${node.variable.replace(/^one_/, "")}` : node.name);
    const list = hoistExpr(node.list, naming);
    const { value, type, inner } = node.kind === "some" ? counted(node, within(naming)) : gathered(node, within(naming));
    stages.push(...list.stages, {
      kind: "mv-apply",
      variable: node.variable,
      list: padded(list.condition),
      of: node.of,
      stages: [...inner, summarize([{ name, value }])],
    });
    // A row whose array is empty or missing has one element that is nothing, so that it stays; what is found of that does not count.
    const isThere = compare(">", call("coalesce", "long", arrayLength(list.condition), long(0)), long(0));
    const found = node.kind === "some" ? and([isThere, column(name, type)]) : column(name, type);
    naming.known.set(key, found);
    return found;
  });
  return { stages, condition };
}

type Reduced = { readonly value: Expr; readonly type: ScalarType; readonly inner: readonly Stage[] };

function counted({ part, every }: Some, naming: Naming): Reduced {
  const hoisted = hoistExpr(part, naming);
  const failing = call("countif", "long", not(call("coalesce", "bool", hoisted.condition, { kind: "boolean", value: false })));
  const value = every ? compare("==", failing, long(0)) : compare(">", call("countif", "long", hoisted.condition), long(0));
  return { value, type: "bool", inner: hoisted.stages };
}

function gathered({ where, value, type }: Gather, naming: Naming): Reduced {
  return { value, type, inner: whereStages(where, naming) };
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
