/** A whole project from parsed files to its plan. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { withMeaning } from "../ir/meaning.ts";
import type { PlaybookPlan, ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { BaselineDeclaration, Module } from "../syntax/ast.ts";
import { checkActionDeclaration } from "./check-actions.ts";
import { checkCondition } from "./check-condition.ts";
import { entityTerm } from "./check-declarations.ts";
import { idSpan, ruleIdOf } from "./check-meta.ts";
import { pathOf } from "./check-path.ts";
import { checkPlaybook } from "./check-playbook.ts";
import { checkRule, emptyEnv, type RuleDraft } from "./check-rule.ts";
import { checkTerm } from "./check-term.ts";
import { disabledRules, exceptionsOf, linkExtensions } from "./check-tuning.ts";
import { checkVerdict } from "./check-verdict.ts";
import { report } from "./diagnostics.ts";
import { viewOfTypes } from "./event-view.ts";
import { splitIgnored } from "./ignores.ts";
import type { CheckInput } from "./input.ts";
import { layersOf } from "./layers.ts";
import { namedType } from "./literals.ts";
import { type Bound, type Checker, type Entity, type ModuleScope, pathKey, type Project, showPath } from "./scope.ts";
import { moduleScopes } from "./scopes.ts";

/** A plan, what is wrong with it, and what comments have silenced. */
export type Checked = Result<ProjectPlan> & { readonly ignored: readonly Diagnostic[] };

/** Pure; never throws on user text. The plan holds the rules that could be read, whatever is wrong with the others. */
export function checkProject(input: CheckInput): Checked {
  const found = new Map<string, Diagnostic>();
  // A definition is checked where it stands and wherever it is used: the same words at the same place are said once.
  const add = (diagnostic: Diagnostic): void => {
    const { span } = diagnostic;
    const key = JSON.stringify([diagnostic.code, span.file, span.start, span.end, diagnostic.message]);
    if (!found.has(key)) found.set(key, diagnostic);
  };
  const check: Checker = { condition: checkCondition, term: checkTerm };
  const project: Project = {
    input,
    model: input.model,
    modules: moduleScopes(input, add),
    actions: new Map(),
    baselines: new Map(),
    playbooks: new Set(),
    extensions: new Map(),
    values: new Map(),
    report: add,
  };
  linkExtensions(project);
  checkShared(project, check);
  const { rules, disabled } = checkRules(project, check);
  const playbooks = checkPlaybooks(project, check);
  const plan: ProjectPlan = {
    rules,
    disabled,
    actions: project.actions,
    playbooks,
    baselines: [...project.baselines].map(([path, value]) => ({ path: JSON.parse(path) as string[], value, span: value.span })),
    events: new Map([...input.model.types].map(([name, type]) => [name, type.record])),
  };
  const { said, ignored } = splitIgnored([...found.values()], input.modules);
  return { value: plan, diagnostics: sorted(said), ignored };
}

/** Actions, baselines, playbook names, and every list, parameter and definition, used or not. */
function checkShared(project: Project, check: Checker): void {
  for (const scope of project.modules.values()) {
    for (const declaration of scope.module.declarations) {
      if (declaration.kind === "action-declaration") {
        const known = project.actions.get(declaration.name.name);
        if (known)
          project.report(
            report.duplicateName(
              declaration.name.span,
              { name: declaration.name.name },
              { labels: [{ span: known.span, text: "first here" }] },
            ),
          );
        else project.actions.set(declaration.name.name, checkActionDeclaration(declaration, project));
      } else if (declaration.kind === "playbook") {
        project.playbooks.add(declaration.title.text.toLowerCase());
        project.playbooks.add(ruleIdOf(declaration, project));
      }
    }
  }
  for (const scope of project.modules.values())
    for (const declaration of scope.module.declarations)
      if (declaration.kind === "baseline-declaration") checkBaseline(declaration, scope, project, check);
  for (const scope of project.modules.values()) {
    for (const [, entity] of scope.names) {
      if (entity.home !== scope.module.file.name || isSpared(entity, project)) continue;
      checkNameFree(entity.declaration.name, project);
      if (entity.kind === "define") checkDefinition(entity.declaration, scope, project, check);
      else entityTerm(project, entity);
    }
  }
}

/** What the standard library declares was checked when it was released: here only what is used or extended. */
function isSpared(entity: Entity, project: Project): boolean {
  if (!entity.home.startsWith("std/")) return false;
  return entity.kind !== "list" || ![...project.extensions.values()].includes(entity.declaration);
}

