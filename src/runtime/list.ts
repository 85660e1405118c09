/** Equality, and tests and functions on lists. Equality is exact: of one type, and of the same value to the last digit. */
import { fold as foldText } from "./fold.ts";
import { foldedKey, isList, isRecord, present, readElement, valueKey } from "./read.ts";
import { ExactInteger } from "./value.ts";
import type { Value } from "./value.ts";

/**
 * `a == b`: strings unit for unit (no normalisation), numbers by value (also beyond 2^53), lists element by element, records field by
 * field where a missing or null field is as good as none. Values of different types are never equal; a missing one equals nothing.
 */
export function equal(subject: Value, object: Value, fold: boolean): boolean {
  switch (typeof subject) {
    case "string":
      if (typeof object !== "string") return false;
      return subject === object || (fold && subject.length === object.length && foldText(subject) === foldText(object));
    case "boolean":
      return subject === object;
    case "number":
      if (typeof object === "number") return subject === object && Number.isFinite(subject);
      return object instanceof ExactInteger && valueKey(subject) === valueKey(object);
    case "object":
      return equalObjects(subject, object, fold);
    default:
      return false;
  }
}

function equalObjects(subject: Value, object: Value, fold: boolean): boolean {
  if (present(subject) === undefined || typeof object === "string" || typeof object === "boolean" || present(object) === undefined)
    return false;
  if (isList(subject) !== isList(object) || isRecord(subject) !== isRecord(object)) return false;
  return fold ? foldedKey(subject) === foldedKey(object) : valueKey(subject) === valueKey(object);
}

/** `list CONTAINS v`: some element equals v. */
export function hasElement(subject: Value, object: Value, fold: boolean): boolean {
  if (!isList(subject)) return false;
  for (let index = 0; index < subject.length; index++) if (equal(readElement(subject, index), object, fold)) return true;
  return false;
}

/** `v IN list`: v equals some element. */
export function inList(subject: Value, object: Value, fold: boolean): boolean {
  return hasElement(object, subject, fold);
}

/** The first argument that is present. */
export function coalesce(...values: Value[]): Value {
  return values.find((value) => present(value) !== undefined);
}

/** A list of its arguments; missing when one of them is. */
export function tuple(...values: Value[]): Value {
  return values.every((value) => present(value) !== undefined) ? values : undefined;
}
