/** A list that no condition reads: the rule it was made for tests another, or none. */
import type { List } from "../../syntax/ast.ts";
import { unusedDeclaration } from "../references.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const unusedList: LintRule = {
  name: "unused-list",
  topic: "tuning",
  severity: "warning",
  summary: "a list that nothing reads",
  visit: { declaration: { "list-declaration": inDeclaration } },
};

function inDeclaration(declaration: List, at: Written): Finding | undefined {
  return unusedDeclaration(declaration, at);
}
