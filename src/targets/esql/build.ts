/** Pieces of ES|QL by name, so that words of other languages are lowered in one line. */
import type { Comparison, Expr, LikePattern, LikePiece } from "./query.ts";

export function column(name: string): Expr {
  return { kind: "column", name };
}
export function text(value: string): Expr {
  return { kind: "string", value };
}
export function number(value: number | bigint): Expr {
  return { kind: "number", value };
}
export function call(name: string, ...args: readonly Expr[]): Expr {
  return { kind: "call", name, args };
}
export function compare(operator: Comparison["operator"], left: Expr, right: Expr): Expr {
  return { kind: "compare", operator, left, right };
}
/** Integers of ES|QL divide to integers and overflow to null: arithmetic on columns is done on doubles. Elastic, "ES|QL operators". */
export function arithmetic(operator: "+" | "-" | "*" | "/" | "%", left: Expr, right: Expr): Expr {
  return { kind: "arithmetic", operator, left: asDouble(left), right: asDouble(right) };
}
export function asDouble(value: Expr): Expr {
  if (value.kind === "arithmetic" || (value.kind === "call" && value.name === "TO_DOUBLE")) return value;
  // A literal beside a double is taken for a double; a whole number is written with its point, so that two literals are no integers.
  if (value.kind === "number") return call("TO_DOUBLE", value);
  return call("TO_DOUBLE", value);
}
export function isNull(of: Expr): Expr {
  return { kind: "is-null", of };
}
export function isPresent(of: Expr): Expr {
  return not(isNull(of));
}
export function not(part: Expr): Expr {
  return part.kind === "not" ? part.part : { kind: "not", part };
}
export function and(parts: readonly Expr[]): Expr {
  return joined("and", parts);
}
export function or(parts: readonly Expr[]): Expr {
  return joined("or", parts);
}
function joined(kind: "and" | "or", parts: readonly Expr[]): Expr {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [only] = flat;
  return only && flat.length === 1 ? only : { kind, parts: flat };
}
export function like(of: Expr, ...patterns: readonly LikePattern[]): Expr {
  return { kind: "like", of, patterns };
}
export const run: LikePiece = { kind: "run" };
export const one: LikePiece = { kind: "one" };
export function literally(value: string): LikePiece {
  return { kind: "text", text: value };
}
