/** When two types may meet: be compared, ordered, or stand where another is asked for. */
import type { Type } from "./type.ts";

/** Whether a value of `from` may stand where `to` is asked for. Poison fits everywhere, `any` too: its run-time type decides. */
export function isAssignable(from: Type, to: Type): boolean {
  if (from.kind === "poison" || to.kind === "poison" || from.kind === "any" || to.kind === "any") return true;
  if (from.kind === "enum") return to.kind === "string" || (to.kind === "enum" && from.values.some((value) => to.values.includes(value)));
  if (to.kind === "enum") return from.kind === "string";
  if (from.kind === "list" && to.kind === "list") return isAssignable(from.of, to.of);
  return from.kind === to.kind;
}

/** Whether `==` between them can ever be true, units apart. */
export function areComparable(left: Type, right: Type): boolean {
  return isAssignable(left, right) || isAssignable(right, left);
}

export function isOrdered(type: Type): boolean {
  return ["number", "timestamp", "duration", "any", "poison"].includes(type.kind);
}

/** The two units, where both have one and they differ. */
export function clashingUnits(left: Type, right: Type): readonly [string, string] | undefined {
  if (left.kind !== "number" || right.kind !== "number") return undefined;
  if (left.unit === undefined || right.unit === undefined || left.unit === right.unit) return undefined;
  return [left.unit, right.unit];
}

export function isTextual(type: Type): boolean {
  return ["string", "enum", "any", "poison"].includes(type.kind);
}

/** The type of a list's elements; `any` of an `any`, undefined for what is no list. */
export function elementType(type: Type): Type | undefined {
  if (type.kind === "list") return type.of;
  return type.kind === "any" || type.kind === "poison" ? type : undefined;
}
