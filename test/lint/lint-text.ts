/** Lints a text as the command line would lint a project that holds nothing else. */
import { join } from "node:path";
import { lint, type LintRequest } from "../../src/aidr.ts";
import type { CheckInput } from "../../src/check/input.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import type { CaseFact, LintSettings } from "../../src/lint/rule.ts";
import { readConfig } from "../../src/project/config.ts";
import { libraryFolder, loadModules } from "../../src/project/load-modules.ts";
import { loadCatalogs, loadModel } from "../../src/project/load-model.ts";
import type { SourceFile } from "../../src/source/source-file.ts";

const settings = readConfig({ cwd: libraryFolder(), environment: {} }).value;
const model = loadModel(settings, new Map()).value;
const { categories, tags } = loadCatalogs(settings);

export type LintOptions = {
  readonly name?: string;
  readonly settings?: LintSettings;
  readonly tests?: ReadonlyMap<string, readonly CaseFact[]>;
  readonly todayMs?: number;
  readonly isWhole?: boolean;
  readonly mappings?: LintRequest["mappings"];
};

export type Linted = { readonly source: SourceFile; readonly plan: ProjectPlan; readonly diagnostics: readonly Diagnostic[] };

export const defaultName = "rules/block.aidr";

/** What check and lint say of the text; what the standard library's own texts are told is not among it. */
export function lintText(text: string, options: LintOptions = {}): Linted {
  const folder = libraryFolder();
  const name = options.name ?? defaultName;
  const loaded = loadModules([{ name, path: join(folder, name), root: folder, bytes: Buffer.from(text) }], folder, new Map());
  const input: CheckInput = {
    modules: loaded.value.modules,
    imports: loaded.value.imports,
    listFiles: loaded.value.listFiles,
    model,
    params: new Map(),
    categories,
    tags,
    ...(options.todayMs === undefined ? {} : { todayMs: options.todayMs }),
  };
  const ids = new Map<string, readonly CaseFact[]>();
  const request = {
    files: new Set([name]),
    settings: options.settings ?? new Map(),
    isWhole: options.isWhole ?? true,
    before: loaded.diagnostics,
    ...(options.mappings ? { mappings: options.mappings } : {}),
    ...(options.tests ? { tests: options.tests } : { tests: ids }),
  };
  const { value, diagnostics } = lint(input, request);
  const source = loaded.value.modules.find((module) => module.file.name === name)?.file ?? { name, text };
  return { source, plan: value, diagnostics: [...loaded.diagnostics, ...diagnostics].filter((one) => one.span.file === name) };
}

/** Names of what was said, codes where there are no names of lints; each once, sorted. */
export function namesOf(diagnostics: readonly Diagnostic[]): string[] {
  return [...new Set(diagnostics.map((one) => one.name))].sort();
}
