/** What an event has when it may be of several types: a field that only some have is optional, one that differs is widened. */
import { isInAny, type EventModel } from "../schema/event-type.ts";
import type { Field, RecordType, Type } from "../types/type.ts";
import type { EventView } from "./scope.ts";

export function viewOfTypes(model: EventModel, types: readonly string[], label?: string): EventView {
  const records = types.flatMap((name) => model.types.get(name)?.record ?? []);
  const [first, ...rest] = records;
  const record = first ? rest.reduce(mergeRecords, first) : { kind: "record" as const, fields: new Map<string, Field>(), open: false };
  return { types, record, label: label ?? types.join(", ") };
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
