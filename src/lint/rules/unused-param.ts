/** A parameter that nothing reads: setting it changes nothing. */
import type { Param } from "../../syntax/ast.ts";
import { unusedDeclaration } from "../references.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const unusedParam: LintRule = {
  name: "unused-param",
  topic: "tuning",
  severity: "warning",
  summary: "a parameter that nothing reads",
  visit: { declaration: { param: inDeclaration } },
};

function inDeclaration(declaration: Param, at: Written): Finding | undefined {
  return unusedDeclaration(declaration, at);
}
