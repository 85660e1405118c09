/** A definition that nothing calls. */
import type { Define } from "../../syntax/ast.ts";
import { unusedDeclaration } from "../references.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const unusedDefine: LintRule = {
  name: "unused-define",
  topic: "tuning",
  severity: "warning",
  summary: "a definition that nothing calls",
  visit: { declaration: { define: inDeclaration } },
};

function inDeclaration(declaration: Define, at: Written): Finding | undefined {
  return unusedDeclaration(declaration, at);
}
