/** A comment that tells the linter to ignore something that does not exist. Found when the comments are settled. */
import type { LintRule } from "../rule.ts";

export const unknownIgnore: LintRule = {
  name: "unknown-ignore",
  topic: "tuning",
  severity: "warning",
  summary: "an `aidr-ignore` of a name that no advice has",
  visit: {},
};
