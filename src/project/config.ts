/** The settings of a project: flag before environment before `aidr.yaml` before default, each with where it came from. */
import { dirname, resolve } from "node:path";
import type { ParamValue } from "../check/input.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { checkShape } from "../schema/shape.ts";
import { validate as validateConfig } from "../schema/validators/config.generated.ts";
import type { LintLevel } from "../lint/rule.ts";
import { entryOf, readYaml, textOf, toJson, type YamlEntry, type YamlNode } from "../schema/yaml-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { nowhere, report } from "./diagnostics.ts";
import { findUpwards, isFolder } from "./paths.ts";
import { readText, sizesMax } from "./read-text.ts";

export type Origin = "flag" | "environment" | "file" | "default";
export type Setting<T> = { readonly value: T; readonly origin: Origin; readonly span: Span };

export type Settings = {
  /** Folder of `aidr.yaml`, else the folder that the command works in. Everything of the project lies below it. */
  readonly root: string;
  /** `aidr.yaml`, where there is one. */
  readonly source?: SourceFile;
  readonly files: Setting<readonly string[]>;
  readonly schemas: Setting<readonly string[]>;
  readonly tools: Setting<readonly string[]>;
  readonly adapter: Setting<string | undefined>;
  readonly mappings: Setting<ReadonlyMap<string, string>>;
  /** Alert categories of the project's own, with a sentence each. */
  readonly categories: Setting<ReadonlyMap<string, string>>;
  readonly params: ReadonlyMap<string, Setting<ParamValue>>;
  /** How much each lint weighs, by its name. */
  readonly lint: Setting<ReadonlyMap<string, LintSetting>>;
};

export type LintSetting = { readonly level: LintLevel; readonly span: Span };

