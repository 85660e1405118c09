/** `list[0]` in a condition: what stands second is never looked at, and the attacker chooses the order. */
import type { Term } from "../../ir/plan.ts";
import type { Finding, LintRule } from "../rule.ts";

export const firstElementOnly: LintRule = {
  name: "first-element-only",
  topic: "matching",
  severity: "warning",
  summary: "a list of which only one place is read",
  visit: { term: { element: inElement } },
};

function inElement(term: Extract<Term, { readonly kind: "element" }>): Finding {
  return {
    span: term.span,
    message: `only element ${term.index} of this list is read`,
    help: ["look at all of them: `ANY v IN …: …`"],
  };
}
