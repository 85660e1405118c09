import { unreachable } from "../source/invariant.ts";
import type { Type } from "./type.ts";

/** A type as a user writes it. */
export function showType(type: Type): string {
  switch (type.kind) {
    case "boolean":
    case "timestamp":
    case "duration":
    case "any":
    case "regex":
      return type.kind;
    case "number":
      return type.unit ? `number (${type.unit})` : "number";
    case "string":
      return type.meaning ?? "string";
    case "enum":
      return type.name ?? type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list":
      return `list<${showType(type.of)}>`;
    case "record":
      return type.name ?? "record";
    case "poison":
      return "unknown";
    default:
      return unreachable(type);
  }
}
