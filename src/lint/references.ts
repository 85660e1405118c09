/** Which names of a project are used, and where: for lints about what nobody uses. */
import type { Span } from "../source/span.ts";
import type { Declaration, Define, List, Module, Param } from "../syntax/ast.ts";
import { walkExprs } from "../syntax/walk.ts";
import type { Finding, LintProject, Written } from "./rule.ts";

export type References = {
  /** Names that a module's own expressions, and its EXTENDs, read. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
  /** `file name` of what some module imports. */
  readonly imported: ReadonlySet<string>;
  /** Actions that a rule or a playbook calls. */
  readonly actions: ReadonlySet<string>;
  /** Lists that are extended, wherever they stand. */
  readonly extended: ReadonlySet<string>;
};

const known = new WeakMap<LintProject, References>();

/** Computed once a project. O(size). */
export function referencesOf(project: LintProject): References {
  const found = known.get(project);
  if (found) return found;
  const made = collect(project);
  known.set(project, made);
  return made;
}

/** Whether anything in its own file, or in a file that imports it, uses a name. */
function isUsed(name: string, home: string, project: LintProject): boolean {
  const { reads, imported } = referencesOf(project);
  return reads.get(home)?.has(name) === true || imported.has(`${home} ${name}`);
}

/**
 * What is said of a list, parameter or definition that nothing uses. A file without rules is there for others: of its names only a whole
 * project shows that nobody wants them.
 */
export function unusedDeclaration(declaration: List | Param | Define, { module, project }: Written): Finding | undefined {
  const { name } = declaration.name;
  const isLibrary = module.declarations.every((one) => one.kind !== "rule");
  if (isLibrary && !project.isWhole) return undefined;
  if (isUsed(name, module.file.name, project) || referencesOf(project).extended.has(name)) return undefined;
  const fix = { title: "delete it", safe: false, edits: [{ span: withLine(declaration.span, module.file.text), text: "" }] };
  return { span: declaration.name.span, message: `nothing uses \`${name}\``, fixes: [fix] };
}

/** A span with the white space and line break behind it, for deleting a whole declaration. */
export function withLine(span: Span, text: string): Span {
  const rest = /^[ \t]*(?:\r?\n)?/.exec(text.slice(span.end));
  return { ...span, end: span.end + (rest?.[0].length ?? 0) };
}

function collect(project: LintProject): References {
  const reads = new Map<string, Set<string>>();
  const imported = new Set<string>();
  const actions = new Set<string>();
  const extended = new Set<string>();
  for (const module of project.modules) {
    const own = new Set<string>();
    reads.set(module.file.name, own);
    for (const declaration of module.declarations) {
      collectNames(declaration, own);
      if (declaration.kind === "extend-list") extended.add(declaration.name.name);
      for (const name of actionsOf(declaration)) actions.add(name);
      if (declaration.kind === "import") addImports(declaration, module, project, imported);
    }
  }
  return { reads, imported, actions, extended };
}

function collectNames(declaration: Declaration, own: Set<string>): void {
  if (declaration.kind === "extend-list") own.add(declaration.name.name);
  walkExprs(declaration, (expr) => {
    if (expr.kind === "name") own.add(expr.name);
    else if (expr.kind === "call") own.add(expr.name.name);
    return true;
  });
}

function actionsOf(declaration: Declaration): string[] {
  if (declaration.kind === "rule") return declaration.actions.map((call) => call.name.name);
  return declaration.kind === "playbook" ? declaration.steps.map((step) => step.call.name.name) : [];
}

function addImports(
  declaration: Extract<Declaration, { kind: "import" }>,
  module: Module,
  project: LintProject,
  imported: Set<string>,
): void {
  const home = project.imports.get(module.file.name)?.get(declaration.from.value);
  if (home !== undefined) for (const name of declaration.names) imported.add(`${home} ${name.name}`);
}
