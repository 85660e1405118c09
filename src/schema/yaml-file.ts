/** YAML (and so JSON) text as a small tree in which everything has its place; bounded, and never a throw. */
import { Lexer, LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Document, Node as YamlLibraryNode } from "yaml";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

export type YamlNode = YamlScalar | YamlList | YamlMap;
export type YamlScalar = { readonly kind: "scalar"; readonly value: string | number | boolean | null; readonly span: Span };
export type YamlList = { readonly kind: "list"; readonly items: readonly YamlNode[]; readonly span: Span };
/** Entries by key, in the order of the file. A `Map`, so that a key named `__proto__` is a key like any other. */
export type YamlMap = { readonly kind: "map"; readonly entries: ReadonlyMap<string, YamlEntry>; readonly span: Span };
export type YamlEntry = { readonly key: string; readonly keySpan: Span; readonly value: YamlNode };

/** Plain JSON value; its objects have no prototype. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

export const yamlLimits = { characters: 1_048_576, depth: 64, expandedNodes: 200_000 } as const;

/**
 * Reads one document of YAML 1.2 (core schema: no dates, no custom tags, no merge keys). A file that cannot be read at all has the value null
 * in its place. Time is linear in the text; the tree, aliases counted each time they are used, has at most `yamlLimits.expandedNodes` nodes.
 */
export function readYaml(file: SourceFile): Result<YamlNode> {
  const nothing: YamlNode = { kind: "scalar", value: null, span: { file: file.name, start: 0, end: 0 } };
  const refused = tooLargeOrDeep(file);
  if (refused) return { value: nothing, diagnostics: [refused] };
  const document = parseDocument(file.text, {
    lineCounter: new LineCounter(),
    uniqueKeys: false,
    merge: false,
    strict: true,
    prettyErrors: false,
    logLevel: "error",
    stringKeys: false,
  });
  const errors = [...document.errors, ...document.warnings].map((problem) => {
    const [start, end] = problem.pos;
    return report.yamlSyntax({ file: file.name, start, end: Math.max(end, start) }, { reason: firstSentence(problem.message) });
  });
  if (errors.length > 0) return { value: nothing, diagnostics: errors.slice(0, 10) };
  return convertDocument(document, file, nothing);
}

/** The node as plain data. Objects have no prototype, so every key is only a key. */
export function toJson(node: YamlNode): JsonValue {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toJson);
  const object: Record<string, JsonValue> = Object.create(null);
  for (const [key, entry] of node.entries) object[key] = toJson(entry.value);
  return object;
}

/** The value at a key of a map; undefined where the node is no map or has no such key. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === "map" ? node.entries.get(key) : undefined;
}

/** The text of a scalar, undefined for everything else. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** What a node is, in the words of a message. */
export function kindOf(node: YamlNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a map";
  if (node.value === null) return "empty";
  return typeof node.value === "string" ? "a text" : typeof node.value === "number" ? "a number" : "true or false";
}

/** Counts nesting on the tokens, before anything recursive sees the text. */
function tooLargeOrDeep(file: SourceFile): Diagnostic | undefined {
  const { characters, depth } = yamlLimits;
  if (file.text.length > characters) {
    return report.yamlTooLarge({ file: file.name, start: 0, end: 0 }, { size: file.text.length, limit: characters });
  }
  const at = (offset: number): Diagnostic => report.yamlTooDeep({ file: file.name, start: offset, end: offset + 1 }, { limit: depth });
  // The lexer itself recurses over `- - - …` on one line, so that is looked for first.
  const dashes = /^[ \t]*(?:[-?:][ \t]+){65}/m.exec(file.text);
  if (dashes) return at(dashes.index);
  const columns: number[] = [];
  let flow = 0;
  let offset = 0;
  let column = 0;
  let lineIsFresh = true;
  for (const token of new Lexer().lex(file.text)) {
    // The lexer puts marks of its own (U+0002 document, U+0018 flow error, U+001F scalar, U+FEFF) between the tokens of the text.
    if (token === "\u0002" || token === "\u0018" || token === "\u001f") continue;
    if (token === "[" || token === "{") flow++;
    else if (token === "]" || token === "}") flow = Math.max(0, flow - 1);
    else if (token.trim() !== "" && flow === 0 && (lineIsFresh || token === "-" || token === "?")) {
      while (columns.length > 0 && (columns.at(-1) ?? 0) >= column) columns.pop();
      columns.push(column);
    }
    if (flow + columns.length > depth) return at(offset);
    if (token.trim() !== "" && token !== "-" && token !== "?") lineIsFresh = false;
    offset += token.length;
    const newline = token.lastIndexOf("\n");
    if (newline >= 0) lineIsFresh = true;
    column = newline >= 0 ? token.length - newline - 1 : column + token.length;
  }
  return undefined;
}

