/** Advice on a checked project: one walk over its trees and plans, in which every lint sees the nodes that it asks for. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Predicate, ProjectPlan, Term } from "../ir/plan.ts";
import { walkCondition, walkPredicate } from "../ir/walk.ts";
import type { Span } from "../source/span.ts";
import type { Declaration, Expr, Module, Rule } from "../syntax/ast.ts";
import { walkExprs } from "../syntax/walk.ts";
import { isInside } from "./edits.ts";
import { settleIgnores, type Silenced } from "./ignores.ts";
import type { CaseFact, ExportFacts, Finding, Findings, LintProject, LintRule, LintSettings, LintVisit, PlannedRule } from "./rule.ts";
import { lintRules } from "./rules/index.ts";

export type LintInput = Silenced & {
  readonly modules: readonly Module[];
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly plan: ProjectPlan;
  /** Names of the files that were asked for: advice is given on no others. */
  readonly files: ReadonlySet<string>;
  /** What reading and checking said: a file with an error gets no advice. */
  readonly checked: readonly Diagnostic[];
  /** Whether these are all files of the project, so that a name which none of them uses is used nowhere. */
  readonly isWhole: boolean;
  readonly tests?: ReadonlyMap<string, readonly CaseFact[]>;
  readonly exports?: ExportFacts;
};

/** Names of all lints, in order. */
export const lintNames: readonly string[] = lintRules.map((rule) => rule.name);

/** Findings in the order of the text, what comments silence left out. Never throws on user text. Linear in trees and plans. */
export function lintProject(input: LintInput): Diagnostic[] {
  const project = projectOf(input);
  const active = lintRules.filter((rule) => input.settings.get(rule.name) !== "off");
  const found = new Map<string, Diagnostic>();
  const say = (rule: LintRule, findings: Findings): void => {
    for (const finding of listed(findings)) {
      if (!project.files.has(finding.span.file)) continue;
      const diagnostic = diagnosticOf(rule, finding, input.settings);
      const key = `${rule.name} ${finding.span.file} ${finding.span.start} ${finding.span.end} ${finding.message}`;
      if (!found.has(key)) found.set(key, diagnostic);
    }
  };
  visitTrees(project, active, say);
  visitPlans(project, active, say);
  for (const rule of active) if (rule.visit.project) say(rule, rule.visit.project(project));
  const ran = active.map((rule) => rule.name);
  return settleIgnores([...found.values()], project, input, ran).sort(inOrder);
}

type Say = (rule: LintRule, findings: Findings) => void;

function projectOf(input: LintInput): LintProject {
  const broken = new Set(input.checked.filter((one) => one.severity === "error").map((one) => one.span.file));
  const files = new Set([...input.files].filter((file) => !broken.has(file)));
  const modules = new Map(input.modules.map((module) => [module.file.name, module]));
  const nodes = new Map<string, { node: Rule; module: Module }>();
  for (const module of input.modules)
    for (const node of module.declarations) if (node.kind === "rule") nodes.set(`${node.span.file} ${node.span.start}`, { node, module });
  const rules = input.plan.rules.flatMap((plan): PlannedRule[] => {
    const written = files.has(plan.span.file) ? nodes.get(`${plan.span.file} ${plan.span.start}`) : undefined;
    return written ? [{ plan, ...written }] : [];
  });
  return {
    modules: input.modules,
    imports: input.imports,
    files,
    plan: input.plan,
    rules,
    isWhole: input.isWhole && broken.size === 0,
    ...(input.tests ? { tests: input.tests } : {}),
    ...(input.exports ? { exports: input.exports } : {}),
    textOf: (span) => modules.get(span.file)?.file.text.slice(span.start, span.end) ?? "",
  };
}

function visitTrees(project: LintProject, active: readonly LintRule[], say: Say): void {
  const onDeclaration = tableOf<Declaration["kind"]>(active, (visit) => visit.declaration);
  const onExpr = tableOf<Expr["kind"]>(active, (visit) => visit.expr);
  for (const module of project.modules) {
    if (!project.files.has(module.file.name)) continue;
    for (const declaration of module.declarations) {
      const at = { module, declaration, project };
      for (const { rule, handle } of onDeclaration.get(declaration.kind) ?? []) say(rule, handle(declaration, at));
      walkExprs(declaration, (expr) => {
        for (const { rule, handle } of onExpr.get(expr.kind) ?? []) say(rule, handle(expr, at));
        return true;
      });
    }
  }
}

function visitPlans(project: LintProject, active: readonly LintRule[], say: Say): void {
  const onPredicate = tableOf<Predicate["kind"]>(active, (visit) => visit.predicate);
  const onTerm = tableOf<Term["kind"]>(active, (visit) => visit.term);
  // What a definition brings in is the same in every rule that uses it: the first of them shows it.
  const seen = new Set<string>();
  for (const rule of project.rules) {
    const at = { rule, project };
    const here: string[] = [];
    const isNew = ({ kind, span }: Predicate | Term): boolean => {
      if (isInside(span, rule.plan.span)) return true;
      const place = `${kind} ${span.file} ${span.start} ${span.end}`;
      here.push(place);
      return !seen.has(place);
    };
    const visitor = {
      predicate: (node: Predicate): void => {
        const asked = onPredicate.get(node.kind);
        if (asked && isNew(node)) for (const one of asked) say(one.rule, one.handle(node, at));
      },
      term: (node: Term): void => {
        const asked = onTerm.get(node.kind);
        if (asked && isNew(node)) for (const one of asked) say(one.rule, one.handle(node, at));
      },
    };
    walkCondition(rule.plan.condition, visitor);
    for (const exception of rule.plan.exceptions) walkPredicate(exception.unless, visitor);
    for (const place of here) seen.add(place);
    for (const one of active) if (one.visit.rule) say(one, one.visit.rule(rule, project));
  }
}

type Entry = { readonly rule: LintRule; readonly handle: (node: object, at: object) => Findings };

/** The handlers of all lints by the kind of node that they see. */
function tableOf<K extends string>(active: readonly LintRule[], pick: (visit: LintVisit) => object | undefined): Map<K, Entry[]> {
  const table = new Map<K, Entry[]>();
  for (const rule of active) {
    for (const [kind, handle] of Object.entries(pick(rule.visit) ?? {})) {
      const entry = { rule, handle: handle as Entry["handle"] }; // a handler stands under the kind of the nodes that it takes
      const known = table.get(kind as K);
      if (known) known.push(entry);
      else table.set(kind as K, [entry]);
    }
  }
  return table;
}

function listed(findings: Findings): readonly Finding[] {
  if (findings === undefined) return [];
  return "span" in findings ? [findings] : findings;
}

function diagnosticOf(rule: LintRule, finding: Finding, settings: LintSettings): Diagnostic {
  const level = settings.get(rule.name);
  return {
    name: rule.name,
    severity: level === undefined || level === "off" ? rule.severity : level,
    span: finding.span,
    message: finding.message,
    labels: finding.labels ?? [],
    help: finding.help ?? [],
    fixes: finding.fixes ?? [],
  };
}

/** The order of diagnostics in a report: by file, then by place. */
function inOrder(a: Diagnostic, b: Diagnostic): number {
  return placeKey(a.span, b.span) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

function placeKey(a: Span, b: Span): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start || a.end - b.end;
}
