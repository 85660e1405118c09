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
/** Integers of ES|QL divide to integers and overflow to null: one side at least is a double, and so is the result. Elastic, "ES|QL operators". */
export function arithmetic(operator: "+" | "-" | "*" | "/" | "%", left: Expr, right: Expr): Expr {
  if (right.kind === "number") return { kind: "arithmetic", operator, left: asDouble(left), right };
  if (left.kind === "number") return { kind: "arithmetic", operator, left, right: asDouble(right) };
  return { kind: "arithmetic", operator, left: asDouble(left), right: asDouble(right) };
}
export function asDouble(value: Expr): Expr {
  return isDouble(value) ? value : call("TO_DOUBLE", value);
}
/** What `arithmetic` has made is a double already; a difference of times is a long. */
function isDouble(value: Expr): boolean {
  if (value.kind === "negative") return isDouble(value.of);
  if (value.kind === "call") return value.name === "TO_DOUBLE";
  return value.kind === "arithmetic" && (isDouble(value.left) || isDouble(value.right));
}
export function isNull(of: Expr): Expr {
  return { kind: "is-null", of };
}
export function isPresent(of: Expr): Expr {
  return not(isNull(of));
}
export function not(part: Expr): Expr {
  if (part.kind === "boolean") return { kind: "boolean", value: !part.value };
  return part.kind === "not" ? part.part : { kind: "not", part };
}
export function and(parts: readonly Expr[]): Expr {
  return joined("and", parts);
}
export function or(parts: readonly Expr[]): Expr {
  return joined("or", parts);
}
/** A constant that decides stands for the whole, one that does not is left out; that holds for what is unknown as well. */
function joined(kind: "and" | "or", parts: readonly Expr[]): Expr {
  const decides = kind === "or";
  const all = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  if (all.some((part) => part.kind === "boolean" && part.value === decides)) return { kind: "boolean", value: decides };
  const flat = distinct(all.filter((part) => part.kind !== "boolean"));
  const [only] = flat;
  if (!only) return { kind: "boolean", value: !decides };
  return flat.length === 1 ? only : { kind, parts: flat };
}
/** Each part once: two bounds of one column share their guard. */
function distinct(parts: readonly Expr[]): readonly Expr[] {
  const texts = parts.map((part) => JSON.stringify(part, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)));
  return parts.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
}
export function like(of: Expr, ...patterns: readonly LikePattern[]): Expr {
  return { kind: "like", of, patterns };
}
export const run: LikePiece = { kind: "run" };
export const one: LikePiece = { kind: "one" };
export function literally(value: string): LikePiece {
  return { kind: "text", text: value };
}
