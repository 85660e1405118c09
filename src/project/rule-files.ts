/** Which rule files a command means: its PATHs, or what the configuration names. */
import { dirname, join } from "node:path";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import type { SourceFile } from "../source/source-file.ts";
import { type ConfigRequest, readConfig, type Settings } from "./config.ts";
import { nowhere, report } from "./diagnostics.ts";
import { filesMax, findFiles } from "./find-files.ts";
import { packageFolder } from "./package-folder.ts";
import { isBelow, nameOf } from "./paths.ts";
import { readText, sizesMax, textOf } from "./read-text.ts";

export type PathRequest = {
  readonly cwd: string;
  /** Files, folders and globs as the user wrote them; `-` is `stdin`, `std:…` the library's own rules. Empty: the configuration's `files`. */
  readonly paths: readonly string[];
  /** Bytes of standard input, where a path is `-`. */
  readonly stdin?: Uint8Array;
};

/** The text of a rule file; `path` is absent for standard input. */
export type RuleText = { readonly source: SourceFile; readonly path?: string };

/** Name of standard input in messages. */
export const stdinName = "<stdin>";

/** A rule file to read: by its path, or the bytes of standard input. */
export type RuleFile = { readonly name: string; readonly path: string; readonly root: string; readonly bytes?: Uint8Array };

/** The rule files of PATHs, or of the configuration; each once, in the order they were named. */
export function findRuleFiles(request: PathRequest, settings: Settings, suffix = ".aidr"): Result<readonly RuleFile[]> {
  const diagnostics: Diagnostic[] = [];
  const files = new Map<string, RuleFile>();
  const fromConfig = request.paths.length === 0;
  const base = fromConfig ? settings.root : request.cwd;
  const at = fromConfig ? settings.files.span : nowhere();
  for (const written of fromConfig ? settings.files.value : request.paths) {
    if (written === "-") {
      files.set("-", {
        name: stdinName,
        path: join(request.cwd, stdinName),
        root: settings.root,
        bytes: request.stdin ?? new Uint8Array(),
      });
      continue;
    }
    const isShipped = written.startsWith("std:");
    const folder = isShipped ? packageFolder() : base;
    const found = findFiles(folder, isShipped ? written.slice("std:".length) || "rules" : written, suffix);
    if (found.tooMany) diagnostics.push(report.tooManyFiles(at, { limit: filesMax, what: `files below \`${written}\`` }));
    else if (found.files.length === 0) diagnostics.push(missing(written, at));
    for (const path of found.files) {
      if (files.has(path)) continue;
      const name = isShipped ? `std:${nameOf(folder, path)}` : nameOf(settings.root, path);
      files.set(path, { name, path, root: rootOf(path, isShipped ? join(folder, "rules") : settings.root) });
    }
  }
  return { value: [...files.values()], diagnostics };
}

/** A file that was named although it lies outside the project may import what lies beside it. */
function rootOf(path: string, root: string): string {
  return isBelow(root, path) ? root : dirname(path);
}

function missing(written: string, at: Span): Diagnostic {
  return /[*?[{]/.test(written)
    ? report.nothingMatches(at, { what: "rule file", pattern: written })
    : report.noSuchFile(at, { path: written });
}

/** Rule files as plain texts, without what they import: for the formatter. */
export function readRuleFiles(request: Omit<ConfigRequest, "near"> & PathRequest): Result<readonly RuleText[]> {
  const near = request.paths[0];
  const config = readConfig({ ...request, ...(near === undefined ? {} : { near }) });
  const found = findRuleFiles(request, config.value);
  const diagnostics: Diagnostic[] = [...config.diagnostics, ...found.diagnostics];
  const texts: RuleText[] = [];
  for (const file of found.value) {
    const read = file.bytes ? textOf(file.bytes, file.name, nowhere(file.name)) : readText(file.path, file.name, sizesMax.rules, nowhere());
    diagnostics.push(...read.diagnostics);
    if (read.value) texts.push({ source: read.value, ...(file.bytes ? {} : { path: file.path }) });
  }
  return { value: texts, diagnostics };
}
