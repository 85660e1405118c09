/** Which test files a command means, and the rules that they are about. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import { type ConfigRequest, readConfig } from "./config.ts";
import { nowhere, report } from "./diagnostics.ts";
import { findFiles } from "./find-files.ts";
import { isFile, nameOf } from "./paths.ts";
import { readText, sizesMax } from "./read-text.ts";
import { findRuleFiles, type PathRequest } from "./rule-files.ts";

export type FoundTests = {
  readonly tests: readonly SourceFile[];
  /** PATHs of the rules to load; none means the project's. */
  readonly rules: readonly string[];
};

export const testSuffix = ".test.yaml";

/**
 * A test file by its path, the tests in a folder or beside the rule files that are named. Without paths: beside every rule file of the
 * project. The rules are all those of the project, since a rule may read the alerts of others; of a folder that is no project's, its own.
 */
export function findTests(request: Omit<ConfigRequest, "near"> & PathRequest): Result<FoundTests> {
  const near = request.paths[0];
  const config = readConfig({ ...request, ...(near === undefined ? {} : { near }) });
  const settings = config.value;
  const diagnostics: Diagnostic[] = [];
  const paths = new Set<string>();
  const isProject = settings.source !== undefined;
  if (request.paths.length === 0) {
    for (const rule of findRuleFiles(request, settings).value) addBeside(rule.path, paths);
  }
  for (const written of request.paths) {
    const found = [...findFiles(request.cwd, written, testSuffix).files, ...findFiles(request.cwd, written, ".aidr").files];
    if (found.length === 0) diagnostics.push(report.noSuchFile(nowhere(), { path: written }));
    for (const path of found) {
      if (path.endsWith(".aidr")) addBeside(path, paths);
      else paths.add(path);
    }
  }
  const tests: SourceFile[] = [];
  for (const path of [...paths].sort()) {
    const read = readText(path, nameOf(settings.root, path), sizesMax.yaml, nowhere());
    diagnostics.push(...read.diagnostics);
    if (read.value) tests.push(read.value);
  }
  if (paths.size === 0 && diagnostics.length === 0)
    diagnostics.push(
      report.nothingMatches(nowhere(), {
        what: "test file",
        pattern: request.paths.join(" ") || settings.files.value.join(" ").replaceAll(".aidr", testSuffix),
      }),
    );
  return { value: { tests, rules: isProject ? [] : rulesBeside([...paths]) }, diagnostics };
}

/** `x.test.yaml` beside `x.aidr`, and `x.<anything>.test.yaml`. */
function addBeside(rule: string, paths: Set<string>): void {
  const stem = basename(rule).replace(/\.aidr$/, "");
  const folder = dirname(rule);
  const exact = join(folder, `${stem}${testSuffix}`);
  if (isFile(exact)) paths.add(exact);
  for (const name of readdirSync(folder)) if (name.startsWith(`${stem}.`) && name.endsWith(testSuffix)) paths.add(join(folder, name));
}

function rulesBeside(tests: readonly string[]): string[] {
  return [...new Set(tests.map(dirname))];
}
