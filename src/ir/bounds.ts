/** What a rule can cost: the state it keeps for a key, and the work of one event, as `aidr explain` prints them. */
import { unreachable } from "../source/invariant.ts";
import type { RulePlan } from "./plan.ts";
import { showDuration } from "./show.ts";
import type { Baseline, Stateful } from "./state.ts";
import { walkCondition } from "./walk.ts";

/** Caps of language.md §7 and reliability.md §1.6 that bound what is kept. */
export const stateCaps = { samples: 10_000, distinct: 4096, partials: 64, deadlines: 64, keys: 200_000 } as const;

export type StateBound = { readonly id: string; readonly what: string; readonly entriesMax: number; readonly windowMs?: number };

/** One line for each thing that a rule remembers. */
export function stateBounds(rule: RulePlan): StateBound[] {
  const bounds = new Map<string, StateBound>();
  const add = (node: Stateful): void => void bounds.set(node.id, boundOf(node));
  walkCondition(rule.condition, { term: (term) => "source" in term && add(term) });
  if (rule.condition.kind !== "when") add(rule.condition);
  return [...bounds.values()];
}

/** `COUNT within 1h: at most 5 entries a key`. */
export function showBound(bound: StateBound): string {
  return `${bound.what}: at most ${bound.entriesMax} ${bound.entriesMax === 1 ? "entry" : "entries"} a key`;
}

function boundOf(node: Stateful): StateBound {
  switch (node.kind) {
    case "aggregate":
      return {
        id: node.id,
        what: `${node.statistic.kind} within ${showDuration(node.withinMs)}`,
        entriesMax: node.enough ?? (node.statistic.kind === "count-distinct" ? stateCaps.distinct : stateCaps.samples),
        windowMs: node.withinMs,
      };
    case "baseline":
      return {
        id: node.id,
        what: `${node.statistic.kind} over ${showDuration(node.overMs)}`,
        entriesMax: baselineEntries(node),
        windowMs: node.overMs,
      };
    case "novelty":
    case "frequency":
      return { id: node.id, what: `${node.kind} over ${showDuration(node.overMs)}`, entriesMax: stateCaps.samples, windowMs: node.overMs };
    case "previous":
      return { id: node.id, what: "previous", entriesMax: 1, ...(node.withinMs === undefined ? {} : { windowMs: node.withinMs }) };
    case "seen":
      return {
        id: node.id,
        what: `values seen within ${showDuration(node.withinMs)}`,
        entriesMax: stateCaps.distinct,
        windowMs: node.withinMs,
      };
    case "sequence": {
      const steps = node.steps.reduce((sum, step) => sum + step.repeat, 0);
      const reads = node.steps.some((step) => step.reads.length > 0 || step.absentBefore.some((absence) => absence.reads.length > 0));
      const deadlines = node.absentAfter ? stateCaps.deadlines : 0;
      return {
        id: node.id,
        what: `sequence of ${steps} within ${showDuration(node.withinMs)}`,
        entriesMax: (reads ? stateCaps.partials : 1) * Math.max(1, steps - 1) + deadlines,
        windowMs: node.withinMs,
      };
    }
    case "together":
      return {
        id: node.id,
        what: `together within ${showDuration(node.withinMs)}`,
        entriesMax: node.steps.length * (node.steps.length - 1),
        windowMs: node.withinMs,
      };
    default:
      return unreachable(node);
  }
}

/** Sums and counts keep a bucket a day (an hour when short); medians and percentiles keep samples. */
function baselineEntries(node: Baseline): number {
  if (node.statistic.kind === "median" || node.statistic.kind === "percentile") return stateCaps.samples;
  const bucketMs = node.overMs < 2 * 86_400_000 ? 3_600_000 : 86_400_000;
  return Math.floor(node.overMs / bucketMs) + 1;
}
