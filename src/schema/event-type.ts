/** The event types of a project, read from JSON Schemas and tool catalogs. */
import type { Field, RecordType } from "../types/type.ts";

export type EventType = {
  readonly name: string;
  readonly summary: string;
  /** The whole event: envelope (`event_id event_type timestamp …`), shared context objects and the type's own fields. */
  readonly record: RecordType;
  /** Names of the root fields that are not shared context or envelope: they decide event-type inference. */
  readonly ownFields: ReadonlySet<string>;
};

export type EventModel = {
  readonly types: ReadonlyMap<string, EventType>;
  /** Root fields that every type has: `user session conversation agent model scores labels`, and the envelope. */
  readonly shared: ReadonlyMap<string, Field>;
  /** Parameter schemas by tool name, for narrowing `tool_call.params`. */
  readonly tools: ReadonlyMap<string, ToolType>;
};

export type ToolType = { readonly name: string; readonly server?: string; readonly summary: string; readonly params: RecordType };

/** The field at a path, or undefined; steps through records only. */
export function fieldAt(record: RecordType, path: readonly string[]): Field | undefined {
  let fields = record;
  let field: Field | undefined;
  for (const [index, key] of path.entries()) {
    field = fields.fields.get(key);
    if (!field || index === path.length - 1) return field;
    if (field.type.kind !== "record") return undefined;
    fields = field.type;
  }
  return field;
}

/** Whether `any` (ON any) includes the type: all but `alert` and `engine`, which are read only where a rule names them. */
export function isInAny(type: EventType): boolean {
  return type.name !== "alert" && type.name !== "engine";
}