function checkNameFree(name: { readonly name: string; readonly span: Diagnostic["span"] }, project: Project): void {
  const owner = [...project.model.types.values()].find((type) => type.record.fields.has(name.name));
  if (owner) project.report(report.shadowedField(name.span, { name: name.name, what: `a field of \`${owner.name}\`` }));
}

function checkBaseline(declaration: BaselineDeclaration, scope: ModuleScope, project: Project, check: Checker): void {
  const path = pathOf(declaration.path);
  const segments = path?.accesses.every((access) => access.kind === "key")
    ? [path.root.name, ...path.accesses.flatMap((access) => (access.kind === "key" ? [access.key] : []))]
    : undefined;
  const env = emptyEnv(scope, project, check);
  const value = check.term(declaration.value, env);
  if (!segments || !project.model.shared.has(segments[0] ?? "")) {
    project.report(report.baselineNeedsField(declaration.path.span));
    return;
  }
  const all = [...project.model.types.keys()];
  check.term(declaration.path, { ...env, view: viewOfTypes(project.model, all, "the shared context") });
  const key = pathKey(segments);
  const known = project.baselines.get(key);
  if (known)
    project.report(
      report.duplicateBaseline(declaration.path.span, { path: showPath(segments) }, { labels: [{ span: known.span, text: "first here" }] }),
    );
  else if (value.type.kind !== "poison") project.baselines.set(key, value);
}

/** A definition on its own: its parameters are of their types, its fields those of any event. */
function checkDefinition(
  declaration: Extract<Module["declarations"][number], { kind: "define" }>,
  scope: ModuleScope,
  project: Project,
  check: Checker,
): void {
  const bindings = new Map<string, Bound>();
  const view = viewOfTypes(project.model, [...project.model.types.keys()], "any event");
  for (const param of declaration.params) {
    const { name, span } = param.name;
    if (bindings.has(name)) project.report(report.duplicateName(span, { name }));
    if (view.record.fields.has(name) || scope.names.has(name))
      project.report(report.shadowedField(span, { name, what: view.record.fields.has(name) ? "a field" : "something in this file" }));
    const type = namedType(param.type, project.report);
    bindings.set(name, { kind: "parameter", type });
  }
  const key = `${scope.module.file.name}\n${declaration.name.name}`;
  check.term(declaration.body, { ...emptyEnv(scope, project, check), view, bindings, inlining: [key] });
}

function checkRules(project: Project, check: Checker): { rules: RulePlan[]; disabled: ProjectPlan["disabled"] } {
  const drafts = new Map<string, RuleDraft>();
  const ids = new Map<string, Diagnostic["span"]>();
  for (const scope of project.modules.values()) {
    for (const node of scope.module.declarations) {
      if (node.kind !== "rule") continue;
      const id = ruleIdOf(node, project);
      const known = ids.get(id);
      if (known) project.report(report.duplicateId(idSpan(node), { id }, { labels: [{ span: known, text: "first here" }] }));
      else ids.set(id, idSpan(node));
      const draft = checkRule(node, scope, project, check);
      if (!draft) continue;
      checkVerdict(draft.condition, draft.on, project.report);
      if (!known) drafts.set(id, draft);
    }
  }
  const exceptions = exceptionsOf(drafts, new Set(ids.keys()), project, check);
  const disabled = disabledRules(new Set(ids.keys()), project);
  const enabled = [...drafts.values()].filter((draft) => !disabled.has(draft.id));
  const layers = layersOf(enabled, project.report);
  const rules = enabled.map((draft) => finish(draft, exceptions.get(draft.id) ?? [], layers.get(draft.id) ?? 0));
  rules.sort((a, b) => a.layer - b.layer || (a.id < b.id ? -1 : 1));
  return { rules, disabled: [...disabled].map(([id, reason]) => ({ id, reason })) };
}

function finish(draft: RuleDraft, exceptions: RulePlan["exceptions"], layer: number): RulePlan {
  const { node: _node, view: _view, ...rule } = draft;
  return withMeaning({ ...rule, exceptions, layer });
}

function checkPlaybooks(project: Project, check: Checker): PlaybookPlan[] {
  return [...project.modules.values()].flatMap((scope) =>
    scope.module.declarations.flatMap((node) => (node.kind === "playbook" ? [checkPlaybook(node, scope, project, check)] : [])),
  );
}

function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort((a, b) =>
    a.span.file < b.span.file ? -1 : a.span.file > b.span.file ? 1 : a.span.start - b.span.start || a.span.end - b.span.end,
  );
}
