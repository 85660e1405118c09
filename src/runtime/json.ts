/** One line of JSON as an event: what a double or an object would lose is kept or flagged, and no line is too deep or too long to answer. */
import { parseLossless } from "./json-lossless.ts";
import type { JsonFlag } from "./json-lossless.ts";
import { endOfString, isEscaped } from "./json-string.ts";
import type { ValueRecord } from "./value.ts";

/** Deepest nesting of an event, and its longest line in bytes of UTF-8. */
export const jsonDepthMax = 64;
export const jsonBytesMax = 1_048_576;

/** Buckets of input that no rule sees (reliability.md §1.6). */
export type Reject = "not_json" | "not_object" | "oversize" | "too_deep";
export type JsonLine =
  | { readonly event: ValueRecord; readonly flags: readonly JsonFlag[] }
  | { readonly reject: Reject; readonly message: string };

/**
 * Reads one line. A byte order mark before it and white space around it do not count. Integers beyond 2^53 become `ExactInteger`. Never throws,
 * never recurses, linear in the line. `limits` are for tests and settings.
 */
export function readJsonLine(
  text: string,
  limits: { readonly bytesMax: number; readonly depthMax: number } = { bytesMax: jsonBytesMax, depthMax: jsonDepthMax },
): JsonLine {
  const line = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (isLonger(line, limits.bytesMax)) return { reject: "oversize", message: `the line is longer than ${limits.bytesMax} bytes` };
  if (isDeeper(line, limits.depthMax)) return { reject: "too_deep", message: `the line nests deeper than ${limits.depthMax}` };
  const parsed = parse(line);
  if (parsed === undefined) return { reject: "not_json", message: whyNotJson(line) };
  if (typeof parsed.value !== "object" || parsed.value === null || Array.isArray(parsed.value)) {
    return { reject: "not_object", message: "an event is a JSON object" };
  }
  const flags = losses(line, parsed.value) ? parseLossless(line) : undefined;
  if (flags) return { event: flags.value as ValueRecord, flags: flags.flags };
  // The parsed text is a record of JSON values; nulls in it read as missing.
  return { event: parsed.value as ValueRecord, flags: [] };
}

function parse(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line) };
  } catch {
    // The caller says why in words of its own: the engine's differ between versions.
    return undefined;
  }
}

function whyNotJson(line: string): string {
  const text = line.trim();
  if (text === "") return "the line is empty";
  if (!/^[{["0-9tfn-]/.test(text)) return "no JSON value begins here";
  return /[}\]"0-9el]$/.test(text) ? "the line is not valid JSON" : "the line is not valid JSON; it may be cut off";
}

/** Whether the text takes more bytes of UTF-8 than that. */
function isLonger(text: string, bytesMax: number): boolean {
  if (text.length > bytesMax) return true;
  return text.length * 3 > bytesMax && utf8Length(text) > bytesMax;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A pair of surrogates takes four bytes, so two a unit; a lone one is written as three.
    const isPair = (unit & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) at++;
    bytes += unit < 0x800 ? 1 : 2;
  }
  return bytes;
}

/** Brackets are counted before parsing, for the parser would follow them as deep as they go. Few brackets cannot be deep, and are found fast. */
function isDeeper(text: string, depthMax: number): boolean {
  if (!hasMore(text, "{", "[", depthMax)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    else if (unit === openBrace || unit === openBracket) {
      if (++depth > depthMax) return true;
    } else if (unit === closeBrace || unit === closeBracket) depth--;
  }
  return false;
}

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

function hasMore(text: string, one: string, other: string, limit: number): boolean {
  let count = 0;
  for (const bracket of [one, other]) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (++count > limit) return true;
  }
  return false;
}

/**
 * Whether `JSON.parse` may have lost something: a number that is not a safe integer nor a plain double, or a repeated key. A key is a quote, white
 * space and a colon, so the text has at least as many of those as it has keys; if it has no more than the object, none was repeated.
 */
function losses(line: string, root: object): boolean {
  let keys = 0;
  const stack: object[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (Array.isArray(node)) {
      for (const child of node) if (isLost(child, stack)) return true;
    } else {
      const record = node as { readonly [key: string]: unknown };
      for (const key in record) {
        keys++;
        if (isLost(record[key], stack)) return true;
      }
    }
  }
  return countKeys(line) !== keys;
}

function isLost(value: unknown, stack: object[]): boolean {
  if (typeof value === "object" && value !== null) stack.push(value);
  return typeof value === "number" && (!Number.isFinite(value) || (Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isInteger(value)));
}

/** Colons with an unescaped quote before them, white space between not counting: keys, and strings that begin with a colon. */
function countKeys(line: string): number {
  let count = 0;
  for (let at = line.indexOf(":"); at >= 0; at = line.indexOf(":", at + 1)) {
    let before = at - 1;
    while (isBlank(line.charCodeAt(before))) before--;
    if (line.charCodeAt(before) === quote && !isEscaped(line, before)) count++;
  }
  return count;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}
