/** One event against its type: what a producer of telemetry did differently from what the schema says. For `run --validate`. */
import { suggest } from "../diagnostics/suggest.ts";
import { unreachable } from "../source/invariant.ts";
import { showType } from "../types/show.ts";
import type { RecordType, StringMeaning, Type } from "../types/type.ts";
import type { EventModel, EventType } from "./event-type.ts";

export type Issue = {
  /** Path of the field, dots between its parts, list positions in brackets. */
  readonly path: string;
  readonly kind: "missing" | "type" | "value" | "unknown";
  /** What is wrong, lower case, without the path. */
  readonly message: string;
};

/** Most issues that one event reports; a broken producer has one cause, not a thousand. */
export const issuesMax = 100;
const depthMax = 64;

/**
 * Compares an event, a value as `JSON.parse` gives it, with its type. Every value is looked at once; nothing is compiled and nothing thrown.
 * A field that is null counts as absent. Linear in the event.
 */
export function validateEvent(event: unknown, type: EventType): Issue[] {
  const issues: Issue[] = [];
  checkRecord(event, type.record, "", issues, 0);
  return issues;
}

/** As `validateEvent`, choosing the type by the event's own `event_type`. */
export function validateAgainst(event: unknown, model: EventModel): Issue[] {
  const name = isObject(event) && Object.hasOwn(event, "event_type") ? event["event_type"] : undefined;
  if (typeof name !== "string") return [{ path: "event_type", kind: "missing", message: "is missing, so nothing else can be judged" }];
  const type = model.types.get(name);
  if (type) return validateEvent(event, type);
  const near = suggest(name, model.types.keys())[0];
  return [
    {
      path: "event_type",
      kind: "value",
      message: `no event type is called \`${name}\`${near === undefined ? "" : `; did you mean \`${near}\`?`}`,
    },
  ];
}

function checkRecord(value: unknown, type: RecordType, path: string, issues: Issue[], depth: number): void {
  if (!isObject(value)) return add(issues, path, "type", `is ${nameOf(value)}, not an object`);
  if (depth > depthMax) return add(issues, path, "type", `nests more than ${depthMax} deep`);
  for (const [name, field] of type.fields) {
    const inner = Object.hasOwn(value, name) ? value[name] : undefined;
    if (inner !== undefined && inner !== null) checkValue(inner, field.type, join(path, name), issues, depth + 1);
    else if (!field.optional) add(issues, join(path, name), "missing", "is missing");
  }
  if (type.open) return;
  for (const name of Object.keys(value)) {
    if (type.fields.has(name)) continue;
    const near = suggest(name, type.fields.keys())[0];
    add(issues, join(path, name), "unknown", `is no field of the schema${near === undefined ? "" : `; did you mean \`${near}\`?`}`);
  }
}

function checkValue(value: unknown, type: Type, path: string, issues: Issue[], depth: number): void {
  const wrong = (): void => add(issues, path, "type", `is ${nameOf(value)}, not ${showType(type)}`);
  switch (type.kind) {
    case "any":
    case "poison":
    case "regex":
      return;
    case "boolean":
      return typeof value === "boolean" ? undefined : wrong();
    case "number":
    case "duration":
      if (!isNumber(value)) return wrong();
      if (type.kind === "number" && type.minimum !== undefined && Number(value) < type.minimum)
        add(issues, path, "value", `is less than ${type.minimum}`);
      return;
    case "timestamp":
      if (isNumber(value)) return;
      if (typeof value !== "string") return wrong();
      return isTimestamp(value) ? undefined : add(issues, path, "value", "is no ISO 8601 time");
    case "enum":
      if (typeof value !== "string") return wrong();
      return type.values.includes(value) ? undefined : add(issues, path, "value", `is none of ${type.values.join(", ")}`);
    case "string":
      if (typeof value !== "string") return wrong();
      return type.meaning === undefined || forms[type.meaning](value) ? undefined : add(issues, path, "value", `is no ${type.meaning}`);
    case "list":
      if (!Array.isArray(value)) return wrong();
      for (let index = 0; index < value.length && issues.length < issuesMax; index++)
        checkValue(value[index], type.of, `${path}[${index}]`, issues, depth + 1);
      return;
    case "record":
      return checkRecord(value, type, path, issues, depth);
    default:
      return unreachable(type);
  }
}

/** Rough forms, to catch what is plainly something else; whether an address exists is not asked. All are linear. */
const forms: { readonly [M in StringMeaning]: (text: string) => boolean } = {
  text: () => true,
  hash: (text) => /^[A-Za-z0-9+/=:_-]+$/.test(text),
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  domain: (text) => text.length <= 254 && /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.?$/u.test(text),
  url: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text),
  ip: isAddress,
  cidr: (text) => {
    const [address, bits, ...more] = text.split("/");
    return (
      more.length === 0 &&
      isAddress(address ?? "") &&
      /^\d{1,3}$/.test(bits ?? "") &&
      Number(bits) <= ((address ?? "").includes(":") ? 128 : 32)
    );
  },
};

function isAddress(text: string): boolean {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text.split(".").every((part) => Number(part) <= 255);
  return text.length <= 45 && text.includes(":") && /^[0-9A-Fa-f:.]+(%\w+)?$/.test(text) && text.split(":").length <= 9;
}

function isTimestamp(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/.test(text) &&
    !Number.isNaN(Date.parse(text.replace(" ", "T")))
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" ? Number.isFinite(value) : typeof value === "object" && value !== null && "digits" in value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return "missing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "boolean" ? "true or false" : `a ${typeof value}`;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function add(issues: Issue[], path: string, kind: Issue["kind"], message: string): void {
  if (issues.length < issuesMax) issues.push({ path, kind, message });
}
