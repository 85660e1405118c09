/** An exception without an end: made for a week, kept for years, and by then somebody else's way in. */
import type { Exception } from "../../syntax/ast.ts";
import type { Finding, LintRule } from "../rule.ts";

export const exceptionWithoutExpiry: LintRule = {
  name: "exception-without-expiry",
  topic: "tuning",
  severity: "warning",
  summary: "an exception without UNTIL",
  visit: { declaration: { exception: inException } },
};

function inException(exception: Exception): Finding | undefined {
  if (exception.until) return undefined;
  return {
    span: exception.rules[0]?.span ?? exception.span,
    message: "this exception never ends",
    help: ["add `UNTIL` and a date; when it has passed, the exception is reported and no longer holds"],
  };
}
