/** YAML files that aidr defines (configuration, tests, adapters, event schemas) against their JSON Schemas, with one clear message a mistake. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";
import { kindOf, toJson } from "./yaml-file.ts";
import type { YamlNode } from "./yaml-file.ts";

/** Most messages about one file; further ones are mostly consequences. */
export const shapeDiagnosticsMax = 50;

/** What is wrong with the shape of a file, in the order of the file. The validators are made at build time: `validate` of one of `validators/`. */
export function checkShape(validate: (data: unknown) => boolean, tree: YamlNode): Diagnostic[] {
  const errors = errorsOf(validate, toJson(tree));
  const diagnostics = innermost(errors).map((error) => toDiagnostic(error, tree));
  const seen = new Set<string>();
  const single = diagnostics.filter((diagnostic) => {
    const key = `${diagnostic.code} ${diagnostic.span.start} ${diagnostic.message}`;
    return !seen.has(key) && seen.add(key);
  });
  return single.sort((a, b) => a.span.start - b.span.start).slice(0, shapeDiagnosticsMax);
}

/** What ajv says of one value; `parentSchema` is the schema that holds the keyword. */
type ShapeError = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly parentSchema?: Readonly<Record<string, unknown>>;
};

/** The generated modules have no types of their own; ajv documents these. */
type Validator = { (data: unknown): boolean; errors?: readonly ShapeError[] | null };

function errorsOf(validate: Validator, data: unknown): readonly ShapeError[] {
  return validate(data) ? [] : (validate.errors ?? []);
}

/**
 * Of `anyOf` ajv reports every alternative and then the choice itself. Where an alternative was entered (a mistake lies deeper than the choice,
 * or is about keys), only that is told; else one message names what is expected.
 */
function innermost(errors: readonly ShapeError[]): ShapeError[] {
  const kept: ShapeError[] = [];
  for (const error of errors) {
    if (error.keyword !== "anyOf") {
      kept.push(error);
      continue;
    }
    const at = error.instancePath;
    let start = kept.length;
    while (start > 0 && isWithin(kept[start - 1]?.instancePath ?? "", at)) start--;
    const branches = kept.splice(start);
    const entered = branches.filter(
      (branch) => branch.instancePath !== at || branch.keyword === "additionalProperties" || branch.keyword === "required",
    );
    const formed = branches.filter((branch) => branch.keyword === "pattern" || branch.keyword === "enum" || branch.keyword === "minimum");
    if (entered.length > 0) kept.push(...entered);
    else if (formed.length > 0)
      kept.push(...formed.slice(0, 1).map((branch) => ({ ...branch, parentSchema: { ...branch.parentSchema, ...error.parentSchema } })));
    else kept.push({ ...error, params: { expected: branches.flatMap(expectedBy) } });
  }
  return kept;
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

function expectedBy(error: ShapeError): string[] {
  if (error.keyword === "const") return [`\`${String(error.params["allowedValue"])}\``];
  if (error.keyword === "anyOf" && Array.isArray(error.params["expected"])) return error.params["expected"].map(String);
  if (error.keyword !== "type") return [];
  return [error.params["type"]].flat().map((type) => typeWords[String(type)] ?? String(type));
}

const typeWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "a map",
  array: "a list",
  null: "empty",
};

function toDiagnostic(error: ShapeError, tree: YamlNode): Diagnostic {
  const node = nodeAt(tree, error.instancePath);
  const place = placeOf(error.instancePath);
  const { keyword, params } = error;
  if (keyword === "additionalProperties") {
    const key = String(params["additionalProperty"]);
    const span = (node.kind === "map" ? node.entries.get(key)?.keySpan : undefined) ?? startOf(node.span);
    const known = Object.keys((error.parentSchema?.["properties"] as object | undefined) ?? {}).filter((one) => !one.startsWith("$"));
    const help = didYouMean(key, known);
    return report.unknownKey(span, { key, place }, { help: help.length > 0 ? help : [`keys: ${known.join(", ")}`] });
  }
  if (keyword === "required") return report.missingKey(startOf(node.span), { key: String(params["missingProperty"]), place });
  if (keyword === "enum" && node.kind === "scalar") {
    const allowed = Array.isArray(params["allowedValues"]) ? params["allowedValues"].map(String) : [];
    return report.wrongValue(
      node.span,
      { value: String(node.value), place, allowed: allowed.join(", ") },
      { help: didYouMean(String(node.value), allowed) },
    );
  }
  const expected = [...new Set(keyword === "anyOf" ? (params["expected"] as string[]) : expectedBy(error))];
  if (expected.length > 0) return report.wrongType(shortSpan(node), { place, expected: orList(expected), actual: kindOf(node) });
  const described = error.parentSchema?.["description"];
  const reason = keyword === "pattern" ? "does not have the form that it needs" : (error.message ?? "is not as it should be");
  return report.wrongForm(shortSpan(node), { place, reason }, { help: typeof described === "string" ? [described] : [] });
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

/** The node at a JSON pointer, or the nearest one above it. */
function nodeAt(tree: YamlNode, pointer: string): YamlNode {
  let node = tree;
  for (const key of partsOf(pointer)) {
    const next = node.kind === "map" ? node.entries.get(key)?.value : node.kind === "list" ? node.items[Number(key)] : undefined;
    if (!next) return node;
    node = next;
  }
  return node;
}

function partsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function placeOf(pointer: string): string {
  const parts = partsOf(pointer);
  if (parts.length === 0) return "the file";
  return `\`${parts.map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join("")}\``;
}

/** The first character of a map or list, for a message about all of it; a scalar whole. */
function shortSpan(node: YamlNode): Span {
  return node.kind === "scalar" ? node.span : startOf(node.span);
}

function startOf(span: Span): Span {
  return { ...span, end: Math.min(span.end, span.start + 1) };
}
