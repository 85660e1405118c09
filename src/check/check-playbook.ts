/** PLAYBOOK: what is done after an alert; its names are the alert's own fields (grammar.md 39). */
import type { PlaybookPlan } from "../ir/plan.ts";
import { invariant } from "../source/invariant.ts";
import type { Playbook } from "../syntax/ast.ts";
import { checkActionCall } from "./check-actions.ts";
import { ruleIdOf } from "./check-meta.ts";
import { emptyEnv } from "./check-rule.ts";
import { constantDuration, constantNumber } from "./constants.ts";
import type { Checker, Env, ModuleScope, Project } from "./scope.ts";

export function checkPlaybook(playbook: Playbook, scope: ModuleScope, project: Project, check: Checker): PlaybookPlan {
  const alert = project.model.types.get("alert")?.record.fields.get("alert")?.type;
  invariant(alert?.kind === "record", "the event type `alert` has no record `alert`");
  const env: Env = {
    ...emptyEnv(scope, project, check),
    view: { types: ["alert"], record: alert, label: "alert" },
    viewBinding: "alert",
    noState: "in a playbook",
  };
  const condition = playbook.for ? check.condition(playbook.for, env) : undefined;
  const steps = playbook.steps.flatMap((step) => {
    const call = checkActionCall(step.call, env);
    const count = step.limit ? constantNumber(step.limit.count, "LIMIT", env) : undefined;
    const perMs = step.limit ? constantDuration(step.limit.per, "PER", env) : undefined;
    if (!call) return [];
    return [
      { call, requiresApproval: step.requiresApproval, ...(count !== undefined && perMs !== undefined ? { limit: { count, perMs } } : {}) },
    ];
  });
  return {
    id: ruleIdOf(playbook, project),
    title: playbook.title.text,
    ...(condition ? { for: condition } : {}),
    steps,
    span: playbook.span,
  };
}
