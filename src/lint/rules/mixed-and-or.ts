/** AND inside OR without parentheses: it means what it means, but half of its readers guess wrong. */
import type { AndOr, Expr } from "../../syntax/ast.ts";
import type { Finding, LintRule } from "../rule.ts";

export const mixedAndOr: LintRule = {
  name: "mixed-and-or",
  topic: "meaning",
  severity: "warning",
  summary: "AND and OR in one condition without parentheses",
  visit: { expr: { or: inOr } },
};

function inOr(or: Extract<Expr, AndOr>): Finding | undefined {
  const bare = or.kind === "or" ? or.parts.filter((part) => part.kind === "and") : [];
  const first = bare[0];
  if (!first) return undefined;
  const edits = bare.flatMap(({ span }) => [
    { span: { ...span, end: span.start }, text: "(" },
    { span: { ...span, start: span.end }, text: ")" },
  ]);
  return {
    span: first.span,
    message: "`AND` binds tighter than `OR`, and no parentheses say so",
    help: ["write parentheses around what belongs together"],
    fixes: [{ title: "write parentheses as they bind", safe: true, edits }],
  };
}