export type ConfigRequest = {
  readonly cwd: string;
  /** First PATH of the command line: the nearest configuration above it counts. */
  readonly near?: string;
  /** `--config`. */
  readonly config?: string;
  readonly adapter?: string;
  /** `--param name=value`, in order. */
  readonly params?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export const configName = "aidr.yaml";
const defaultFiles = ["rules/**/*.aidr"];
const defaultSchemas = ["std"];

export function readConfig(request: ConfigRequest): Result<Settings> {
  const { path, diagnostics } = configPath(request);
  const near = request.near === undefined || request.near === "-" ? request.cwd : resolve(request.cwd, fixedFolder(request.near));
  const fallback = isFolder(request.cwd) && !near.startsWith(request.cwd) ? (isFolder(near) ? near : dirname(near)) : request.cwd;
  const root = path === undefined ? fallback : dirname(path);
  const problems: Diagnostic[] = [...diagnostics];
  let top: ReadonlyMap<string, YamlEntry> = new Map();
  let source: SourceFile | undefined;
  if (path !== undefined) {
    const read = readText(path, configName, sizesMax.yaml, nowhere(configName));
    problems.push(...read.diagnostics);
    source = read.value;
    if (source) {
      const tree = readYaml(source);
      problems.push(...tree.diagnostics, ...(isEmpty(tree.value) ? [] : checkShape(validateConfig, tree.value)));
      if (tree.value.kind === "map") top = tree.value.entries;
    }
  }
  const reader: Reader = { top, environment: request.environment, problems };
  const settings: Settings = {
    root,
    ...(source ? { source } : {}),
    files: patterns(reader, "files", defaultFiles),
    schemas: patterns(reader, "schemas", defaultSchemas),
    tools: patterns(reader, "tools", []),
    adapter: adapterSetting(reader, request.adapter),
    mappings: texts(reader, "mappings"),
    categories: texts(reader, "categories"),
    params: readParams(reader, request.params ?? []),
    lint: lintSettings(reader),
  };
  return { value: settings, diagnostics: problems };
}

/** What is of a wrong shape has its diagnostic already and is read as if it were not there. */
type Reader = {
  readonly top: ReadonlyMap<string, YamlEntry>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly problems: Diagnostic[];
};

/** The nearest `aidr.yaml` above the first PATH; one that is named must be there. */
function configPath(request: ConfigRequest): { path?: string; diagnostics: readonly Diagnostic[] } {
  const named = request.config ?? request.environment["AIDR_CONFIG"];
  if (named !== undefined && named !== "") return { path: resolve(request.cwd, named), diagnostics: [] };
  const near = request.near === undefined || request.near === "-" || request.near.startsWith("std:") ? "." : fixedFolder(request.near);
  const start = resolve(request.cwd, near);
  const path = findUpwards(isFolder(start) ? start : dirname(start), configName);
  return path === undefined ? { diagnostics: [] } : { path, diagnostics: [] };
}

/** The part of a PATH before its first wildcard. */
function fixedFolder(path: string): string {
  const wild = path.search(/[*?{]/);
  return wild < 0 ? path : path.slice(0, path.lastIndexOf("/", wild) + 1) || ".";
}

/** An empty file, or one of comments only, is a project with every default. */
function isEmpty(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function patterns(reader: Reader, key: string, standard: readonly string[]): Setting<readonly string[]> {
  const entry = reader.top.get(key);
  if (!entry) return { value: standard, origin: "default", span: nowhere() };
  const items = entry.value.kind === "list" ? entry.value.items : [entry.value];
  const value = items.flatMap((item) => (item.kind === "scalar" && typeof item.value === "string" ? item.value : []));
  return { value, origin: "file", span: entry.value.span };
}

function adapterSetting(reader: Reader, flag: string | undefined): Setting<string | undefined> {
  if (flag !== undefined) return { value: flag, origin: "flag", span: nowhere() };
  const fromEnvironment = reader.environment["AIDR_ADAPTER"];
  if (fromEnvironment) return { value: fromEnvironment, origin: "environment", span: nowhere() };
  const entry = reader.top.get("adapter");
  if (!entry) return { value: undefined, origin: "default", span: nowhere() };
  const value = entry.value.kind === "scalar" && typeof entry.value.value === "string" ? entry.value.value : undefined;
  return { value, origin: "file", span: entry.value.span };
}

function texts(reader: Reader, key: string): Setting<ReadonlyMap<string, string>> {
  const entry = reader.top.get(key);
  const value = new Map<string, string>();
  if (!entry) return { value, origin: "default", span: nowhere() };
  if (entry.value.kind === "map") {
    for (const one of entry.value.entries.values())
      if (one.value.kind === "scalar" && typeof one.value.value === "string") value.set(one.key, one.value.value);
  }
  return { value, origin: "file", span: entry.value.span };
}

const lintLevels: readonly LintLevel[] = ["off", "info", "warning", "error"];

/** Whether a name is a lint's is for the linter to say, which not every command loads. */
function lintSettings(reader: Reader): Setting<ReadonlyMap<string, LintSetting>> {
  const entry = reader.top.get("lint");
  const value = new Map<string, LintSetting>();
  if (!entry) return { value, origin: "default", span: nowhere() };
  const rules = entryOf(entry.value, "rules")?.value;
  for (const one of rules?.kind === "map" ? rules.entries.values() : []) {
    const level = lintLevels.find((known) => known === textOf(one.value));
    if (level) value.set(one.key, { level, span: one.keySpan });
  }
  return { value, origin: "file", span: entry.value.span };
}

/** `params` of the file, then AIDR_PARAM_<name>, then `--param`: the last one named wins. */
function readParams(reader: Reader, flags: readonly string[]): ReadonlyMap<string, Setting<ParamValue>> {
  const params = new Map<string, Setting<ParamValue>>();
  const entry = reader.top.get("params");
  if (entry?.value.kind === "map") {
    for (const one of entry.value.entries.values()) {
      const value = paramValue(toJson(one.value));
      if (value !== undefined) params.set(one.key, { value, origin: "file", span: one.value.span });
    }
  }
  for (const [name, text] of Object.entries(reader.environment)) {
    if (name.startsWith("AIDR_PARAM_") && text !== undefined)
      params.set(name.slice("AIDR_PARAM_".length), { value: readParamText(text), origin: "environment", span: nowhere() });
  }
  for (const flag of flags) {
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/s.exec(flag);
    if (match?.[1] === undefined || match[2] === undefined) reader.problems.push(report.badParam(nowhere(), { text: flag }));
    else params.set(match[1], { value: readParamText(match[2]), origin: "flag", span: nowhere() });
  }
  return params;
}

/** A value as it is typed on a command line: JSON where it is a number, a boolean, a quoted text or a list of these, else the text itself. */
function readParamText(text: string): ParamValue {
  try {
    return paramValue(JSON.parse(text)) ?? text;
  } catch {
    return text.trim();
  }
}

function paramValue(value: unknown): ParamValue | undefined {
  if (isPlain(value)) return value;
  return Array.isArray(value) && value.every(isPlain) ? value : undefined;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
