/** A condition that stays true: without SUPPRESS every event that follows is an alert. */
import type { Predicate, Term } from "../../ir/plan.ts";
import { showDuration } from "../../ir/show.ts";
import type { Aggregate } from "../../ir/state.ts";
import { walkPredicate } from "../../ir/walk.ts";
import { aggregatesIn, lowerBound, mustHold } from "../conditions.ts";
import type { Finding, LintProject, LintRule, PlannedRule } from "../rule.ts";

export const levelTriggered: LintRule = {
  name: "level-triggered",
  topic: "noise",
  severity: "warning",
  summary: "a condition that stays true on the events that follow, without SUPPRESS",
  visit: { rule: inRule },
};

/** Objects of the context: what they say of one event they say of the next. */
const lasting: ReadonlySet<string> = new Set(["user", "session", "conversation", "agent", "model", "event_type"]);
/** Happens once, so nothing follows. */
const single: ReadonlySet<string> = new Set(["session_start", "session_end", "alert"]);

function inRule({ plan, node }: PlannedRule, project: LintProject): Finding | undefined {
  if (plan.suppress || !node.condition) return undefined;
  const parts = mustHold(plan.condition);
  const counted = parts.map(countOf).find((count) => count !== undefined);
  if (!counted && !(parts.length > 0 && parts.every(lasts) && plan.on.some((type) => !single.has(type)))) return undefined;
  const keys = counted?.by.map((key) => project.textOf(key.span)).filter((key) => /^[\w.`]+$/.test(key)) ?? [];
  const by = keys.length === 1 ? keys[0] : keys.length > 1 ? `[${keys.join(", ")}]` : "session.id";
  const clause = `SUPPRESS ${counted ? showDuration(counted.withinMs) : "1h"} BY ${by}`;
  const { end } = node.span;
  return {
    span: node.condition.span,
    message: counted
      ? "once the bound is reached, each further event is an alert"
      : "what this tests lasts, so each further event is an alert",
    help: [`write \`${clause}\``],
    fixes: [{ title: `add \`${clause}\``, safe: false, edits: [{ span: { ...node.span, start: end }, text: `\n${clause}` }] }],
  };
}

/** A sliding count or sum that has a bound from below: it stays above it for as long as its window. */
function countOf(part: Predicate): Aggregate | undefined {
  const bounded = lowerBound(part);
  return bounded ? aggregatesIn(bounded.value).find((term) => term.statistic.kind !== "min" && term.statistic.kind !== "avg") : undefined;
}

/** Whether a condition reads nothing but what lasts from event to event, and bounds something of it. */
function lasts(part: Predicate): boolean {
  let reads = 0;
  let changes = 0;
  const look = (term: Term): void => {
    if (term.kind === "field") {
      if (lasting.has(term.path[0] ?? "") && term.path[1] !== "current_request") reads++;
      else changes++;
    } else if ("source" in term) changes++;
  };
  walkPredicate(part, { term: look });
  return reads > 0 && changes === 0;
}
