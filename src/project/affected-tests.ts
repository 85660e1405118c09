/** Which test files a change of files can have anything to say to. */
import { resolve } from "node:path";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { SourceFile } from "../source/source-file.ts";
import { testSuffix } from "./find-tests.ts";
import type { Project } from "./load.ts";
import { isBelow, isFile, nameOf } from "./paths.ts";

/**
 * Those that changed themselves, and those whose rule, or anything it is made of, did: its module, what that imports,
 * lists read from files, the rules whose alerts it may read. What is the whole project's, such as its settings, schemas
 * and tuning, touches every test.
 */
export function affectedTests(
  tests: readonly { readonly file: SourceFile; readonly rule: string }[],
  changed: ReadonlySet<string>,
  project: Project,
  plan: ProjectPlan,
): readonly SourceFile[] {
  const { root } = project.settings;
  const modules = modulesOfFiles(project);
  const everywhere = [...changed].some((path) => isOfProject(path, project, modules));
  const rules = new Map(plan.rules.map((rule) => [rule.id, rule]));
  const touched = (rule: RulePlan): boolean => filesBehind(rule.span.file, project).some((path) => changed.has(path));
  const layersTouched = plan.rules.filter(touched).map((rule) => rule.layer);
  return tests
    .filter(({ file, rule: id }) => {
      const rule = rules.get(id);
      // A test of a rule that is not there has something to say.
      if (everywhere || rule === undefined || changed.has(resolve(root, file.name))) return true;
      return touched(rule) || layersTouched.some((layer) => layer < rule.layer);
    })
    .map(({ file }) => file);
}

/** Settings, schemas and catalogs are the whole project's, and so is a file that is gone: nobody can say what it did. */
function isOfProject(path: string, project: Project, modules: ReadonlyMap<string, readonly string[]>): boolean {
  const known = modules.get(path);
  if (known !== undefined) return known.some((name) => hasTuning(name, project));
  const { root } = project.settings;
  if (!isBelow(root, path)) return false;
  if (project.sources.has(nameOf(root, path))) return true;
  return !isFile(path) && /\.(aidr|ya?ml|json|txt|csv)$/.test(path) && !path.endsWith(testSuffix);
}

function hasTuning(name: string, project: Project): boolean {
  const module = project.modules.find((one) => one.file.name === name);
  return module?.declarations.some((one) => one.kind === "extend-list" || one.kind === "exception" || one.kind === "disable") ?? false;
}

function modulesOfFiles(project: Project): ReadonlyMap<string, readonly string[]> {
  const modules = new Map<string, string[]>();
  for (const [name, files] of project.filesOf) for (const file of files) modules.set(file, [...(modules.get(file) ?? []), name]);
  return modules;
}

/** Files of a module and of all that it imports. */
function filesBehind(name: string, project: Project): readonly string[] {
  const seen = new Set([name]);
  for (const module of seen) for (const imported of project.input.imports.get(module)?.values() ?? []) seen.add(imported);
  return [...seen].flatMap((module) => project.filesOf.get(module) ?? []);
}
