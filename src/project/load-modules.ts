/** Reads rule files and follows their imports and lists, inside the project and the standard library and nowhere else. */
import { dirname, join } from "node:path";
import { listFileKey } from "../check/input.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Import, ListSource, Module, StringLiteral } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { nowhere, report } from "./diagnostics.ts";
import { filesMax, findFiles } from "./find-files.ts";
import { readList } from "./list-file.ts";
import { packageFolder } from "./package-folder.ts";
import { isFile, locateInside, type Located, nameOf } from "./paths.ts";
import { readText, sizesMax, textOf } from "./read-text.ts";
import type { RuleFile } from "./rule-files.ts";

export type LoadedModules = {
  readonly modules: readonly Module[];
  /** Names of the files that were asked for and could be read. */
  readonly asked: readonly string[];
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly listFiles: ReadonlyMap<string, readonly string[]>;
  /** For each module the files that its text and its lists came from. */
  readonly filesOf: ReadonlyMap<string, readonly string[]>;
};

/** Modules of the standard library that every project has: its actions and playbooks need no import. */
const preludePaths = ["actions.aidr", "playbooks.aidr"];

type Loading = {
  readonly queue: RuleFile[];
  /** Name of the module at a path, once it is queued. */
  readonly names: Map<string, string>;
  readonly modules: Module[];
  readonly imports: Map<string, Map<string, string>>;
  readonly importSpans: Map<string, Map<string, StringLiteral>>;
  readonly listFiles: Map<string, readonly string[]>;
  readonly filesOf: Map<string, readonly string[]>;
  readonly texts: Map<string, SourceFile | undefined>;
  readonly sources: Map<string, SourceFile>;
  readonly diagnostics: Diagnostic[];
};

/** Reads `files` and everything they import; texts that were read are added to `sources`. Linear in their size. */
export function loadModules(files: readonly RuleFile[], root: string, sources: Map<string, SourceFile>): Result<LoadedModules> {
  const loading: Loading = {
    queue: [],
    names: new Map(),
    modules: [],
    imports: new Map(),
    importSpans: new Map(),
    listFiles: new Map(),
    filesOf: new Map(),
    texts: new Map(),
    sources,
    diagnostics: [],
  };
  for (const file of files) enqueue(loading, file);
  for (const path of preludePaths) {
    const full = join(libraryFolder(), path);
    if (isFile(full)) enqueue(loading, { name: `std/${path}`, path: full, root: libraryFolder() });
  }
  const asked = new Set(files.map((file) => file.name));
  for (let at = 0; at < loading.queue.length; at++) {
    const file = loading.queue[at];
    if (file) readModule(loading, file, root);
    if (loading.queue.length > filesMax) {
      loading.diagnostics.push(report.tooManyFiles(nowhere(), { limit: filesMax, what: "modules" }));
      break;
    }
  }
  loading.diagnostics.push(...cycles(loading));
  const value: LoadedModules = {
    modules: loading.modules,
    asked: loading.modules.map((module) => module.file.name).filter((name) => asked.has(name)),
    imports: loading.imports,
    listFiles: loading.listFiles,
    filesOf: loading.filesOf,
  };
  return { value, diagnostics: loading.diagnostics };
}

export function libraryFolder(): string {
  return join(packageFolder(), "stdlib");
}

function enqueue(loading: Loading, file: RuleFile): string {
  const known = loading.names.get(file.path);
  if (known !== undefined) return known;
  loading.names.set(file.path, file.name);
  loading.queue.push(file);
  return file.name;
}

function readModule(loading: Loading, file: RuleFile, root: string): void {
  const at = nowhere(file.bytes ? file.name : "");
  const read = file.bytes ? textOf(file.bytes, file.name, at) : readText(file.path, file.name, sizesMax.rules, at);
  loading.diagnostics.push(...read.diagnostics);
  if (!read.value) return;
  loading.sources.set(file.name, read.value);
  const parsed = parse(read.value);
  loading.diagnostics.push(...parsed.diagnostics);
  loading.modules.push(parsed.value);
  loading.filesOf.set(file.name, [file.path]);
  for (const declaration of parsed.value.declarations) {
    if (declaration.kind === "import") followImport(loading, file, declaration);
    else if (declaration.kind === "list-declaration" || declaration.kind === "extend-list")
      readListFile(loading, file, declaration.source, root);
  }
}

