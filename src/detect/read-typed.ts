/** Reads a path of an event as the type that its schema gives it; a value of another type is missing. */
import {
  asBoolean,
  asDuration,
  asList,
  asNumber,
  asRecord,
  asString,
  asTimestamp,
  present,
  readElement,
  readKey,
} from "../runtime/read.ts";
import type { Value, ValueRecord } from "../runtime/value.ts";
import type { Type } from "../types/type.ts";
import { unreachable } from "../source/invariant.ts";

/** What a raw value is when it is asked for as this type. Constant time, but for lists of times. */
export function coercion(type: Type): (raw: Value) => Value {
  switch (type.kind) {
    case "boolean":
      return asBoolean;
    case "number":
      return asNumber;
    case "string":
    case "enum":
      return asString;
    case "timestamp":
      return asTimestamp;
    case "duration":
      return asDuration;
    case "record":
      return asRecord;
    case "list":
      return listCoercion(type.of);
    case "any":
    case "regex":
    case "poison":
      return present;
    default:
      return unreachable(type);
  }
}

// Times are compared as numbers, so a list of them is read whole; other elements are looked at where they are used.
function listCoercion(of: Type): (raw: Value) => Value {
  if (of.kind !== "timestamp" && of.kind !== "duration") return asList;
  const element = coercion(of);
  return (raw) => {
    const list = asList(raw);
    return list === undefined ? undefined : Array.from(list, (_, index) => element(readElement(list, index)));
  };
}

/** A function that reads the path; short paths without a loop. */
export function pathReader(path: readonly string[], type: Type): (event: ValueRecord) => Value {
  const coerce = coercion(type);
  const [first = "", second = "", third = ""] = path;
  switch (path.length) {
    case 0:
      return (event) => coerce(event);
    case 1:
      return (event) => coerce(readKey(event, first));
    case 2:
      return (event) => coerce(readKey(readKey(event, first), second));
    case 3:
      return (event) => coerce(readKey(readKey(readKey(event, first), second), third));
    default:
      return (event) => {
        let at: Value = event;
        for (const key of path) at = readKey(at, key);
        return coerce(at);
      };
  }
}
