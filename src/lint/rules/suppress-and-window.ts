/** A SUPPRESS that is over while the events which fired are still counted, or that outlasts what anybody remembers. */
import { showDuration } from "../../ir/show.ts";
import { statesOf } from "../conditions.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const suppressAndWindow: LintRule = {
  name: "suppress-and-window",
  topic: "noise",
  severity: "info",
  summary: "a SUPPRESS far shorter than the window that it belongs to, or of more than a week",
  visit: { rule: inRule },
};

const weekMs = 7 * 86_400_000;
/** The same events may alert so often before their window has passed. */
const timesMax = 4;

function inRule({ plan, node }: PlannedRule): Finding | undefined {
  if (!plan.suppress || !node.suppress) return undefined;
  const { durationMs } = plan.suppress;
  const windows = statesOf(plan.condition).flatMap((state) =>
    state.kind === "aggregate" && isSum(state.statistic.kind) ? state.withinMs : [],
  );
  const longest = Math.max(0, ...windows);
  if (durationMs * timesMax < longest)
    return {
      span: node.suppress.duration.span,
      message: `what fired stays in its window of ${showDuration(longest)}, and alerts again every ${showDuration(durationMs)}`,
      help: [`suppress for as long as the window: \`SUPPRESS ${showDuration(longest)}\``],
    };
  if (durationMs <= weekMs || durationMs <= longest) return undefined;
  return {
    span: node.suppress.duration.span,
    message: `a second attack within ${showDuration(durationMs)} is not heard of`,
    help: ["suppress for a day or less: the alert counts what it dropped"],
  };
}

function isSum(kind: string): boolean {
  return kind === "count" || kind === "count-distinct" || kind === "sum";
}
