/** Short, harmless texts for alerts: no control character, no bidi override and no line break of an event gets through. */
import { isList, ownKeys, readElement, readKey } from "./read.ts";
import { ExactInteger, type Value } from "./value.ts";

/** Characters that move a cursor, start a line or turn the direction of text. */
const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ud800-\udfff]/gu;

/** Most texts: ASCII, and the dash and dots that we put in ourselves. */
const harmless = /^[\x20-\x7e\u2013\u2026]*$/;

/** The text with every unsafe character written as `\uXXXX`. */
export function escapeText(text: string): string {
  if (harmless.test(text)) return text;
  return text.replace(unsafe, (character) => {
    let escaped = "";
    for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
    return escaped;
  });
}

/** At most `length` units of the text, `…` for what was left out; no pair of surrogates is cut. */
export function shortenText(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = isHigh(text.charCodeAt(length - 2)) ? length - 2 : length - 1;
  return `${text.slice(0, end)}…`;
}

/** The part of a text around a match, `…` where something was left out. */
export function around(text: string, offset: number, length: number, margin: number): string {
  let start = Math.max(0, offset - margin);
  let end = Math.min(text.length, offset + length + margin);
  if (start > 0 && isLow(text.charCodeAt(start))) start--;
  if (end < text.length && isHigh(text.charCodeAt(end - 1))) end++;
  return `${start > 0 ? "…" : ""}${text.slice(start, end)}${end < text.length ? "…" : ""}`;
}

/** A value as it stands in an explanation: texts shortened, big lists and records as the start of their JSON. */
export function shortenValue(value: Value, length: number): Value {
  if (typeof value === "string") return shortenText(value, length);
  if (typeof value !== "object" || value === null || value instanceof ExactInteger) return value;
  const text = jsonOf(value, length + 1);
  return text.length <= length ? value : shortenText(text, length);
}

/** A value in words, on one line. */
export function showValue(value: Value, length: number): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return shortenText(JSON.stringify(shortenText(value, length)), length);
  return shortenText(jsonOf(value, length), length);
}

type Part = { readonly kind: "value"; readonly value: Value } | { readonly kind: "text"; readonly text: string };

/** The start of a value's JSON, enough for `length` units; iterative, since a host may hand over any depth. */
function jsonOf(root: Value, length: number): string {
  let text = "";
  const stack: Part[] = [{ kind: "value", value: root }];
  for (let part = stack.pop(); part !== undefined && text.length <= length; part = stack.pop()) {
    if (part.kind === "text") text += part.text;
    else if (typeof part.value !== "object" || part.value === null)
      text += part.value === undefined || part.value === null ? "null" : JSON.stringify(part.value);
    else if (part.value instanceof ExactInteger) text += part.value.digits;
    else pushParts(stack, part.value, length - text.length);
  }
  return text;
}

function pushParts(stack: Part[], value: Value, room: number): void {
  const isArray = isList(value);
  const entries = isArray
    ? Array.from({ length: Math.min(value.length, Math.max(0, room)) }, (_, index) => ["", readElement(value, index)] as const)
    : ownKeys(value)
        .slice(0, room)
        .map((key) => [key, readKey(value, key)] as const);
  stack.push({ kind: "text", text: isArray ? "]" : "}" });
  for (let i = entries.length - 1; i >= 0; i--) {
    const [key, element] = entries[i] ?? ["", undefined];
    stack.push({ kind: "value", value: element });
    stack.push({ kind: "text", text: `${i > 0 ? "," : ""}${isArray ? "" : `${JSON.stringify(key)}:`}` });
  }
  stack.push({ kind: "text", text: isArray ? "[" : "{" });
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
