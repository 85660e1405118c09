/** Rules as an emitted module writes them down: what waking and listing need at once, the rest behind a function that is called when the rule is woken. */
import type { Asked } from "../ir/asked.ts";
import type { Cutter } from "../ir/make.ts";
import { value } from "../ir/make.ts";
import type {
  ActionCallPlan,
  Condition,
  ExceptionPlan,
  PlaybookPlan,
  Predicate,
  RulePlan,
  Severity,
  SuppressPlan,
  Term,
} from "../ir/plan.ts";
import type { Sequence, Together } from "../ir/state.ts";
import type { Witness } from "../ir/witness.ts";

export type WrittenRule = {
  readonly id: string;
  readonly title: string;
  /** "1" where it is not written. */
  readonly version?: string;
  readonly severity: Severity;
  readonly category: string;
  readonly risk: number;
  readonly tags?: readonly string[];
  /** Event types that can complete the rule. */
  readonly on: readonly string[];
  /** What an event must have some of for the rule to be asked; without it the rule is asked on every event of its types. */
  readonly wakes?: readonly Witness[];
  /** What one look at a value each tells, and must hold besides. */
  readonly asks?: readonly Asked[];
  /** How long SUPPRESS drops what follows a firing. */
  readonly suppressMs?: number;
  /** Whether it keeps anything of the past: then it is compiled with the detector. */
  readonly remembers?: true;
  /** Hash of what the rule means: part of the ids of its alerts. */
  readonly meaning: string;
  readonly body: () => RuleBody;
};

export type RuleBody = {
  /** Cuts what is asked out of the text that it was written in. */
  readonly at: Cutter;
  readonly when: Predicate | Sequence | Together;
  readonly exceptions?: readonly Omit<ExceptionPlan, "span">[];
  /** 1 where it is not written. */
  readonly confidence?: Term;
  /** The rule's title where it is not written. */
  readonly description?: Term;
  readonly attackVector?: Term;
  readonly actions?: readonly ActionCallPlan[];
  readonly suppress?: SuppressPlan;
};

/**
 * All that a module holds. `literals`: what conditions look for in texts beside what wakes their rules, so that one scan is made for all of them at once; one text
 * with bars between them, or several where a bar is in them.
 */
export type WrittenRules = {
  readonly rules: readonly WrittenRule[];
  readonly playbooks?: readonly WrittenPlaybook[];
  readonly literals: string | readonly string[];
};

export type WrittenPlaybook = Omit<PlaybookPlan, "span">;

/** The plan of a rule. Metadata that no alert repeats stays behind. O(size of the rule). */
export function planOf(rule: WrittenRule): RulePlan {
  const {
    at,
    when,
    exceptions = [],
    confidence = value(1),
    description = value(rule.title),
    attackVector,
    actions = [],
    suppress,
  } = rule.body();
  const span = at(0, Number.MAX_SAFE_INTEGER);
  return {
    id: rule.id,
    title: rule.title,
    version: rule.version ?? "1",
    meta: { status: "stable", references: [], tags: rule.tags ?? [], falsePositives: [] },
    span,
    on: rule.on,
    condition: conditionOf(when),
    exceptions: exceptions.map((exception) => ({ ...exception, span })),
    alert: {
      severity: rule.severity,
      category: rule.category,
      risk: rule.risk,
      confidence,
      description,
      ...(attackVector === undefined ? {} : { attackVector }),
    },
    actions,
    ...(suppress === undefined ? {} : { suppress }),
    layer: 0,
    meaning: rule.meaning,
  };
}

function conditionOf(when: RuleBody["when"]): Condition {
  return when.kind === "sequence" || when.kind === "together" ? when : { kind: "when", predicate: when };
}
