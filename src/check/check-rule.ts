/** One rule: its event types, condition, actions, suppression and metadata. */
import type { Condition, RulePlan, SuppressPlan, Term } from "../ir/plan.ts";
import type * as ast from "../syntax/ast.ts";
import { checkActions } from "./check-actions.ts";
import { checkMeta, ruleIdOf } from "./check-meta.ts";
import { checkSequence } from "./check-sequence.ts";
import { constantDuration } from "./constants.ts";
import { report } from "./diagnostics.ts";
import { viewOfEvents } from "./event-types.ts";
import { viewOfAny } from "./event-view.ts";
import { inferView } from "./infer-on.ts";
import { type Checker, type Env, type EventView, type ModuleScope, noFacts, type Project } from "./scope.ts";

/** A rule without what only the whole project knows: tuning, layer, hash. */
export type RuleDraft = Omit<RulePlan, "exceptions" | "layer" | "meaning"> & { readonly node: ast.Rule; readonly view: EventView };

/** The draft of a rule; undefined where a mistake (reported) leaves nothing to run. */
export function checkRule(rule: ast.Rule, scope: ModuleScope, project: Project, check: Checker): RuleDraft | undefined {
  const id = ruleIdOf(rule, project);
  const meta = checkMeta(rule, project);
  const view = rule.condition ? ruleView(rule, rule.condition, scope, project) : undefined;
  const base = emptyEnv(scope, project, check);
  const env: Env = { ...base, view, from: view };
  const checked = rule.condition && (view || rule.condition.kind !== "when") ? checkBody(rule.condition, env) : undefined;
  const completing = checked?.completing ?? view ?? viewOfAny(project.model);
  const onCompleting: Env = { ...base, view: completing, from: undefined };
  const actions = checkActions(rule.actions, onCompleting, {
    title: rule.title.text,
    ...(meta.meta.description === undefined ? {} : { description: meta.meta.description }),
    ...(meta.risk === undefined ? {} : { risk: meta.risk }),
    span: rule.title.span,
  });
  const suppress = rule.suppress ? checkSuppress(rule.suppress, onCompleting) : undefined;
  if (!checked || !actions) return undefined;
  return {
    id,
    title: rule.title.text,
    version: meta.version,
    meta: meta.meta,
    span: rule.span,
    on: completing.types,
    condition: checked.condition,
    alert: actions.alert,
    actions: actions.calls,
    ...(suppress ? { suppress } : {}),
    node: rule,
    view: completing,
  };
}

export function emptyEnv(scope: ModuleScope, project: Project, check: Checker): Env {
  return { project, scope, view: undefined, bindings: new Map(), facts: noFacts, from: undefined, inlining: [], quantifiers: 0, check };
}

function checkBody(condition: ast.Condition, env: Env): { condition: Condition; completing: EventView } | undefined {
  if (condition.kind !== "when") return checkSequence(condition, { ...env, view: undefined, from: undefined });
  if (!env.view) return undefined;
  return { condition: { kind: "when", predicate: env.check.condition(condition.expr, env) }, completing: env.view };
}

function ruleView(rule: ast.Rule, condition: ast.Condition, scope: ModuleScope, project: Project): EventView | undefined {
  if (condition.kind !== "when") {
    if (rule.on) project.report(report.onWithSequence(rule.on.span, { word: condition.kind === "sequence" ? "SEQUENCE" : "TOGETHER" }));
    return undefined;
  }
  return rule.on ? viewOfEvents(rule.on, project) : inferView(condition.expr, scope, project);
}

function checkSuppress(suppress: ast.Suppress, env: Env): SuppressPlan | undefined {
  const durationMs = constantDuration(suppress.duration, "SUPPRESS", env);
  const by: Term[] = (suppress.by ?? []).map((key) => env.check.term(key, { ...env, noState: "in SUPPRESS" }));
  if (durationMs === undefined || by.some((key) => key.type.kind === "poison")) return undefined;
  return { durationMs, by };
}
