/** The stretches of rule text outside a rule that its conditions were written in: a DEFINE, an EXTEND, an EXCEPTION. */
import type { PlaybookPlan, ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Sequence, Together } from "../ir/state.ts";
import { walkCondition, walkPredicate } from "../ir/walk.ts";
import type { Predicate } from "../ir/plan.ts";
import { invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";

export class Fragments {
  /** By file: the largest stretches, in order. */
  readonly #byFile = new Map<string, Span[]>();

  /** Of all conditions of a plan. O(n log n). */
  constructor(plan: ProjectPlan) {
    const spans: Span[] = [];
    const visit = { predicate: (node: Predicate) => void spans.push(node.span) };
    for (const rule of plan.rules) visitRule(rule, visit, spans);
    for (const playbook of plan.playbooks) visitPlaybook(playbook, visit);
    spans.sort((left, right) => left.start - right.start || right.end - left.end);
    for (const span of spans) {
      const known = this.#byFile.get(span.file) ?? [];
      this.#byFile.set(span.file, known);
      const last = known.at(-1);
      if (last === undefined || span.start >= last.end) known.push(span);
      else if (span.end > last.end) known[known.length - 1] = { ...last, end: span.end };
    }
  }

  /** The stretch that holds a condition of the plan. O(log n). */
  around(span: Span): Span {
    const known = this.#byFile.get(span.file) ?? [];
    let [low, high] = [0, known.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((known[middle]?.end ?? 0) >= span.end) high = middle;
      else low = middle + 1;
    }
    const found = known[low];
    invariant(found !== undefined && found.start <= span.start, "a condition of the plan stands outside its stretches");
    return found;
  }
}

type Visit = { readonly predicate: (node: Predicate) => void };

function visitRule(rule: RulePlan, visit: Visit, spans: Span[]): void {
  if (rule.condition.kind !== "when") spans.push(...spansOf(rule.condition));
  walkCondition(rule.condition, visit);
  for (const { unless } of rule.exceptions) walkPredicate(unless, visit);
}

function spansOf(condition: Sequence | Together): readonly Span[] {
  const after = condition.kind === "sequence" && condition.absentAfter ? [condition.absentAfter] : [];
  const parts = [...condition.steps.flatMap((step) => [step, ...step.absentBefore]), ...after];
  return [condition.span, ...parts.map(({ span }) => span)];
}

function visitPlaybook(playbook: PlaybookPlan, visit: Visit): void {
  if (playbook.for) walkPredicate(playbook.for, visit);
}
