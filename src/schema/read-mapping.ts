/** Reads a mapping file against the event model: what the file leaves out about a column, the schema of its field says. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { SourceFile } from "../source/source-file.ts";
import { functionBuiltins } from "../builtins/index.ts";
import type { FunctionWord } from "../builtins/words.ts";
import { stringType } from "../types/type.ts";
import type { Type } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import type { EventModel } from "./event-type.ts";
import type { EventPlace, FieldKind, MappedField, MappedList, Mapping, MappingTarget } from "./mapping.ts";
import { checkShape } from "./shape.ts";
import { validate as validateMapping } from "./validators/mapping.generated.ts";
import type { YamlEntry, YamlNode } from "./yaml-file.ts";
import { entryOf, readYaml, textOf } from "./yaml-file.ts";

const lateDefaultMs = 300_000;
const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The mapping, or undefined with what is wrong. Linear in the file. */
export function readMapping(file: SourceFile, model: EventModel): Result<Mapping | undefined> {
  const { value: tree, diagnostics: problems } = readYaml(file);
  const diagnostics = problems.length > 0 ? [...problems] : checkShape(validateMapping, tree);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const promises = entryOf(tree, "promises")?.value;
  const fallback = { single: isTrue(promises, "single") ?? false, nonempty: isTrue(promises, "nonempty") ?? false };
  const fields = new Map<string, MappedField>();
  for (const entry of entriesOf(entryOf(tree, "fields")?.value)) {
    const field = readField(entry, fallback, model, diagnostics);
    if (field) fields.set(entry.key, field);
  }
  const events = new Map<string, EventPlace>();
  for (const entry of entriesOf(entryOf(tree, "events")?.value)) {
    if (entry.key !== "*" && !model.types.has(entry.key))
      diagnostics.push(report.mappedType(entry.keySpan, { name: entry.key }, { help: didYouMean(entry.key, model.types.keys()) }));
    const where = entriesOf(entryOf(entry.value, "where")?.value).map(({ key, value }) => [key, textOf(value) ?? ""] as const);
    events.set(entry.key, { source: text(entry.value, "source"), where });
  }
  const lists = entriesOf(entryOf(tree, "lists")?.value).map(({ key, value }): [string, MappedList] => [
    key,
    { lookup: text(value, "lookup"), column: text(value, "column") },
  ]);
  const profile = textOf(entryOf(tree, "profile")?.value);
  const most = entryOf(tree, "max_events_in_window")?.value;
  const mapping: Mapping = {
    name: text(tree, "name"),
    // The shape was checked: one of the three.
    target: text(tree, "target") as MappingTarget,
    version: text(tree, "version"),
    summary: text(tree, "description"),
    ...(profile === "adx" || profile === "sentinel" ? { profile } : {}),
    time: text(tree, "time"),
    id: text(tree, "id"),
    ties: tiesOf(entryOf(tree, "ties")?.value),
    lateMs: duration(textOf(entryOf(tree, "late")?.value)) ?? lateDefaultMs,
    events,
    fields,
    lists: new Map(lists),
    ...(most?.kind === "scalar" && typeof most.value === "number" ? { maxEventsInWindow: most.value } : {}),
  };
  return { value: mapping, diagnostics };
}

function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === "map" ? [...node.entries.values()] : [];
}

function text(node: YamlNode, key: string): string {
  return textOf(entryOf(node, key)?.value) ?? "";
}

function isTrue(node: YamlNode | undefined, key: string): boolean | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "scalar" && typeof value.value === "boolean" ? value.value : undefined;
}

function tiesOf(node: YamlNode | undefined): Mapping["ties"] {
  if (node?.kind === "map") return { kind: "sequence", column: text(node, "sequence") };
  return { kind: textOf(node) === "unique-time" ? "unique-time" : "none" };
}

function duration(written: string | undefined): number | undefined {
  const match = /^([0-9]+)(ms|s|m|h|d)$/.exec(written ?? "");
  return match ? Number(match[1]) * (unitsMs[match[2] ?? ""] ?? 1) : undefined;
}

