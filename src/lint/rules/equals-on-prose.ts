/** `==` on free prose: exact to the last blank and case, which no attacker is. */
import type { Test } from "../../ir/plan.ts";
import { isProse } from "../fields.ts";
import type { Finding, LintRule } from "../rule.ts";

export const equalsOnProse: LintRule = {
  name: "equals-on-prose",
  topic: "matching",
  severity: "warning",
  summary: "a text of free prose compared with a whole string",
  visit: { predicate: { test: inTest } },
};

function inTest({ word, subject, object, fold, span }: Test): Finding | undefined {
  if ((word !== "equal" && word !== "in-list") || fold || !isProse(subject)) return undefined;
  const items = object.kind === "list" ? object.items : [object];
  const hasWords = items.some((item) => item.kind === "literal" && typeof item.value === "string" && /\p{L}/u.test(item.value));
  if (!hasWords) return undefined;
  return {
    span,
    message: `\`${word === "equal" ? "==" : "IN"}\` on prose asks for the whole text, to the last blank and case`,
    help: ["write `CONTAINS`, which ignores case, or `NOCASE` if the whole text is meant"],
  };
}
