/** Which conditions of a rule its cases have seen hold and fail: what no case has seen both ways could say anything. */
import type { Observer } from "../detect/detect.ts";
import type { Predicate, ProjectPlan, RulePlan, Term } from "../ir/plan.ts";
import type { Absence, Step } from "../ir/state.ts";
import { walkCondition, walkPredicate, type Visitor } from "../ir/walk.ts";
import type { Span } from "../source/span.ts";
import { isLeaf, meaningsOf } from "./leaves.ts";
import type { PreparedCases } from "./prepare-cases.ts";
import { alertsOf } from "./run-cases.ts";

/** A leaf condition, which events decide; or a step or absence, which a whole case decides: it came or it did not. */
export type CoveredPart = {
  readonly kind: "condition" | "step" | "absence";
  readonly span: Span;
  readonly seenTrue: boolean;
  readonly seenFalse: boolean;
};

/** `seen` of `outcomes`: two for each part, true and false. */
export type RuleCoverage = {
  readonly rule: string;
  readonly cases: number;
  readonly parts: readonly CoveredPart[];
  readonly seen: number;
  readonly outcomes: number;
};

/**
 * Runs the cases once more, watching. A leaf is asked of every event of its types, whatever stands beside it;
 * a definition of the standard library is one leaf. Exceptions are tuning and do not count.
 */
export function coverageOf({ rule, cases }: PreparedCases, plan: ProjectPlan): RuleCoverage {
  const tallies = talliesOf(rule);
  for (const one of cases) {
    const met = new Set<Tally>();
    const observer: Observer = {
      variantsOf: () => [],
      asked: (node, held) => {
        const tally = tallies.get(node);
        if (tally === undefined) return;
        if (held) tally.seenTrue = true;
        else tally.seenFalse = true;
      },
      met: (part, held) => {
        const tally = tallies.get(part);
        if (held && tally !== undefined) met.add(tally);
      },
    };
    alertsOf(one, [...one.below, rule], rule.id, plan, { observer });
    for (const tally of tallies.values()) {
      if (tally.kind === "condition") continue;
      if (met.has(tally)) tally.seenTrue = true;
      else tally.seenFalse = true;
    }
  }
  return summed(rule, cases.length, tallies);
}

type Node = Predicate | Step | Absence;
type Tally = { readonly kind: CoveredPart["kind"]; readonly span: Span; seenTrue: boolean; seenFalse: boolean };

function summed(rule: RulePlan, cases: number, tallies: ReadonlyMap<Node, Tally>): RuleCoverage {
  const parts = [...new Set(tallies.values())].sort((a, b) => a.span.start - b.span.start);
  const seen = parts.reduce((sum, part) => sum + (part.seenTrue ? 1 : 0) + (part.seenFalse ? 1 : 0), 0);
  return { rule: rule.id, cases, parts, seen, outcomes: 2 * parts.length };
}

/** One tally for each part. Terms with the same state have one store, of which only one asks: their conditions are counted as one. */
function talliesOf(rule: RulePlan): ReadonlyMap<Node, Tally> {
  const tallies = new Map<Node, Tally>();
  const states = new Map<string, readonly Predicate[]>();
  const add = (kind: CoveredPart["kind"], node: Node): void => {
    if (!tallies.has(node)) tallies.set(node, { kind, span: node.span, seenTrue: false, seenFalse: false });
  };
  const visitor: Visitor = {
    predicate: leafCollector((leaf) => add("condition", leaf)),
    term: (node) => {
      for (const [index, leaf] of leavesOfState(node).entries()) {
        const twin = "id" in node ? states.get(node.id)?.[index] : undefined;
        const known = twin === undefined ? undefined : tallies.get(twin);
        if (known === undefined) add("condition", leaf);
        else tallies.set(leaf, known);
      }
      if ("source" in node && !states.has(node.id)) states.set(node.id, leavesOfState(node));
    },
  };
  walkCondition(rule.condition, visitor);
  if (rule.condition.kind !== "when") {
    for (const step of rule.condition.steps) {
      for (const absence of step.absentBefore) add("absence", absence);
      add("step", step);
    }
    if (rule.condition.kind === "sequence" && rule.condition.absentAfter) add("absence", rule.condition.absentAfter);
  }
  return tallies;
}

function leavesOfState(node: Term): readonly Predicate[] {
  const leaves: Predicate[] = [];
  if ("source" in node && node.source.where) walkPredicate(node.source.where, { predicate: leafCollector((leaf) => leaves.push(leaf)) });
  return leaves;
}

/** A node comes before its parts: those of one test are no leaves of their own. */
function leafCollector(add: (leaf: Predicate) => void): (node: Predicate) => void {
  const inside = new Set<Predicate>();
  return (node) => {
    for (const part of meaningsOf(node) ?? []) inside.add(part);
    if (isLeaf(node) && !inside.has(node)) add(node);
  };
}