type Promises = { readonly single: boolean; readonly nonempty: boolean };

function readField(entry: YamlEntry, fallback: Promises, model: EventModel, diagnostics: Diagnostic[]): MappedField | undefined {
  const type = computedType(entry.key, model) ?? typeAt(model, entry.key.split("."));
  if (!type) {
    const known = [...new Set([...model.types.values()].flatMap(({ record }) => pathsOf(record, "")))];
    diagnostics.push(report.mappedField(entry.keySpan, { path: entry.key }, { help: didYouMean(entry.key, known) }));
    return undefined;
  }
  const node = entry.value;
  const kind = kindNamed(node, "kind") ?? kindOf(type);
  const of = kindNamed(node, "of") ?? (type.kind === "list" ? kindOf(type.of) : "keyword");
  const durationIn = textOf(entryOf(node, "duration_in")?.value);
  return {
    column: textOf(node) ?? text(node, "column"),
    kind,
    ...(kind === "list" && of !== "list" ? { of } : {}),
    single: kind !== "list" && (isTrue(node, "single") ?? fallback.single),
    nonempty: isTrue(node, "nonempty") ?? fallback.nonempty,
    exact: isTrue(node, "exact") ?? true,
    ...(kind === "duration" ? { durationIn: durationIn === "seconds" ? "seconds" : "milliseconds" } : {}),
  };
}

function kindNamed(node: YamlNode, key: string): FieldKind | undefined {
  // The shape was checked: a kind or nothing.
  return textOf(entryOf(node, key)?.value) as FieldKind | undefined;
}

function kindOf(type: Type): FieldKind {
  switch (type.kind) {
    case "boolean":
    case "number":
    case "duration":
    case "list":
      return type.kind;
    case "timestamp":
      return "time";
    case "string":
      return type.meaning === "ip" ? "ip" : "keyword";
    case "enum":
    case "regex":
      return "keyword";
    case "record":
    case "any":
    case "poison":
      return "json";
  }
}

/** Type of a call of fields, `normalize(input_text)`: what the pipeline computes. Undefined where it is none, or its word or a field of it does not exist. */
function computedType(key: string, model: EventModel): Type | undefined {
  const call = /^([a-z_0-9]+)\((.*)\)$/s.exec(key);
  const [, word = "", inner = ""] = call ?? [];
  if (!call || !Object.hasOwn(functionBuiltins, word)) return undefined;
  const { returns } = functionBuiltins[word as FunctionWord]; // its key, as was just seen
  const args = splitArguments(inner).map((argument): Type | undefined =>
    /^["0-9]/.test(argument) ? stringType : (computedType(argument, model) ?? typeAt(model, argument.split("."))),
  );
  if (!args.every((type) => type !== undefined)) return undefined;
  return typeof returns === "function" ? returns(args) : returns;
}

/** Arguments at the commas outside of parentheses and quotes. */
function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (character === '"' && text[index - 1] !== "\\") isQuoted = !isQuoted;
    else if (!isQuoted && character === "(") depth++;
    else if (!isQuoted && character === ")") depth--;
    else if (character === undefined || (character === "," && depth === 0 && !isQuoted)) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return parts;
}

/** Type of a path in any of the event types; inside of what a schema leaves open, everything is `any`. */
function typeAt(model: EventModel, path: readonly string[]): Type | undefined {
  for (const { record } of model.types.values()) {
    let type: Type | undefined = record;
    for (const key of path) {
      if (type?.kind === "any") break;
      type = type?.kind === "record" ? (type.fields.get(key)?.type ?? (type.open || key === "*" ? { kind: "any" } : undefined)) : undefined;
    }
    if (type) return type;
  }
  return undefined;
}

function pathsOf(type: Type, before: string): string[] {
  if (type.kind !== "record") return [before];
  return [...type.fields].flatMap(([name, field]) => pathsOf(field.type, before === "" ? name : `${before}.${name}`));
}