function convertDocument(document: Document.Parsed, file: SourceFile, nothing: YamlNode): Result<YamlNode> {
  const diagnostics: Diagnostic[] = [];
  const open = new Set<unknown>();
  const sizes = new Map<YamlNode, number>();
  const made = new Map<unknown, YamlNode>();
  let full = false;

  const spanOf = (node: { range?: readonly [number, number, number] | null | undefined } | null | undefined, fallback: Span): Span =>
    node?.range ? { file: file.name, start: node.range[0], end: node.range[1] } : fallback;
  const sized = (node: YamlNode, parts: readonly YamlNode[]): YamlNode => {
    let size = 1;
    for (const part of parts) size += sizes.get(part) ?? 1;
    if (size > yamlLimits.expandedNodes && !full) {
      full = true;
      diagnostics.push(report.yamlAliases(node.span, { reason: `the file grows to more than ${yamlLimits.expandedNodes} values` }));
    }
    sizes.set(node, size);
    return node;
  };
  const convert = (node: YamlLibraryNode | null | undefined, around: Span): YamlNode => {
    const span = spanOf(node, around);
    const empty: YamlNode = { kind: "scalar", value: null, span };
    if (full || !node) return empty;
    if (isAlias(node)) {
      const target = node.resolve(document);
      if (target && open.has(target)) {
        diagnostics.push(report.yamlAliases(span, { reason: `\`*${node.source}\` stands inside of what it repeats` }));
        return empty;
      }
      const known = made.get(target);
      if (!known) diagnostics.push(report.yamlSyntax(span, { reason: `\`*${node.source}\` repeats something that is not there` }));
      return known ?? empty;
    }
    open.add(node);
    const value = isMap(node) || isSeq(node) ? convertCollection(node, span) : isScalar(node) ? scalar(node.value, span) : empty;
    open.delete(node);
    made.set(node, value);
    return value;
  };
  const convertCollection = (node: YamlLibraryNode, span: Span): YamlNode => {
    if (isSeq(node)) {
      const items = node.items.map((item) => convert(item as YamlLibraryNode, span));
      return sized({ kind: "list", items, span }, items);
    }
    const entries = new Map<string, YamlEntry>();
    if (!isMap(node)) return { kind: "map", entries, span };
    for (const pair of node.items) {
      const keyNode = pair.key as YamlLibraryNode | null;
      const keySpan = spanOf(keyNode, span);
      const value = convert(pair.value as YamlLibraryNode | null, { ...keySpan, start: keySpan.end });
      if (!isScalar(keyNode) || typeof keyNode.value === "object") {
        diagnostics.push(report.yamlKey(keySpan));
        continue;
      }
      const key = String(keyNode.value);
      const before = entries.get(key);
      if (before) diagnostics.push(report.yamlDuplicateKey(keySpan, { key }, { labels: [{ span: before.keySpan, text: "first here" }] }));
      else entries.set(key, { key, keySpan, value });
    }
    return sized(
      { kind: "map", entries, span },
      Array.from(entries.values(), (entry) => entry.value),
    );
  };
  const root = convert(document.contents, nothing.span);
  return diagnostics.some((diagnostic) => diagnostic.name === "yaml-aliases")
    ? { value: nothing, diagnostics }
    : { value: root, diagnostics };
}

function scalar(value: unknown, span: Span): YamlNode {
  const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
  return { kind: "scalar", value: plain, span };
}

function firstSentence(message: string): string {
  const line = message.split("\n")[0] ?? message;
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/[.:]\s*$/, "");
}
