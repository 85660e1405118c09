/** A blank at the end of a string that is compared as a whole. */
import type { Test } from "../../ir/plan.ts";
import type { Finding, LintRule } from "../rule.ts";

export const paddedEntry: LintRule = {
  name: "padded-entry",
  topic: "matching",
  severity: "warning",
  summary: "a string with a blank at an end, compared as a whole",
  visit: { predicate: { test: inTest } },
};

function inTest({ word, object }: Test): Finding[] {
  if (word !== "equal" && word !== "in-list" && word !== "has-element") return [];
  const items = object.kind === "list" ? object.items : [object];
  return items.flatMap((item) => {
    if (item.kind !== "literal" || typeof item.value !== "string" || item.value === item.value.trim() || item.value.trim() === "")
      return [];
    return { span: item.span, message: "this string begins or ends with a blank, and is compared as a whole", help: ["delete the blank"] };
  });
}
