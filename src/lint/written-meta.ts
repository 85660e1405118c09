/** META as it was written. */
import type { Span } from "../source/span.ts";
import type { Expr, MetaEntry, Rule } from "../syntax/ast.ts";

/** The entry of a key that says something: not an empty text, not an empty list. */
export function metaEntry(rule: Rule, key: string): MetaEntry | undefined {
  const entry = rule.meta?.entries.find((one) => one.key.name === key);
  return entry && !isEmpty(entry.value) ? entry : undefined;
}

/** The texts of a list in META, each with its place. */
export function metaTexts(rule: Rule, key: string): { readonly text: string; readonly span: Span }[] {
  const value = metaEntry(rule, key)?.value;
  return value?.kind === "list"
    ? value.items.flatMap((item) => (item.kind === "string" ? [{ text: item.value, span: item.span }] : []))
    : [];
}

function isEmpty(value: Expr): boolean {
  if (value.kind === "string") return value.value.trim() === "";
  return value.kind === "list" && value.items.length === 0;
}
