/** An event model -> the TypeScript types of its events: what `aidr types` prints. */
import { unreachable } from "../source/invariant.ts";
import type { Field, RecordType, Type } from "../types/type.ts";
import type { EventModel, EventType } from "./event-type.ts";

/**
 * One exported type an event type, and `Event`, the union of all, told apart by `event_type`. A field that may be missing is optional and may be
 * null, as events have it. Times are ISO 8601 texts or milliseconds, durations milliseconds.
 */
export function printTypescript(model: EventModel): string {
  const types = [...model.types.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = types.map((type) => typeName(type.name));
  const union = `/** Any event; \`event_type\` says which. */\nexport type Event =\n${names.map((name) => `  | ${name}`).join("\n")};\n`;
  return `/* Made by \`aidr types\`; do not edit. */\n\n${types.map((type) => printEventType(type)).join("\n")}\n${types.length > 0 ? union : "export type Event = never;\n"}`;
}

/** `tool_call` → `ToolCallEvent`. */
export function typeName(name: string): string {
  const words = name.split("_").filter((word) => word !== "");
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}Event`;
}

function printEventType(type: EventType): string {
  const fields = new Map(type.record.fields);
  const own = fields.get("event_type");
  // A rule reads `event_type` as a text; a program tells the types apart by it.
  fields.set("event_type", {
    type: { kind: "enum", values: [type.name] },
    optional: false,
    summary: own?.summary ?? "Which of the event types this is.",
  });
  return `${comment(type.summary, "")}export type ${typeName(type.name)} = ${printRecord({ ...type.record, fields }, "")};\n`;
}

function printRecord(record: RecordType, indent: string): string {
  const inner = `${indent}  `;
  const lines = [...record.fields].map(([name, field]) => printField(name, field, inner));
  if (record.open) lines.push(`${inner}[key: string]: unknown;\n`);
  return lines.length === 0 ? "Record<string, never>" : `{\n${lines.join("")}${indent}}`;
}

function printField(name: string, field: Field, indent: string): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
  const nullable = field.optional ? " | null" : "";
  return `${comment(field.summary, indent)}${indent}${key}${field.optional ? "?" : ""}: ${printType(field.type, indent)}${nullable};\n`;
}

function printType(type: Type, indent: string): string {
  switch (type.kind) {
    case "enum":
      return type.values.length === 0 ? "never" : type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "list": {
      const inner = printType(type.of, indent);
      return type.of.kind === "record" || !/[ |]/.test(inner) ? `${inner}[]` : `(${inner})[]`;
    }
    case "record":
      return printRecord(type, indent);
    default:
      return plainTypeScript(type);
  }
}

/** A type without parts, as its values come in JSON. */
export function plainTypeScript(type: Exclude<Type, { readonly kind: "enum" | "list" | "record" }>): string {
  switch (type.kind) {
    case "boolean":
    case "number":
    case "string":
      return type.kind;
    case "timestamp":
      return "string | number";
    case "duration":
      return "number";
    case "any":
    case "regex":
    case "poison":
      return "unknown";
    default:
      return unreachable(type);
  }
}

/** A documentation comment; the text is a schema's, so it may not end the comment. */
function comment(summary: string, indent: string): string {
  const text = summary.replace(/\s+/g, " ").replaceAll("*/", "*\\/").trim();
  return text === "" ? "" : `${indent}/** ${text} */\n`;
}
