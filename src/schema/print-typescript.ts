/** The event types of a project as TypeScript declarations, for code that makes or reads events. */
import { unreachable } from "../source/invariant.ts";
import type { Field, RecordType, Type } from "../types/type.ts";
import type { EventModel } from "./event-type.ts";

/** One type for each event type, the context they share, the parameters of known tools, and their union `AidrEvent`. Linear in the model. */
export function printTypescript(model: EventModel): string {
  const lines = ["/** Events as aidr reads them. Made by `aidr types`; do not edit. */", ""];
  lines.push("/** What every event may carry. */", `export type EventContext = ${printRecord({ kind: "record", fields: model.shared, open: false }, 0)};`, "");
  const names = new Map<string, string>();
  for (const type of model.types.values()) {
    const name = nameFor(type.name, "Event", names);
    const own = new Map([...type.record.fields].filter(([field]) => type.ownFields.has(field)));
    if (type.summary !== "") lines.push(comment(type.summary, 0));
    const record = printRecord({ kind: "record", fields: own, open: type.record.open }, 0);
    // The context says `event_type: string`; each event says which.
    lines.push(`export type ${name} = Omit<EventContext, "event_type"> & { readonly event_type: ${JSON.stringify(type.name)} } & ${record};`, "");
  }
  for (const tool of model.tools.values()) {
    if (tool.summary !== "") lines.push(comment(tool.summary, 0));
    lines.push(`export type ${nameFor(tool.name, "Params", names)} = ${printRecord(tool.params, 0)};`, "");
  }
  lines.push(`export type AidrEvent = ${[...model.types.keys()].map((type) => names.get(`Event ${type}`) ?? "never").join(" | ") || "never"};`);
  return `${lines.join("\n")}\n`;
}

function printRecord(record: RecordType, depth: number): string {
  const inner = "  ".repeat(depth + 1);
  const lines = ["{"];
  for (const [name, field] of record.fields) {
    if (field.summary !== "") lines.push(comment(field.summary, depth + 1));
    lines.push(`${inner}readonly ${keyOf(name)}${field.optional ? "?" : ""}: ${printField(field, depth + 1)};`);
  }
  if (record.open) lines.push(`${inner}readonly [field: string]: unknown;`);
  if (lines.length === 1) return "Readonly<Record<string, never>>";
  return `${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

/** null counts as missing, so a field that may be missing may be null. */
function printField(field: Field, depth: number): string {
  const type = printType(field.type, depth);
  return field.optional && type !== "unknown" ? `${type} | null` : type;
}

function printType(type: Type, depth: number): string {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
    case "regex":
      return "string";
    // Milliseconds, or ISO 8601; a duration has no written form in an event.
    case "timestamp":
      return "string | number";
    case "duration":
      return "number";
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ") || "never";
    case "list":
      return `readonly ${wrap(printType(type.of, depth))}[]`;
    case "record":
      return printRecord(type, depth);
    case "any":
    case "poison":
      return "unknown";
    default:
      return unreachable(type);
  }
}

function wrap(type: string): string {
  return /^(?:[A-Za-z]+|\{[\s\S]*\})$/.test(type) ? type : `(${type})`;
}

function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** A doc comment that its text cannot end early. */
function comment(text: string, depth: number): string {
  return `${"  ".repeat(depth)}/** ${text.replace(/\s+/g, " ").replaceAll("*/", "*∕").trim()} */`;
}

/** `tool_call` → `ToolCallEvent`, numbered where two names would be one. */
function nameFor(name: string, suffix: string, names: Map<string, string>): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const base = `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("").replace(/^(?=\d)/, "_") || "Unnamed"}${suffix}`;
  const taken = new Set([...names.values(), "EventContext", "AidrEvent"]);
  let unique = base;
  for (let count = 2; taken.has(unique); count++) unique = `${base}${count}`;
  names.set(`${suffix} ${name}`, unique);
  return unique;
}
