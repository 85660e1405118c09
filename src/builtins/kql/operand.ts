/** Operands as Kusto expressions of one type, with what must hold for them to be of that type. */
import * as kql from "../../targets/kql/build.ts";
import type { Expr, ScalarType } from "../../targets/kql/query.ts";
import type { Type } from "../../types/type.ts";
import type { Assumption, Operand, Shape, Unsupported } from "../lowering.ts";
import { unsupported } from "../lowering.ts";

export type KqlOperand = Operand<Expr>;

/** A value read as one type; `guard` holds exactly where the event has it so (absent: always, but for what is missing). */
export type Read = { readonly value: Expr; readonly guard?: Expr };

/** As text; undefined for what is never text. A missing text reads as "". */
export function asText(operand: KqlOperand): Read | undefined {
  const { term, shape, type, constant } = operand;
  if (constant) return typeof constant.value === "string" ? { value: term } : undefined;
  switch (shape.kind) {
    case "keyword":
    case "wildcard":
    case "text":
    case "ip":
      return { value: term };
    case "json":
      return fromJson(term, type, "string", ["string"]);
    default:
      return undefined;
  }
}

/** As a number; undefined for what is never one. */
export function asNumber(operand: KqlOperand): Read | undefined {
  const { term, shape, type, constant } = operand;
  if (constant) return typeof constant.value === "number" || typeof constant.value === "bigint" ? { value: term } : undefined;
  if (shape.kind === "number") return { value: term };
  return shape.kind === "json" ? fromJson(term, type, "number", ["int", "long", "real", "double"]) : undefined;
}

export function asBoolean(operand: KqlOperand): Read | undefined {
  const { term, shape, type, constant } = operand;
  if (constant) return typeof constant.value === "boolean" ? { value: term } : undefined;
  if (shape.kind === "boolean") return { value: term };
  return shape.kind === "json" ? fromJson(term, type, "boolean", ["bool"]) : undefined;
}

/** As a dynamic array; undefined for what is never a list. */
export function asList(operand: KqlOperand): Read | undefined {
  const { term, shape, type } = operand;
  if (shape.kind === "list") return { value: term };
  if (shape.kind !== "json" || type.kind === "record") return undefined;
  return { value: term, guard: gettype(term, ["array"]) };
}

/** Inside of JSON nothing is of the mapped kind by itself: the event decides, and is asked. */
function fromJson(term: Expr, type: Type, as: "string" | "number" | "boolean", names: readonly string[]): Read | undefined {
  const kind = type.kind === "enum" ? "string" : type.kind;
  if (kind !== "any" && kind !== as) return undefined;
  return { value: kql.call(conversions[as], jsonTypes[as], term), guard: gettype(term, names) };
}

const conversions = { string: "tostring", number: "toreal", boolean: "tobool" } as const;
const jsonTypes = { string: "string", number: "real", boolean: "bool" } as const;

function gettype(term: Expr, names: readonly string[]): Expr {
  const found = kql.call("gettype", "string", term);
  const [only] = names;
  if (only !== undefined && names.length === 1) return kql.compare("==", found, kql.text(only));
  return { kind: "in", negated: false, fold: false, left: found, values: { kind: "values", values: names.map(kql.text) } };
}

/** With the guards of what it reads. */
export function guarded(condition: Expr, ...reads: readonly Read[]): Expr {
  return kql.and([...reads.flatMap(({ guard }) => guard ?? []), condition]);
}

/** What reading inside JSON rests on. */
export function jsonAssumptions(...operands: readonly KqlOperand[]): readonly Assumption[] {
  return operands.some(({ shape }) => shape.kind === "json") ? [{ kind: "json-text" }] : [];
}

/** Whether a text is there: exact only where an empty one cannot be, or where JSON tells them apart. */
export function presence(operand: KqlOperand): { readonly condition: Expr; readonly assumptions: readonly Assumption[] } | Unsupported {
  const { term, shape, constant, nonempty, name } = operand;
  if (constant) return { condition: constant.value === undefined ? kql.no : kql.yes, assumptions: [] };
  if (kql.typeOf(term) !== "string") return { condition: kql.present(term), assumptions: [] };
  if (shape.kind === "json") return { condition: kql.present(term), assumptions: [] };
  if (!nonempty) return emptyText(name);
  return { condition: kql.present(term), assumptions: [nonemptyOf(term)] };
}

export function nonemptyOf(term: Expr): Assumption {
  return { kind: "nonempty", column: term.kind === "column" ? term.name : "" };
}

export function emptyText(name: string): Unsupported {
  return unsupported(
    "empty-string-match",
    `Kusto has no missing text: it cannot tell an empty \`${name}\` from one that is not there`,
    `promise \`nonempty: true\` for \`${name}\` in the mapping, where the data keeps it, or ask for text that is not empty`,
  );
}

/** What a value of a shape is in Kusto. */
export function scalarType(shape: Shape): ScalarType {
  switch (shape.kind) {
    case "keyword":
    case "wildcard":
    case "text":
    case "ip":
      return "string";
    case "number":
    case "duration":
      return "real";
    case "boolean":
      return "bool";
    case "time":
      return "datetime";
    case "json":
    case "list":
      return "dynamic";
  }
}
