/** What is in an expression, a condition or a declaration, for those who look for something in all of it. */
import { unreachable } from "../source/invariant.ts";
import type { Condition, Declaration, Expr, Playbook, Rule } from "./ast.ts";

/** The expressions directly inside one, in the order of the text. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "string":
    case "number":
    case "boolean":
    case "duration":
    case "date":
    case "pattern":
    case "constant":
    case "name":
    case "error":
      return [];
    case "list":
      return expr.items;
    case "member":
      return [expr.object];
    case "index":
      return [expr.object, expr.index];
    case "call":
      return expr.args.map((arg) => arg.value);
    case "group":
      return [expr.inner];
    case "negate":
    case "not":
      return [expr.operand];
    case "arithmetic":
    case "comparison":
      return [expr.left, expr.right];
    case "between":
      return [expr.value, expr.low, expr.high];
    case "in":
      return [expr.value, expr.list];
    case "text-test":
      return [expr.value, expr.object];
    case "presence":
      return [expr.value];
    case "seen-in":
      return present([expr.value, expr.of, expr.where, ...(expr.by ?? []), expr.within]);
    case "quantifier":
      return [expr.list, expr.body];
    case "at-least":
    case "and":
    case "or":
      return expr.kind === "at-least" ? [expr.count, ...expr.parts] : expr.parts;
    case "state":
      return present([expr.value, expr.rank, expr.where, ...(expr.by ?? []), expr.window?.duration, expr.min]);
    default:
      return unreachable(expr);
  }
}

/** The expressions directly inside a condition. */
export function expressionsOfCondition(condition: Condition): readonly Expr[] {
  if (condition.kind === "when") return [condition.expr];
  const items = condition.items.flatMap((item) => [item.where, item.kind === "step" ? item.repeat : undefined, item.within]);
  return present([...(condition.by ?? []), condition.within, ...items]);
}

/** The expressions directly inside a declaration, in the order of the text. */
export function expressionsOf(declaration: Declaration): readonly Expr[] {
  switch (declaration.kind) {
    case "import":
    case "disable":
      return [];
    case "list-declaration":
    case "extend-list":
      return declaration.source.kind === "inline" ? [declaration.source.list] : [];
    case "param":
      return [declaration.value];
    case "define":
      return [declaration.body];
    case "baseline-declaration":
      return [declaration.path, declaration.value];
    case "exception":
      return [declaration.where];
    case "action-declaration":
      return present(declaration.params.map((param) => param.default));
    case "rule":
      return expressionsOfRule(declaration);
    case "playbook":
      return expressionsOfPlaybook(declaration);
    default:
      return unreachable(declaration);
  }
}

function expressionsOfRule(rule: Rule): readonly Expr[] {
  return present([
    ...(rule.meta?.entries ?? []).map((entry) => entry.value),
    ...(rule.condition ? expressionsOfCondition(rule.condition) : []),
    ...rule.actions.flatMap((action) => action.args.map((arg) => arg.value)),
    rule.suppress?.duration,
    ...(rule.suppress?.by ?? []),
  ]);
}

function expressionsOfPlaybook(playbook: Playbook): readonly Expr[] {
  return present([
    ...(playbook.meta?.entries ?? []).map((entry) => entry.value),
    playbook.for,
    ...playbook.steps.flatMap((step) => [...step.call.args.map((arg) => arg.value), step.limit?.count, step.limit?.per]),
  ]);
}

/** Visits an expression or all expressions of a declaration, outermost first. A visit that answers false is not followed inside. */
export function walkExprs(node: Expr | Declaration, visit: (expr: Expr) => boolean | undefined): void {
  const waiting: Expr[] = isDeclaration(node) ? [...expressionsOf(node)].reverse() : [node];
  for (let expr = waiting.pop(); expr; expr = waiting.pop()) {
    if (visit(expr) === false) continue;
    const inner = childrenOf(expr);
    for (let i = inner.length - 1; i >= 0; i--) {
      const child = inner[i];
      if (child) waiting.push(child);
    }
  }
}

const declarationKinds: ReadonlySet<string> = new Set<Declaration["kind"]>([
  "import",
  "list-declaration",
  "param",
  "define",
  "baseline-declaration",
  "extend-list",
  "exception",
  "disable",
  "action-declaration",
  "rule",
  "playbook",
]);

function isDeclaration(node: Expr | Declaration): node is Declaration {
  return declarationKinds.has(node.kind);
}

function present(all: readonly (Expr | undefined)[]): readonly Expr[] {
  return all.filter((one) => one !== undefined);
}
