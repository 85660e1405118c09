/** EXTEND, EXCEPTION and DISABLE: tuning that leaves the shipped rule as it is (language.md §4). */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { ExceptionPlan } from "../ir/plan.ts";
import type { Disable, Exception, ExtendList, List, StringLiteral } from "../syntax/ast.ts";
import { emptyEnv, type RuleDraft } from "./check-rule.ts";
import { report } from "./diagnostics.ts";
import type { Checker, ModuleScope, Project } from "./scope.ts";

const dayMs = 86_400_000;

/** Which list each EXTEND means: the one that its file sees, else the only one of that name in the project. */
export function linkExtensions(project: Project): void {
  for (const scope of project.modules.values()) {
    for (const declaration of scope.module.declarations) {
      if (declaration.kind !== "extend-list") continue;
      const target = extendedList(declaration, scope, project);
      if (target) project.extensions.set(declaration, target);
    }
  }
}

function extendedList(extend: ExtendList, scope: ModuleScope, project: Project): List | undefined {
  const seen = scope.names.get(extend.name.name);
  if (seen?.kind === "list") return seen.declaration;
  const lists = [...project.modules.values()].flatMap((one) =>
    one.module.declarations.filter((declaration) => declaration.kind === "list-declaration"),
  );
  const named = lists.filter((list) => list.name.name === extend.name.name);
  if (named.length === 1) return named[0];
  if (named.length > 1)
    project.report(
      report.ambiguousList(
        extend.name.span,
        { name: extend.name.name },
        { labels: named.slice(0, 4).map((list) => ({ span: list.name.span, text: "one of them" })) },
      ),
    );
  else
    project.report(
      report.unknownList(
        extend.name.span,
        { name: extend.name.name },
        { help: didYouMean(extend.name.name, new Set(lists.map((list) => list.name.name))) },
      ),
    );
  return undefined;
}

/** The exceptions of each rule, checked against the event that completes it. */
export function exceptionsOf(
  drafts: ReadonlyMap<string, RuleDraft>,
  ids: ReadonlySet<string>,
  project: Project,
  check: Checker,
): Map<string, ExceptionPlan[]> {
  const exceptions = new Map<string, ExceptionPlan[]>();
  for (const { node, scope } of declarationsOf<Exception>(project, "exception")) {
    const { todayMs } = project.input;
    if (node.until && todayMs !== undefined && todayMs >= node.until.ms + dayMs)
      project.report(report.expiredException(node.until.span, { until: node.until.raw }));
    for (const target of node.rules) {
      const draft = drafts.get(target.value);
      if (!draft) {
        reportUnknownRule(target, ids, project);
        continue;
      }
      const env = { ...emptyEnv(scope, project, check), view: draft.view, from: draft.view };
      const unless = check.condition(node.where, env);
      const plan: ExceptionPlan = {
        unless,
        reason: node.reason.value,
        // UNTIL names the last day on which the exception holds.
        ...(node.until ? { untilMs: node.until.ms + dayMs } : {}),
        span: node.span,
      };
      exceptions.set(target.value, [...(exceptions.get(target.value) ?? []), plan]);
    }
  }
  return exceptions;
}

/** Rules that are switched off, with the reason. */
export function disabledRules(ids: ReadonlySet<string>, project: Project): Map<string, string> {
  const disabled = new Map<string, string>();
  for (const { node } of declarationsOf<Disable>(project, "disable")) {
    for (const target of node.rules) {
      if (ids.has(target.value)) disabled.set(target.value, node.reason.value);
      else reportUnknownRule(target, ids, project);
    }
  }
  return disabled;
}

function declarationsOf<D extends Exception | Disable>(project: Project, kind: D["kind"]): { node: D; scope: ModuleScope }[] {
  return [...project.modules.values()].flatMap((scope) =>
    scope.module.declarations.flatMap((node) => (node.kind === kind ? [{ node: node as D, scope }] : [])),
  );
}

function reportUnknownRule(target: StringLiteral, ids: ReadonlySet<string>, project: Project): void {
  if (!ids.has(target.value))
    project.report(report.unknownRule(target.span, { id: target.value }, { help: didYouMean(target.value, ids) }));
}
