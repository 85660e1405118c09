/** An entry that stands in its list twice. */
import type { Expr, ListExpr } from "../../syntax/ast.ts";
import { fixing, removing } from "../edits.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const duplicateEntry: LintRule = {
  name: "duplicate-entry",
  topic: "noise",
  severity: "warning",
  summary: "an entry that stands in its list twice",
  visit: { expr: { list: inList } },
};

function inList({ items }: ListExpr, { module }: Written): Finding[] {
  const first = new Map<string, Expr>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    const known = key === undefined ? undefined : first.get(key);
    if (key !== undefined && !known) first.set(key, item);
    const edit = known ? removing(items, index) : undefined;
    if (!known || !edit) return [];
    return {
      span: item.span,
      message: "this entry stands in the list already",
      labels: [{ span: known.span, text: "here" }],
      ...fixing("delete the second", true, [edit], module),
    };
  });
}

function keyOf(item: Expr): string | undefined {
  if (item.kind === "string") return `string ${item.value}`;
  if (item.kind === "pattern") return `pattern /${item.source}/${item.flags}`;
  return item.kind === "number" ? `number ${item.raw}` : undefined;
}
