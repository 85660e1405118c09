/** Paths of an event as columns of the mapped table. */
import type { Lowered, Shape } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { type KqlOperand, scalarType } from "../../builtins/kql/operand.ts";
import type { MappedField, Mapping } from "../../schema/mapping.ts";
import { resolveField } from "../../schema/mapping.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr } from "../../targets/kql/query.ts";
import { type Type, timestampType } from "../../types/type.ts";

/** A column as it is read, and the operand made of it. */
export type FieldRead = { readonly column: string; readonly path: readonly string[]; readonly operand: KqlOperand };

export function readField(mapping: Mapping, path: readonly string[], type: Type): FieldRead | ReturnType<typeof unsupported> {
  const name = path.join(".");
  const own = ownColumn(mapping, path);
  if (own)
    return { column: own.column, path, operand: operand(kql.column(own.column, scalarType(own.shape)), own.type, own.shape, name, true) };
  const resolved = resolveField(mapping, path);
  if (!resolved)
    return unsupported(
      "needs-mapping",
      `the mapping \`${mapping.name}\` has no column for \`${name}\``,
      `add \`${name}: <column>\` to the \`fields\` of the mapping`,
    );
  const { field, inside } = resolved;
  const shape = shapeOfField(field);
  if (inside.length === 0) {
    if (!fits(type, shape))
      return unsupported(
        "wrong-kind",
        `\`${name}\` is a ${type.kind} in the rule, and the column \`${field.column}\` is mapped as ${field.kind}`,
        "correct the kind of the column in the mapping",
      );
    const column = kql.column(field.column, scalarType(shape));
    const inSeconds = field.kind === "duration" && field.durationIn === "seconds";
    const term = inSeconds ? kql.arithmetic("*", column, kql.long(1000)) : column;
    return { column: field.column, path, operand: operand(term, type, shape, name, field.nonempty) };
  }
  const holder: Expr = kql.column(field.column, "dynamic");
  if (type.kind === "timestamp" || type.kind === "duration")
    return unsupported(
      "wrong-kind",
      `\`${name}\` lies inside of JSON, where a ${type.kind} may be written in many ways`,
      `map \`${name}\` to a column of its own`,
    );
  const term = inside.reduce<Expr>((of, key) => ({ kind: "member", of, key }), holder);
  return { column: field.column, path: path.slice(0, path.length - inside.length), operand: insideJson(term, type, name) };
}

/** A value inside of JSON: of the type that the schema gives it, or open. */
export function insideJson(term: Expr, type: Type, name: string): KqlOperand {
  const shape: Shape = type.kind === "list" ? { kind: "list", of: { kind: "json" } } : { kind: "json" };
  return operand(term, type, shape, name, false);
}

function operand(term: Expr, type: Type, shape: Shape, name: string, nonempty: boolean): KqlOperand {
  return { term, type, shape, missable: true, name, nonempty };
}

/** What the mapping names for all events. */
function ownColumn(
  mapping: Mapping,
  path: readonly string[],
): { readonly column: string; readonly shape: Shape; readonly type: Type } | undefined {
  if (path.length !== 1 || mapping.fields.has(path[0] ?? "")) return undefined;
  if (path[0] === "timestamp") return { column: mapping.time, shape: { kind: "time" }, type: timestampType };
  if (path[0] === "event_id") return { column: mapping.id, shape: { kind: "keyword" }, type: { kind: "string" } };
  if (path[0] === "sequence" && mapping.ties.kind === "sequence")
    return { column: mapping.ties.column, shape: { kind: "number" }, type: { kind: "number" } };
  return undefined;
}

export function shapeOfField(field: MappedField): Shape {
  return field.kind === "list" ? { kind: "list", of: { kind: field.of ?? "keyword" } } : { kind: field.kind };
}

/** Whether values of a type can stand in a column of a shape. */
function fits(type: Type, shape: Shape): boolean {
  switch (type.kind) {
    case "any":
    case "poison":
      return true;
    case "string":
    case "enum":
    case "regex":
      return shape.kind === "keyword" || shape.kind === "wildcard" || shape.kind === "text" || shape.kind === "ip";
    case "number":
    case "boolean":
    case "duration":
      return shape.kind === type.kind;
    case "timestamp":
      return shape.kind === "time";
    case "list":
      return shape.kind === "list" || shape.kind === "json";
    case "record":
      return shape.kind === "json";
  }
}

/** Whether a refusal came instead. */
export function isRead(read: FieldRead | ReturnType<typeof unsupported>): read is FieldRead {
  return !("ok" in read);
}

export function operandPiece(query: KqlOperand): Lowered<KqlOperand> {
  return { ok: true, query, whenMissing: "unknown", assumptions: [] };
}
