/** Reads the event model, tool catalogs, categories and tag catalogs of a project: the library's own, and what `aidr.yaml` adds. */
import { basename, join } from "node:path";
import type { CategoryInfo, TagCatalog } from "../check/input.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { readEventModel } from "../schema/event-model.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Setting, Settings } from "./config.ts";
import { report } from "./diagnostics.ts";
import { filesMax, findFiles } from "./find-files.ts";
import { libraryFolder } from "./load-modules.ts";
import { isReallyBelow, nameOf } from "./paths.ts";
import { readText, sizesMax } from "./read-text.ts";

/** `std` among the schemas means the standard library's. */
export function loadModel(settings: Settings, sources: Map<string, SourceFile>): Result<EventModel> {
  const diagnostics: Diagnostic[] = [];
  const keep = <T>(result: Result<T>): T => {
    diagnostics.push(...result.diagnostics);
    return result.value;
  };
  const own = settings.schemas.value.filter((path) => path !== "std");
  const model = readEventModel({
    standard: settings.schemas.value.includes("std") ? keep(libraryFiles("events", sources)) : [],
    project: keep(settingFiles(settings, { ...settings.schemas, value: own }, "schema", sizesMax.yaml, sources)),
    tools: keep(settingFiles(settings, settings.tools, "tool catalog", sizesMax.catalog, sources)),
  });
  return { value: model.value, diagnostics: [...diagnostics, ...model.diagnostics] };
}

/** Every YAML file of a folder of the standard library. */
export function libraryFiles(folder: string, sources: Map<string, SourceFile>): Result<SourceFile[]> {
  const top = join(libraryFolder(), folder);
  const files: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of findFiles(top, ".", ".yaml").files) {
    const name = `std/${folder}/${basename(path)}`;
    const read = readText(path, name, sizesMax.catalog, { file: name, start: 0, end: 0 });
    diagnostics.push(...read.diagnostics);
    if (!read.value) continue;
    sources.set(name, read.value);
    files.push(read.value);
  }
  return { value: files, diagnostics };
}

function settingFiles(settings: Settings, setting: Setting<readonly string[]>, what: string, bytesMax: number, sources: Map<string, SourceFile>): Result<SourceFile[]> {
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

export type { CategoryInfo, TagCatalog };
