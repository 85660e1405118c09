/** Reads the event model, tool catalogs, categories and tag catalogs of a project: the library's own, and what `aidr.yaml` adds. */
import { resolve } from "node:path";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { standardCatalogs } from "../schema/bundled.ts";
import type { CategoryInfo, Catalogs } from "../schema/catalogs.ts";
import { readEventModel } from "../schema/event-model.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Setting, Settings } from "./config.ts";
import { nowhere, report } from "./diagnostics.ts";
import { filesMax, findFiles } from "./find-files.ts";
import { isReallyBelow, nameOf } from "./paths.ts";
import { readText, sizesMax } from "./read-text.ts";

/** Schemas that a command line names beside those of the configuration. */
export type MoreSchemas = { readonly cwd: string; readonly schemas: readonly string[] };

/** `std` among the schemas means the standard library's. */
export function loadModel(settings: Settings, sources: Map<string, SourceFile>, more?: MoreSchemas): Result<EventModel> {
  const diagnostics: Diagnostic[] = [];
  const keep = <T>(result: Result<T>): T => {
    diagnostics.push(...result.diagnostics);
    return result.value;
  };
  const own = settings.schemas.value.filter((path) => path !== "std");
  const model = readEventModel({
    standard: settings.schemas.value.includes("std") ? "bundled" : [],
    project: [
      ...keep(settingFiles(settings, { ...settings.schemas, value: own }, "schema", sizesMax.yaml, sources)),
      ...(more?.schemas ?? []).flatMap((path) => keep(namedFile(path, more?.cwd ?? "", sources)) ?? []),
    ],
    tools: keep(settingFiles(settings, settings.tools, "tool catalog", sizesMax.catalog, sources)),
  });
  return { value: model.value, diagnostics: [...diagnostics, ...model.diagnostics] };
}

function namedFile(path: string, cwd: string, sources: Map<string, SourceFile>): Result<SourceFile | undefined> {
  const read = readText(resolve(cwd, path), path, sizesMax.yaml, nowhere());
  if (read.value) sources.set(path, read.value);
  return read;
}

function settingFiles(
  settings: Settings,
  setting: Setting<readonly string[]>,
  what: string,
  bytesMax: number,
  sources: Map<string, SourceFile>,
): Result<SourceFile[]> {
  const files: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const written of setting.value) {
    const found = findFiles(settings.root, written, "");
    if (found.tooMany) diagnostics.push(report.tooManyFiles(setting.span, { limit: filesMax, what: `files below \`${written}\`` }));
    else if (found.files.length === 0) diagnostics.push(report.nothingMatches(setting.span, { what, pattern: written }));
    for (const path of found.files) {
      const name = nameOf(settings.root, path);
      if (!isReallyBelow(settings.root, path)) {
        diagnostics.push(report.outsideProject(setting.span, { path: written }));
        continue;
      }
      const read = readText(path, name, bytesMax, setting.span);
      diagnostics.push(...read.diagnostics);
      if (!read.value) continue;
      sources.set(name, read.value);
      files.push(read.value);
    }
  }
  return { value: files, diagnostics };
}

/** The library's catalogs, and the categories that `aidr.yaml` adds. */
export function loadCatalogs(settings: Settings): Catalogs {
  const { tags, categories, lists } = standardCatalogs();
  const own = [...settings.categories.value].map(([name, summary]): [string, CategoryInfo] => [name, { name, summary }]);
  return { tags, lists, categories: new Map([...categories, ...own]) };
}
