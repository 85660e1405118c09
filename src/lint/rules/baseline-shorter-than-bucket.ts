/** A baseline over less than two hours: it reads whole hours that are over, and most of the time there is none. */
import type { Term } from "../../ir/plan.ts";
import { showDuration } from "../../ir/show.ts";
import type { Finding, LintRule } from "../rule.ts";

export const baselineShorterThanBucket: LintRule = {
  name: "baseline-shorter-than-bucket",
  topic: "state",
  severity: "warning",
  summary: "a baseline that holds no whole hour",
  visit: { term: { baseline: inBaseline } },
};

const hourMs = 3_600_000;

function inBaseline({ span, overMs }: Extract<Term, { readonly kind: "baseline" }>): Finding | undefined {
  if (overMs >= 2 * hourMs) return undefined;
  return {
    span,
    message: `\`OVER ${showDuration(overMs)}\` reads whole hours before this one, and most of the time it holds none`,
    help: ["write `OVER 24h` or more, or `WITHIN` for a sliding window that holds the event itself"],
  };
}
