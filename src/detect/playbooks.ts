/** Playbooks of the plan: which apply to an alert, with what arguments, and what becomes of their steps. */
import type { PlaybookPlan } from "../ir/plan.ts";
import { meaningOf } from "../ir/identity.ts";
import type { Alert } from "../runtime/alert.ts";
import { ActionBudget, type ActionHandler, carryOut, type Decision, decisionOn } from "../runtime/playbook.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import { type Compiler, scopeOf } from "./compiler.ts";
import { actionOf } from "./make-alert.ts";
import type { PredicateFunction, Slot, TermFunction } from "./scope.ts";

type Step = {
  readonly action: string;
  readonly args: readonly (readonly [string, TermFunction])[];
  readonly budget: ActionBudget | undefined;
  readonly limit: number;
  readonly requiresApproval: boolean;
};

type Playbook = { readonly plan: PlaybookPlan; readonly applies: PredicateFunction; readonly steps: readonly Step[]; readonly slot: Slot };

export type PlaybookOptions = {
  readonly handlers: ReadonlyMap<string, ActionHandler>;
  readonly onDecision: (decision: Decision) => void;
  /** Told when an automatic action had to become a request for review. */
  readonly onOverLimit: (playbook: string, limit: number) => void;
};

/** Carries out what an alert asks for. `budgets` are its state, by a name that is the same in every run. */
export type Playbooks = { readonly run: (alert: Alert, timeMs: number) => void; readonly budgets: ReadonlyMap<string, ActionBudget> };

export function compilePlaybooks(plans: readonly PlaybookPlan[], compiler: Compiler, options: PlaybookOptions): Playbooks {
  const budgets = new Map<string, ActionBudget>();
  const playbooks = plans.map((playbook) => compilePlaybook(playbook, compiler, budgets));
  const named = new Map(
    playbooks.flatMap((playbook) => [[playbook.plan.title.toLowerCase(), playbook] as const, [playbook.plan.id, playbook] as const]),
  );
  const run = (alert: Alert, timeMs: number): void => {
    const chosen = new Set<Playbook>();
    for (const { action, args } of alert.actions) {
      if (action === playbookAction) {
        const playbook = calledBy(args, named);
        if (playbook !== undefined) chosen.add(playbook);
      } else options.onDecision(carryOut({ action, args, alert }, options.handlers));
    }
    for (const playbook of playbooks) {
      playbook.slot.value = alert as unknown as Value; // an alert is JSON: text, numbers, lists and records
      if (playbook.applies(noEvent)) chosen.add(playbook);
    }
    for (const playbook of chosen) runSteps(playbook, alert, timeMs, options);
  };
  return { run, budgets };
}

const playbookAction = "playbook";
const noEvent: ValueRecord = {};

/** Title without case, or id. */
function calledBy(args: ValueRecord, named: ReadonlyMap<string, Playbook>): Playbook | undefined {
  for (const value of Object.values(args)) {
    if (typeof value !== "string") continue;
    const playbook = named.get(value.toLowerCase()) ?? named.get(value);
    if (playbook !== undefined) return playbook;
  }
  return undefined;
}

function compilePlaybook(plan: PlaybookPlan, compiler: Compiler, budgets: Map<string, ActionBudget>): Playbook {
  const scope = scopeOf(`playbook ${plan.id}`, compiler);
  const steps = plan.steps.map((step, index): Step => {
    const budget = step.limit === undefined ? undefined : new ActionBudget(step.limit.count, step.limit.perMs);
    if (budget !== undefined) budgets.set(`budget:${meaningOf([plan.id, index, step.call.action, step.limit]).slice(0, 16)}`, budget);
    const args = [...step.call.args].map(([name, term]) => [name, scope.term(term, scope)] as const);
    return { action: step.call.action, args, budget, limit: step.limit?.count ?? 0, requiresApproval: step.requiresApproval };
  });
  return { plan, applies: plan.for === undefined ? () => false : scope.predicate(plan.for, scope), steps, slot: scope.slot("alert") };
}

function runSteps(playbook: Playbook, alert: Alert, timeMs: number, options: PlaybookOptions): void {
  playbook.slot.value = alert as unknown as Value; // as above
  for (const step of playbook.steps) {
    const request = { ...actionOf(step.action, step.args, noEvent), alert, playbook: playbook.plan.title };
    if (step.requiresApproval) options.onDecision(decisionOn(request, "approval"));
    else if (step.budget !== undefined && !step.budget.spend(timeMs)) {
      options.onOverLimit(playbook.plan.title, step.limit);
      options.onDecision(decisionOn(request, "review", `more than ${step.limit} in the time allowed`));
    } else options.onDecision(carryOut(request, options.handlers));
  }
}
