/** Gathers everything a project is made of: rules and what they import, lists, schemas, catalogs, parameters. The only way from a folder to the checker. */
import type { CheckInput, ParamValue } from "../check/input.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Module } from "../syntax/ast.ts";
import { type ConfigRequest, readConfig, type Settings } from "./config.ts";
import { report } from "./diagnostics.ts";
import { loadModules } from "./load-modules.ts";
import { loadCatalogs, loadModel } from "./load-model.ts";
import { findRuleFiles, type PathRequest } from "./rule-files.ts";

export type ProjectRequest = Omit<ConfigRequest, "near"> & PathRequest;

export type Project = {
  readonly settings: Settings;
  /** Every text that was read, by its name in messages. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Names of the rule files that were asked for, imports and standard library not among them. */
  readonly files: readonly string[];
  readonly modules: readonly Module[];
  /** For each module the files that its text and its lists came from. */
  readonly filesOf: ReadonlyMap<string, readonly string[]>;
  readonly input: CheckInput;
};

export function loadProject(request: ProjectRequest): Result<Project> {
  const near = request.paths[0];
  const config = readConfig({ ...request, ...(near === undefined ? {} : { near }) });
  const settings = config.value;
  const sources = new Map<string, SourceFile>();
  const diagnostics: Diagnostic[] = [...config.diagnostics];
  if (settings.source) sources.set(settings.source.name, settings.source);
  const found = findRuleFiles(request, settings);
  diagnostics.push(...found.diagnostics);
  const loaded = loadModules(found.value, settings.root, sources);
  diagnostics.push(...loaded.diagnostics);
  const model = loadModel(settings, sources);
  const catalogs = loadCatalogs(settings);
  diagnostics.push(...model.diagnostics, ...unknownParams(settings, loaded.value.modules, request.paths.length === 0));
  const input: CheckInput = {
    modules: loaded.value.modules,
    imports: loaded.value.imports,
    listFiles: loaded.value.listFiles,
    model: model.value,
    params: new Map([...settings.params].map(([name, setting]): [string, ParamValue] => [name, setting.value])),
    categories: catalogs.categories,
    tags: catalogs.tags,
    todayMs: Date.now(),
  };
  const { asked: files, modules, filesOf } = loaded.value;
  return { value: { settings, sources, files, modules, filesOf, input }, diagnostics };
}

/** A file that is checked alone need not have every parameter of the project; one given by hand must mean something. */
function unknownParams(settings: Settings, modules: readonly Module[], isWholeProject: boolean): Diagnostic[] {
  const declared = new Set(
    modules.flatMap((module) => module.declarations.flatMap((one) => (one.kind === "param" ? [one.name.name] : []))),
  );
  return [...settings.params].flatMap(([name, setting]) => {
    const isAsked = setting.origin === "flag" || (setting.origin === "file" && isWholeProject);
    return declared.has(name) || !isAsked ? [] : [report.unknownParam(setting.span, { name }, { help: didYouMean(name, declared) })];
  });
}
