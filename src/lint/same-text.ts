/** Whether two expressions were written alike, white space and parentheses aside. */
import type { Expr } from "../syntax/ast.ts";

/** Equal for expressions that are written alike. O(size). */
export function writtenKey(expr: Expr): string {
  return JSON.stringify(expr, (key, value: unknown) => (isPlace(key) ? undefined : ungrouped(value)));
}

/** An expression without the parentheses around it. */
export function withoutGroups(expr: Expr): Expr {
  let inner = expr;
  while (inner.kind === "group") inner = inner.inner;
  return inner;
}

function isPlace(key: string): boolean {
  return key === "span" || key.endsWith("Span");
}

function ungrouped(value: unknown): unknown {
  let inner = value;
  while (isGroup(inner)) inner = inner.inner;
  return inner;
}

function isGroup(value: unknown): value is { readonly kind: "group"; readonly inner: unknown } {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "group";
}
