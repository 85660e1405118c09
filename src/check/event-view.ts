/** What an event has when it may be of several types: a field that only some have is optional, one that differs is widened. */
import { isInAny, type EventModel } from "../schema/event-type.ts";
import type { Field, RecordType, Type } from "../types/type.ts";
import type { EventView } from "./scope.ts";

export function viewOfTypes(model: EventModel, types: readonly string[], label?: string): EventView {
  return { types, record: recordOfTypes(model, types), label: label ?? types.join(", ") };
}

// A model is never written, and many rules and declarations look at the same types of it: merging all of them is most of the work of a small check.
const recordsOf = new WeakMap<EventModel, Map<string, RecordType>>();

function recordOfTypes(model: EventModel, types: readonly string[]): RecordType {
  const known = recordsOf.get(model) ?? new Map<string, RecordType>();
  recordsOf.set(model, known);
  const name = types.join();
  const record = known.get(name) ?? mergeAll(types.flatMap((type) => model.types.get(type)?.record ?? []));
  known.set(name, record);
  return record;
}

function mergeAll([first, ...rest]: readonly RecordType[]): RecordType {
  return first ? rest.reduce(mergeRecords, first) : { kind: "record", fields: new Map<string, Field>(), open: false };
}

/** The view of `ON any`: every type but those that must be named. */
export function viewOfAny(model: EventModel): EventView {
  const types = [...model.types.values()].filter(isInAny).map((type) => type.name);
  return viewOfTypes(model, types, "any");
}

export function mergeRecords(left: RecordType, right: RecordType): RecordType {
  const fields = new Map<string, Field>();
  for (const [key, field] of left.fields) {
    const other = right.fields.get(key);
    fields.set(
      key,
      other
        ? { ...field, type: mergeTypes(field.type, other.type), optional: field.optional || other.optional }
        : { ...field, optional: true },
    );
  }
  for (const [key, field] of right.fields) if (!fields.has(key)) fields.set(key, { ...field, optional: true });
  return {
    kind: "record",
    fields,
    open: left.open || right.open,
    ...(left.name !== undefined && left.name === right.name ? { name: left.name } : {}),
  };
}

function mergeTypes(left: Type, right: Type): Type {
  if (left === right) return left;
  if (left.kind === "record" && right.kind === "record") return mergeRecords(left, right);
  if (left.kind === "list" && right.kind === "list") return { kind: "list", of: mergeTypes(left.of, right.of) };
  if (left.kind === "enum" && right.kind === "enum") return { kind: "enum", values: [...new Set([...left.values, ...right.values])] };
  if (left.kind === "string" && right.kind === "string") return left.meaning === right.meaning ? left : { kind: "string" };
  if (left.kind === "number" && right.kind === "number") return left.unit === right.unit ? left : { kind: "number" };
  return left.kind === right.kind && left.kind !== "record" ? left : { kind: "any" };
}
