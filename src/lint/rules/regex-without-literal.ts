/** A pattern that any text might match: it runs on each of them. */
import type { Test } from "../../ir/plan.ts";
import { isProse } from "../fields.ts";
import { hasNeededText, patternsOf } from "../patterns.ts";
import type { Finding, LintRule } from "../rule.ts";

export const regexWithoutLiteral: LintRule = {
  name: "regex-without-literal",
  topic: "cost",
  severity: "info",
  summary: "a pattern over prose that has no text which must occur",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test): Finding[] {
  if (!isProse(test.subject)) return [];
  return patternsOf(test).flatMap((written) =>
    hasNeededText(written)
      ? []
      : {
          span: written.literal.span,
          message: "no text must occur for this pattern to match, so it runs on every text",
          help: ["write two letters or more that every match has; then it runs only where they occur"],
        },
  );
}
