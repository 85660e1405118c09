/** Compiles a block of a page as the command line would compile a file of a project that holds nothing else. */
import { join } from "node:path";
import { analyze } from "../../src/aidr.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import { readConfig } from "../../src/project/config.ts";
import { libraryFolder, loadModules } from "../../src/project/load-modules.ts";
import { loadCatalogs, loadModel } from "../../src/project/load-model.ts";
import type { SourceFile } from "../../src/source/source-file.ts";

const blockName = "block.aidr";
// The library's folder has no `aidr.yaml` above it that could lend its settings to a page.
const settings = readConfig({ cwd: libraryFolder(), environment: {} }).value;
const sources = new Map<string, SourceFile>();
const model = loadModel(settings, sources).value;
const { categories, tags } = loadCatalogs(settings);

export type CompiledBlock = { readonly plan: ProjectPlan; readonly diagnostics: readonly Diagnostic[] };

/** The plan, and what was said about the block itself; the standard library's own notices are not the page's. */
export function compileBlock(text: string): CompiledBlock {
  const folder = libraryFolder();
  const file = { name: blockName, path: join(folder, blockName), root: folder, bytes: Buffer.from(text) };
  const loaded = loadModules([file], folder, new Map());
  const { value, diagnostics } = analyze({
    modules: loaded.value.modules,
    imports: loaded.value.imports,
    listFiles: loaded.value.listFiles,
    model,
    params: new Map(),
    categories,
    tags,
  });
  return { plan: value, diagnostics: [...loaded.diagnostics, ...diagnostics].filter((one) => one.span.file === blockName) };
}

/** Codes or, for warnings that a page names so, names; each once, sorted. */
export function foundOf(diagnostics: readonly Diagnostic[], severity: Diagnostic["severity"], as: readonly string[]): string[] {
  const words = diagnostics
    .filter((one) => one.severity === severity)
    .map((one) => (as.includes(one.name) ? one.name : (one.code ?? one.name)));
  return [...new Set(words)].sort();
}
