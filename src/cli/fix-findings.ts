/** Applies fixes until nothing is left to mend; a fix that would break a file or change a rule is taken back. */
import { lint, type LintRequest } from "../aidr/lint.ts";
import { parse } from "../syntax/parse.ts";
import { applyFixes, type FixLevel } from "../diagnostics/apply-fixes.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../ir/plan.ts";
import type { Project } from "../project/load.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Module } from "../syntax/ast.ts";

export type Fixed = {
  /** What was said before anything was mended, and what is left to say. */
  readonly first: readonly Diagnostic[];
  readonly last: readonly Diagnostic[];
  /** New texts of the files that changed, and all texts as they are now. */
  readonly texts: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, SourceFile>;
};

type State = {
  readonly modules: readonly Module[];
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly before: readonly Diagnostic[];
  readonly diagnostics: readonly Diagnostic[];
  readonly plan: ProjectPlan;
};

/** A fix makes room for another at most so often: parentheses in parentheses, a name that only an unused one used. */
const roundsMax = 10;

/** Without a level nothing is mended. */
export function fixFindings(project: Project, request: LintRequest, level: FixLevel | undefined): Fixed {
  const look = (modules: readonly Module[], sources: State["sources"], before: readonly Diagnostic[]): State => {
    const { value: plan, diagnostics } = lint({ ...project.input, modules }, { ...request, before });
    return { modules, sources, before, diagnostics: [...before, ...diagnostics], plan };
  };
  const first = look(project.modules, project.sources, request.before);
  let state = first;
  const texts = new Map<string, string>();
  const left = new Set<string>();
  for (let round = 0; level !== undefined && round < roundsMax; round++) {
    const mine = state.diagnostics.filter((one) => isMendable(one, request.files, left));
    const changes = applyFixes(mine, state.sources, level);
    if (changes.size === 0) break;
    const next = reread(state, changes, look);
    const spoilt = [...changes.keys()].filter((name) => isSpoilt(name, state, next, level));
    if (spoilt.length > 0) {
      for (const name of spoilt) left.add(name);
      continue;
    }
    state = next;
    for (const [name, text] of changes) texts.set(name, text);
  }
  return { first: first.diagnostics, last: state.diagnostics, texts, sources: state.sources };
}

/** Only files that were asked for, and never the installed library. */
function isMendable(diagnostic: Diagnostic, files: ReadonlySet<string>, left: ReadonlySet<string>): boolean {
  return diagnostic.fixes.some((fix) =>
    fix.edits.every(({ span }) => files.has(span.file) && !left.has(span.file) && !span.file.startsWith("std:")),
  );
}

function reread(
  state: State,
  changes: ReadonlyMap<string, string>,
  look: (modules: readonly Module[], sources: State["sources"], before: readonly Diagnostic[]) => State,
): State {
  const sources = new Map(state.sources);
  const said: Diagnostic[] = [];
  const modules = state.modules.map((module) => {
    const text = changes.get(module.file.name);
    if (text === undefined) return module;
    const source = { name: module.file.name, text };
    sources.set(source.name, source);
    const parsed = parse(source);
    said.push(...parsed.diagnostics);
    return parsed.value;
  });
  // What loading said of a file stands; what parsing said of it is said anew.
  const before = state.before.filter((one) => !(changes.has(one.span.file) && one.code?.startsWith("AIDR1")));
  return look(modules, sources, [...before, ...said]);
}

/** Whether a file has errors that it did not have, or, by fixes that are called safe, a rule with another meaning. */
function isSpoilt(name: string, before: State, after: State, level: FixLevel): boolean {
  const errorsOf = (state: State): number => state.diagnostics.filter((one) => one.span.file === name && hasErrors([one])).length;
  if (errorsOf(after) > errorsOf(before)) return true;
  // A file that had an error has rules in its plan that were not there.
  if (level === "unsafe" || errorsOf(before) > 0) return false;
  const meanings = new Map(before.plan.rules.map((rule) => [rule.id, rule.meaning]));
  return after.plan.rules.some((rule) => rule.span.file === name && meanings.get(rule.id) !== rule.meaning);
}
