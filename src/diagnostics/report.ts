/** What every renderer is given: the diagnostics, the texts they point into, and, after a test run, its cases. */
import { type Position, positionAt, type SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Diagnostic } from "./diagnostic.ts";

export type Report = {
  readonly diagnostics: readonly Diagnostic[];
  /** Texts by their names; a span whose file is not here is shown by name alone. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  /** Version of aidr, for the formats that name their maker. */
  readonly version: string;
  /** Cases of a test run, passed ones too. */
  readonly cases?: readonly ReportedCase[];
  /** What a command measured, by name: sections of the JSON document of their own. */
  readonly sections?: Readonly<Record<string, unknown>>;
};

export type ReportedCase = {
  readonly suite: string;
  readonly name: string;
  readonly span: Span;
  readonly seconds: number;
  /** Absent when it passed: what went wrong, line by line, as it is shown to people. */
  readonly failure?: readonly string[];
};

/** Where a diagnostic stands; `start` and `end` are absent where there is no text to count in. */
export type Place = { readonly file: string; readonly start?: Position; readonly end?: Position };

export function placeOf(span: Span, sources: ReadonlyMap<string, SourceFile>): Place {
  const source = sources.get(span.file);
  if (!source) return { file: span.file };
  return { file: span.file, start: positionAt(source, span.start), end: positionAt(source, span.end) };
}

/** `file:line:column`, as editors and terminals make links of it; the file alone where there is no text, nothing for no file. */
export function showPlace(place: Place): string {
  if (!place.start) return place.file;
  return `${place.file}:${place.start.line}:${place.start.column}`;
}

/** `AIDR2003`, or the name of a lint. */
export function ruleIdOf(diagnostic: Diagnostic): string {
  return diagnostic.code ?? diagnostic.name;
}

/** Message and advice in one text, for formats with a single field for them. */
export function messageWithHelp(diagnostic: Diagnostic): string {
  return [diagnostic.message, ...diagnostic.help.map((help) => `help: ${help}`)].join("; ");
}

export type Tally = { readonly errors: number; readonly warnings: number; readonly infos: number };

export function tally(diagnostics: readonly Diagnostic[]): Tally {
  let errors = 0;
  let warnings = 0;
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === "error") errors++;
    else if (diagnostic.severity === "warning") warnings++;
  }
  return { errors, warnings, infos: diagnostics.length - errors - warnings };
}

/** Items by key, keys in order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
