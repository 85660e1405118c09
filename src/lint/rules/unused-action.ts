/** An action that no rule and no playbook asks for. */
import type { ActionDeclaration } from "../../syntax/ast.ts";
import { referencesOf } from "../references.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const unusedAction: LintRule = {
  name: "unused-action",
  topic: "tuning",
  severity: "warning",
  summary: "an action that nothing asks for",
  visit: { declaration: { "action-declaration": inDeclaration } },
};

/** Actions belong to the whole project, so only all of it shows that one is unused. */
function inDeclaration({ name }: ActionDeclaration, { project }: Written): Finding | undefined {
  if (!project.isWhole || referencesOf(project).actions.has(name.name)) return undefined;
  return { span: name.span, message: `no rule and no playbook asks for \`${name.name}\`` };
}