function followImport(loading: Loading, file: RuleFile, declaration: Import): void {
  const { value: written, span } = declaration.from;
  const target = locateModule(file, written);
  if (typeof target === "string") {
    if (target === "form") loading.diagnostics.push(report.importForm(span, { path: written }));
    else if (target === "outside") loading.diagnostics.push(report.outsideProject(span, { path: written }));
    else
      loading.diagnostics.push(
        report.unknownModule(span, { path: written }, { help: didYouMean(written, written.startsWith("std/") ? libraryModules() : []) }),
      );
    return;
  }
  const name = enqueue(loading, target);
  entryOf(loading.imports, file.name).set(written, name);
  entryOf(loading.importSpans, file.name).set(name, declaration.from);
}

function locateModule(file: RuleFile, written: string): RuleFile | "form" | "outside" | "missing" {
  const isLibrary = written.startsWith("std/");
  if (!isLibrary && !written.startsWith("./") && !written.startsWith("../")) return "form";
  const root = isLibrary ? libraryFolder() : file.root;
  const base = isLibrary ? root : dirname(file.path);
  const path = isLibrary ? written.slice("std/".length) : written;
  const located = locateInside(root, base, path.endsWith(".aidr") ? path : `${path}.aidr`);
  if (located.kind !== "file") return located.kind;
  const inLibrary = root === libraryFolder();
  return { name: inLibrary ? `std/${nameOf(root, located.path)}` : nameOf(root, located.path), path: located.path, root };
}

/** What `IMPORT … FROM` can name of the standard library. */
export function libraryModules(): string[] {
  return findFiles(libraryFolder(), ".", ".aidr").files.map((path) => `std/${nameOf(libraryFolder(), path).replace(/\.aidr$/, "")}`);
}

function readListFile(loading: Loading, file: RuleFile, source: ListSource, root: string): void {
  if (source.kind !== "file") return;
  const { value: written, span } = source.path;
  const located = locateList(file, written);
  if (located.kind === "outside") return void loading.diagnostics.push(report.outsideProject(span, { path: written }));
  if (located.kind === "missing") return void loading.diagnostics.push(report.noSuchFile(span, { path: written }));
  loading.filesOf.set(file.name, [...(loading.filesOf.get(file.name) ?? []), located.path]);
  const text = textAt(loading, located.path, nameOf(root, located.path), span);
  if (!text) return;
  const values = readList(text, source.column?.value, { path: span, ...(source.column ? { column: source.column.span } : {}) });
  loading.diagnostics.push(...values.diagnostics);
  loading.listFiles.set(listFileKey(file.name, written, source.column?.value), values.value);
}

/** `./x` lies beside the rule file; anything else below the project's folder, or, when it is not there, beside the file. */
function locateList(file: RuleFile, written: string): Located {
  if (!written.startsWith("./") && !written.startsWith("../")) {
    const inProject = locateInside(file.root, file.root, written);
    if (inProject.kind !== "missing") return inProject;
  }
  return locateInside(file.root, dirname(file.path), written);
}

function textAt(loading: Loading, path: string, name: string, at: StringLiteral["span"]): SourceFile | undefined {
  if (loading.texts.has(path)) return loading.texts.get(path);
  const read = readText(path, name, sizesMax.list, at);
  loading.diagnostics.push(...read.diagnostics);
  loading.texts.set(path, read.value);
  return read.value;
}

/** One diagnostic for each circle of imports, at the import that closes it. Iterative, so that a long chain is no danger. */
function cycles(loading: Loading): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const state = new Map<string, "open" | "done">();
  for (const start of loading.imports.keys()) {
    if (state.has(start)) continue;
    const path: { name: string; rest: string[] }[] = [{ name: start, rest: targets(loading, start) }];
    state.set(start, "open");
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        state.set(top.name, "done");
        path.pop();
      } else if (state.get(next) === "open") {
        const circle = [...path.slice(path.findIndex((one) => one.name === next)).map((one) => one.name), next];
        const at = loading.importSpans.get(top.name)?.get(next);
        diagnostics.push(report.importCycle(at?.span ?? nowhere(top.name), { cycle: circle.map((name) => `\`${name}\``).join(" → ") }));
      } else if (!state.has(next)) {
        state.set(next, "open");
        path.push({ name: next, rest: targets(loading, next) });
      }
    }
  }
  return diagnostics;
}

function targets(loading: Loading, name: string): string[] {
  return [...(loading.imports.get(name)?.values() ?? [])];
}

function entryOf<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = maps.get(key);
  if (known) return known;
  const made = new Map<string, V>();
  maps.set(key, made);
  return made;
}
