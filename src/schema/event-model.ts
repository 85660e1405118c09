/** All schemas and tool catalogs of a project -> the one model that rules are checked against. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import { showType } from "../types/show.ts";
import { stringType } from "../types/type.ts";
import type { Field, RecordType } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { standardEvents } from "./bundled.ts";
import type { StandardEvents } from "./bundled.ts";
import type { EventModel, EventType, ToolType } from "./event-type.ts";
import { readSchema, readSharedSchema, sharedFileName } from "./read-schema.ts";
import type { EventSchema } from "./read-schema.ts";
import { joinRecords, sameType } from "./schema-type.ts";
import { readToolCatalog } from "./tool-catalog.ts";
import type { FoundTool } from "./tool-catalog.ts";

export type ModelFiles = {
  /** The standard library's event types as they come with aidr, or the texts of `events/*.yaml`, `shared.yaml` among them. */
  readonly standard: "bundled" | readonly SourceFile[];
  /** Schemas of the project: new types, and more fields for known ones. */
  readonly project: readonly SourceFile[];
  /** Tool catalogs: answers of MCP `tools/list`. */
  readonly tools: readonly SourceFile[];
};

/** Reads every file and joins them. Linear in the size of the files. */
export function readEventModel(files: ModelFiles): Result<EventModel> {
  const diagnostics: Diagnostic[] = [];
  const keep = <T>(result: Result<T>): T => {
    diagnostics.push(...result.diagnostics);
    return result.value;
  };
  const standard = files.standard === "bundled" ? standardEvents() : keep(readStandard(files.standard));
  const schemas = [...standard.schemas];
  for (const file of files.project) {
    const schema = keep(readSchema(file, standard.sharedTree()));
    if (schema) schemas.push(schema);
  }
  const tools = files.tools.flatMap((file) => keep(readToolCatalog(file)));
  return { value: keep(buildEventModel(standard.shared, schemas, tools)), diagnostics };
}

function readStandard(files: readonly SourceFile[]): Result<StandardEvents> {
  const isShared = (file: SourceFile): boolean => file.name === sharedFileName || file.name.endsWith(`/${sharedFileName}`);
  const shared = readSharedSchema(files.find(isShared) ?? { name: sharedFileName, text: "{}" });
  const read = files.filter((file) => !isShared(file)).map((file) => readSchema(file, shared.value.tree));
  return {
    value: { shared: shared.value.record, schemas: read.flatMap((schema) => schema.value ?? []), sharedTree: () => shared.value.tree },
    diagnostics: [...shared.diagnostics, ...read.flatMap((schema) => schema.diagnostics)],
  };
}

/** Joins what the schemas say. A later schema of a known type adds fields to it; a field that two describe differently is a clash. */
export function buildEventModel(shared: RecordType, schemas: readonly EventSchema[], tools: readonly FoundTool[]): Result<EventModel> {
  const diagnostics: Diagnostic[] = [];
  const everyType = schemas.filter((schema) => schema.describes.kind === "shared");
  let common = withPlainEventType(shared);
  for (const schema of everyType) {
    diagnostics.push(...clashes(common, schema.record, schema, "every event"));
    common = joinRecords(common, schema.record);
  }
  const types = new Map<string, EventType>();
  for (const schema of schemas) {
    if (schema.describes.kind !== "types") continue;
    const described = withPlainEventType(schema.record);
    for (const name of schema.describes.names) {
      const known = types.get(name);
      const base = known?.record ?? { ...common, name };
      diagnostics.push(...clashes(base, described, schema, name));
      const record = { ...joinRecords(base, described), name };
      const ownFields = new Set([...record.fields.keys()].filter((field) => !common.fields.has(field)));
      types.set(name, { name, summary: known?.summary ?? schema.summary, record, ownFields });
    }
  }
  const named = nameTools(tools);
  return { value: { types, shared: common.fields, tools: named.value }, diagnostics: [...diagnostics, ...named.diagnostics] };
}

/** `event_type` is one text for all types, so that a rule `ON any` can compare it. */
function withPlainEventType(record: RecordType): RecordType {
  const known = record.fields.get("event_type");
  if (!known) return record;
  const plain: Field = { ...known, type: stringType };
  return { ...record, fields: new Map(record.fields).set("event_type", plain) };
}

function clashes(base: RecordType, more: RecordType, schema: EventSchema, event: string, path: readonly string[] = []): Diagnostic[] {
  return [...more.fields].flatMap(([name, field]) => {
    const before = base.fields.get(name);
    if (!before) return [];
    const here = [...path, name];
    if (before.type.kind === "record" && field.type.kind === "record") return clashes(before.type, field.type, schema, event, here);
    if (sameType(before.type, field.type)) return [];
    return [report.fieldClash(schema.span, { field: here.join("."), event, type: showType(field.type), other: showType(before.type) })];
  });
}

/** Tools by name. Two that differ under one name keep the name and lose their parameters' types. */
function nameTools(tools: readonly FoundTool[]): Result<Map<string, ToolType>> {
  const named = new Map<string, ToolType>();
  const diagnostics: Diagnostic[] = [];
  for (const { tool, span } of tools) {
    const before = named.get(tool.name);
    if (before && !sameType(before.params, tool.params)) {
      diagnostics.push(report.toolDuplicate(span, { tool: tool.name }));
      named.set(tool.name, { name: tool.name, summary: before.summary, params: { kind: "record", fields: new Map(), open: true } });
    } else if (!before) named.set(tool.name, tool);
  }
  return { value: named, diagnostics };
}
