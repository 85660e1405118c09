/** The adapter and the context that events are read with, from names and files. */
import { join, resolve } from "node:path";
import { checkAdapter, readAdapter, type Adapter } from "../adapt/adapter.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { EventModel } from "../schema/event-type.ts";
import { type JsonObject, type JsonValue, readYaml, toJson } from "../schema/yaml-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Settings } from "./config.ts";
import { nowhere, report } from "./diagnostics.ts";
import type { EventContext } from "./event-source.ts";
import { findFiles } from "./find-files.ts";
import { libraryFolder } from "./load-modules.ts";
import { isFile, nameOf } from "./paths.ts";
import { readText, sizesMax } from "./read-text.ts";

/** The adapter that the settings name: of the standard library by its name, or a file. Undefined where events are aidr's own. */
export function loadAdapter(
  settings: Settings,
  cwd: string,
  model: EventModel,
  sources: Map<string, SourceFile>,
): Result<Adapter | undefined> {
  const name = settings.adapter.value;
  if (name === undefined || name === "" || name === "none") return { value: undefined, diagnostics: [] };
  const shipped = join(libraryFolder(), "adapters", `${name}.yaml`);
  const own = resolve(settings.adapter.origin === "file" ? settings.root : cwd, name);
  const isShipped = /^[a-z0-9-]+$/.test(name) && isFile(shipped);
  if (!isShipped && !isFile(own)) {
    const known = adapterNames();
    const help = [...didYouMean(name, known), `adapters: ${known.join(", ")}; or a file of your own`];
    return { value: undefined, diagnostics: [report.unknownAdapter(settings.adapter.span, { name }, { help })] };
  }
  const shown = isShipped ? `std/adapters/${name}.yaml` : nameOf(settings.root, own);
  const text = readText(isShipped ? shipped : own, shown, sizesMax.yaml, settings.adapter.span);
  if (!text.value) return { value: undefined, diagnostics: text.diagnostics };
  sources.set(shown, text.value);
  const adapter = readAdapter(text.value);
  const diagnostics: Diagnostic[] = [...adapter.diagnostics];
  if (diagnostics.length === 0) diagnostics.push(...checkAdapter(adapter.value, model));
  return { value: adapter.value, diagnostics };
}

export function adapterNames(): string[] {
  const folder = join(libraryFolder(), "adapters");
  return findFiles(folder, ".", ".yaml").files.map((path) => nameOf(folder, path).replace(/\.yaml$/, ""));
}

/** `--context FILE`: JSON or YAML, `{ user: {…}, by: { "user.id": { "u-1": { user: {…} } } } }`. */
export function loadContext(path: string, cwd: string, sources: Map<string, SourceFile>): Result<EventContext | undefined> {
  const text = readText(resolve(cwd, path), path, sizesMax.yaml, nowhere());
  if (!text.value) return { value: undefined, diagnostics: text.diagnostics };
  sources.set(path, text.value);
  const tree = readYaml(text.value);
  if (tree.diagnostics.length > 0) return { value: undefined, diagnostics: tree.diagnostics };
  const whole = toJson(tree.value);
  const at = { file: path, start: 0, end: 1 };
  if (!isObject(whole)) return { value: undefined, diagnostics: [report.brokenContext(at, { path, reason: "it holds something else" })] };
  const { by, ...all } = whole;
  const diagnostics: Diagnostic[] = [];
  const tables: EventContext["by"][number][] = [];
  for (const [field, values] of Object.entries(isObject(by) ? by : {})) {
    if (!isObject(values) || !Object.values(values).every(isObject)) {
      diagnostics.push(report.brokenContext(at, { path, reason: `\`by\` has no table of records at \`${field}\`` }));
      continue;
    }
    tables.push({ path: field.split("."), values: new Map(Object.entries(values).map(([key, value]) => [key, asRecord(value)])) });
  }
  if (by !== undefined && !isObject(by)) diagnostics.push(report.brokenContext(at, { path, reason: "`by` is no table" }));
  return { value: { all: asRecord(all), by: tables }, diagnostics };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON is a value of the language, but that null is missing; the readers of values take it so. */
function asRecord(value: JsonValue): ValueRecord {
  return value as ValueRecord;
}
