/** A comment that tells the linter to ignore what it does not say. Found when the comments are settled. */
import type { LintRule } from "../rule.ts";

export const unusedIgnore: LintRule = {
  name: "unused-ignore",
  topic: "tuning",
  severity: "warning",
  summary: "an `aidr-ignore` that silences nothing",
  visit: {},
};
