/** Small constructors of the tree of a Splunk search. */
import type { Arithmetic, Comparison, Expr, FunctionName } from "./query.ts";

export function field(name: string): Expr {
  return { kind: "field", name };
}
export function text(value: string): Expr {
  return { kind: "string", value };
}
export function number(value: number | bigint): Expr {
  return { kind: "number", value };
}
export function boolean(value: boolean): Expr {
  return { kind: "boolean", value };
}
export const nothing: Expr = { kind: "null" };

export function call(name: FunctionName, ...args: readonly Expr[]): Expr {
  return { kind: "call", name, args };
}
export function compare(left: Expr, operator: Comparison, right: Expr): Expr {
  return { kind: "compare", operator, left, right };
}
export function arithmetic(left: Expr, operator: Arithmetic, right: Expr): Expr {
  return { kind: "arithmetic", operator, left, right };
}
export function join(...parts: readonly Expr[]): Expr {
  return { kind: "join", parts };
}

/** True where all parts are; of none, true. */
export function and(parts: readonly Expr[]): Expr {
  return joined("and", parts);
}
/** True where some part is; of none, false. */
export function or(parts: readonly Expr[]): Expr {
  return joined("or", parts);
}

function joined(kind: "and" | "or", parts: readonly Expr[]): Expr {
  const decided = kind === "or";
  const open: Expr[] = [];
  for (const part of parts) {
    if (part.kind === "boolean") {
      if (part.value === decided) return part;
    } else if (part.kind === kind) open.push(...part.parts);
    else open.push(part);
  }
  const [only] = open;
  if (only === undefined) return boolean(!decided);
  return open.length === 1 ? only : { kind, parts: open };
}

export function not(part: Expr): Expr {
  if (part.kind === "boolean") return boolean(!part.value);
  if (part.kind === "call" && part.name === "isnull") return call("isnotnull", ...part.args);
  if (part.kind === "call" && part.name === "isnotnull") return call("isnull", ...part.args);
  return { kind: "not", part };
}

/** A text in which the pattern is found. */
export function match(subject: Expr, pattern: string): Expr {
  return call("match", subject, text(pattern));
}

/** One value where the condition is true, the other where it is false or unknown. */
export function choose(condition: Expr, then: Expr, otherwise: Expr): Expr {
  if (condition.kind === "boolean") return condition.value ? then : otherwise;
  return call("if", condition, then, otherwise);
}

/** Fields that an expression reads, each once. */
export function fieldsOf(expr: Expr, found: Set<string> = new Set()): Set<string> {
  switch (expr.kind) {
    case "field":
      found.add(expr.name);
      break;
    case "call":
      for (const argument of expr.args) fieldsOf(argument, found);
      break;
    case "compare":
    case "arithmetic":
      fieldsOf(expr.left, found);
      fieldsOf(expr.right, found);
      break;
    case "join":
    case "and":
    case "or":
      for (const part of expr.parts) fieldsOf(part, found);
      break;
    case "not":
      fieldsOf(expr.part, found);
      break;
    default:
      break;
  }
  return found;
}
