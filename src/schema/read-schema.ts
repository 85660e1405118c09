/** The YAML of a JSON Schema (2020-12) -> what it says about one or several event types. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { RecordType } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { openReading, readSchemaType, schemaLimits } from "./schema-type.ts";
import { entryOf, kindOf, readYaml, textOf } from "./yaml-file.ts";
import type { YamlNode } from "./yaml-file.ts";

/** One schema file, read: the types it is about, and their fields. */
export type EventSchema = {
  /** Names of the event types, or `shared` for fields that every type has. */
  readonly describes: { readonly kind: "types"; readonly names: readonly string[] } | { readonly kind: "shared" };
  readonly record: RecordType;
  readonly summary: string;
  readonly file: string;
  /** Where a message about the whole schema points. */
  readonly span: Span;
};

/** File name by which a schema names the shared definitions of the standard library: `$ref: "shared.yaml#/$defs/event"`. */
export const sharedFileName = "shared.yaml";

/**
 * Reads one schema file. `shared` is the tree of `stdlib/events/shared.yaml`, the one file that `$ref` may name; everything else outside the
 * file is refused. The value is undefined where the file describes no event type. Work is bounded by `schemaLimits`.
 */
export function readSchema(file: SourceFile, shared?: YamlNode): Result<EventSchema | undefined> {
  const tree = readYaml(file);
  if (tree.diagnostics.length > 0) return { value: undefined, diagnostics: tree.diagnostics };
  const { value, diagnostics } = readSchemaTree(tree.value, file.name, shared);
  return { value, diagnostics };
}

/** The shared definitions themselves: the fields of `$defs/event` in `shared.yaml`. */
export function readSharedSchema(file: SourceFile): Result<{ record: RecordType; tree: YamlNode }> {
  const { value: tree, diagnostics } = readYaml(file);
  const event = entryOf(entryOf(tree, "$defs")?.value, "event")?.value;
  const reading = openReading(tree);
  const record = event ? recordOf(event, reading, tree) : undefined;
  return { value: { record: record ?? emptyRecord, tree }, diagnostics: [...diagnostics, ...reading.diagnostics] };
}

const emptyRecord: RecordType = { kind: "record", fields: new Map(), open: false };

function recordOf(node: YamlNode, reading: ReturnType<typeof openReading>, root: YamlNode): RecordType | undefined {
  const { type } = readSchemaType(node, reading, { root, open: [node], depth: 0 });
  return type.kind === "record" ? type : undefined;
}

function readSchemaTree(tree: YamlNode, file: string, shared: YamlNode | undefined): Result<EventSchema | undefined> {
  if (tree.kind !== "map") {
    return {
      value: undefined,
      diagnostics: [report.schemaShape(tree.span, { place: "a schema file", expected: `a map, not ${kindOf(tree)}` })],
    };
  }
  const reading = openReading(tree, shared ? new Map([[sharedFileName, shared]]) : new Map());
  const record = recordOf(tree, reading, tree);
  const title = entryOf(tree, "title") ?? [...tree.entries.values()][0];
  const span = title?.keySpan ?? tree.span;
  const named = describedBy(tree, span);
  const diagnostics: Diagnostic[] = [...reading.diagnostics, ...named.diagnostics];
  if (!record && !reading.diagnostics.some((diagnostic) => diagnostic.severity === "error")) {
    diagnostics.push(report.schemaShape(span, { place: "the schema of an event", expected: "of `type: object`" }));
  }
  if (!named.value || !record) return { value: undefined, diagnostics };
  const summary = textOf(entryOf(tree, "description")?.value) ?? "";
  return { value: { describes: named.value, record, summary, file, span }, diagnostics: diagnostics.slice(0, schemaLimits.diagnostics) };
}

/** Which types a schema is about: `event_type` with `const` or `enum`, or every type with `x-aidr-shared: true`. */
function describedBy(tree: YamlNode, span: Span): Result<EventSchema["describes"] | undefined> {
  const shared = entryOf(tree, "x-aidr-shared")?.value;
  if (shared?.kind === "scalar" && shared.value === true) return { value: { kind: "shared" }, diagnostics: [] };
  const own = entryOf(entryOf(tree, "properties")?.value, "event_type")?.value;
  const stated = entryOf(own, "const")?.value ?? entryOf(own, "enum")?.value;
  const nodes = stated?.kind === "list" ? stated.items : stated ? [stated] : [];
  const names: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const node of nodes) {
    const name = textOf(node);
    if (name !== undefined && /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && name !== "any") names.push(name);
    else diagnostics.push(report.eventTypeName(node.span, { name: name ?? kindOf(node) }));
  }
  if (nodes.length === 0) diagnostics.push(report.noEventType(span));
  return { value: names.length > 0 ? { kind: "types", names } : undefined, diagnostics };
}
