/** When a scheduled search runs, how far it looks back, and how long it may hold its tongue, so that runs together find what the rule finds. */
import { unreachable } from "../source/invariant.ts";
import type { Condition, RulePlan, Term } from "../ir/plan.ts";
import { walkCondition, walkPredicate, walkTerm } from "../ir/walk.ts";
import type { Visitor } from "../ir/walk.ts";
import type { Schedule } from "./outcome.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * The longest time before an event that the rule reads; 0 for a rule that remembers nothing, infinite for one that looks back without a bound. What a term
 * remembers of events that themselves look back adds up.
 */
export function lookBackOf(rule: RulePlan): number {
  let longest = 0;
  const visit: Visitor = { term: (node) => void ("source" in node && (longest = Math.max(longest, reachOf(node)))) };
  walkCondition(rule.condition, visit);
  for (const exception of rule.exceptions) walkPredicate(exception.unless, visit);
  for (const term of rule.suppress?.by ?? []) walkTerm(term, visit);
  return longest + spanOf(rule.condition);
}

type StateTerm = Extract<Term, { readonly source: unknown }>;

/** Its own window, and the longest reach of what it asks of the events in it. */
function reachOf(node: StateTerm): number {
  let inner = 0;
  const visit: Visitor = { term: (part) => void ("source" in part && (inner = Math.max(inner, reachOf(part)))) };
  if (node.source.where) walkPredicate(node.source.where, visit);
  for (const key of node.by) walkTerm(key, visit);
  if ("value" in node) walkTerm(node.value, visit);
  if ("statistic" in node && node.statistic.kind !== "count") walkTerm(node.statistic.of, visit);
  return windowOf(node) + inner;
}

function windowOf(node: StateTerm): number {
  switch (node.kind) {
    case "aggregate":
    case "seen":
      return node.withinMs;
    case "baseline":
    case "novelty":
    case "frequency":
      return node.overMs;
    case "previous":
      return node.withinMs ?? Number.POSITIVE_INFINITY;
    default:
      return unreachable(node);
  }
}

/** From the first step of a sequence to its answer. */
function spanOf(condition: Condition): number {
  switch (condition.kind) {
    case "when":
      return 0;
    case "together":
      return condition.withinMs;
    case "sequence":
      return condition.withinMs + (condition.absentAfter?.withinMs ?? 0);
    default:
      return unreachable(condition);
  }
}

/** Every five minutes; the further a run looks back, the rarer. From two days on every hour, which is what Sentinel asks for. */
export function scheduleFor(rule: RulePlan, lateMs: number): Schedule {
  const lookBackMs = lookBackOf(rule);
  const everyMs = lookBackMs >= 2 * day ? hour : lookBackMs > hour ? 15 * minute : 5 * minute;
  return { everyMs, lateMs };
}

/** What a run reads: its candidates and everything before them that they depend on. */
export function periodOf(schedule: Schedule, lookBackMs: number): number {
  return schedule.everyMs + schedule.lateMs + lookBackMs;
}

/**
 * How long a SIEM may be silent about a key after an alert. A SIEM counts from its run, which is up to `everyMs + lateMs` after the event; SUPPRESS counts from
 * the event. So the SIEM's time is that much shorter: it may repeat an alert that aidr holds back, and never holds back one that aidr gives. Undefined: not at all.
 */
export function throttleOf(rule: RulePlan, schedule: Schedule): number | undefined {
  if (!rule.suppress) return undefined;
  const throttleMs = rule.suppress.durationMs - schedule.everyMs - schedule.lateMs;
  return throttleMs >= minute ? throttleMs : undefined;
}
