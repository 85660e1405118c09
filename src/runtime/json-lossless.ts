/** JSON without losses: the slow way, for lines in which a number or a repeated key would be lost. */
import { endOfString } from "./json-string.ts";
import { ExactInteger } from "./value.ts";

/** `number_range`: a number beyond every double is missing. `ambiguous_json`: an object has a key twice; the last one counts. */
export type JsonFlag = "number_range" | "ambiguous_json";

type Open = { readonly list: unknown[] } | { readonly record: Record<string, unknown>; key: string | undefined };

/**
 * Parses text that `JSON.parse` has accepted. Iterative and linear; integers that are not safe keep their digits, numbers beyond every double are
 * left out, of a repeated key the last value counts.
 */
export function parseLossless(text: string): { readonly value: unknown; readonly flags: readonly JsonFlag[] } {
  const flags = new Set<JsonFlag>();
  const stack: Open[] = [];
  let root: unknown;
  for (let at = nextToken(text, 0); at < text.length; ) {
    const end = endOfToken(text, at);
    const written = text.slice(at, end);
    at = nextToken(text, end);
    const open = stack.at(-1);
    const mark = written.charAt(0);
    if (mark === "}" || mark === "]") {
      stack.pop();
      continue;
    }
    if (mark === '"' && open && "record" in open && open.key === undefined) {
      open.key = readText(written);
      if (Object.hasOwn(open.record, open.key)) flags.add("ambiguous_json");
      continue;
    }
    const value = mark === "{" ? {} : mark === "[" ? [] : scalar(written, flags);
    if (open === undefined) root = value;
    else put(open, value);
    if (mark === "{") stack.push({ record: value as Record<string, unknown>, key: undefined });
    if (mark === "[") stack.push({ list: value as unknown[] });
  }
  return { value: root, flags: [...flags] };
}

/** Index of the next character that is no blank, comma or colon. */
function nextToken(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\n\r,:".includes(text.charAt(at))) at++;
  return at;
}

function endOfToken(text: string, at: number): number {
  const mark = text.charAt(at);
  if (mark === '"') return endOfString(text, at) + 1;
  if ("{}[]".includes(mark)) return at + 1;
  let end = at + 1;
  while (end < text.length && /[\w.+-]/.test(text.charAt(end))) end++;
  return end;
}

function put(open: Open, value: unknown): void {
  if ("list" in open) open.list.push(value);
  else if (open.key !== undefined) {
    // Defined, not assigned: an assignment to `__proto__` would change the prototype.
    Object.defineProperty(open.record, open.key, { value, enumerable: true, writable: true, configurable: true });
    open.key = undefined;
  }
}

function scalar(written: string, flags: Set<JsonFlag>): unknown {
  if (written.startsWith('"')) return readText(written);
  if (written === "true") return true;
  if (written === "false") return false;
  if (written === "null") return null;
  const number = Number(written);
  if (!Number.isFinite(number)) {
    flags.add("number_range");
    return null;
  }
  return Number.isSafeInteger(number) || !/^-?[0-9]+$/.test(written) ? number : new ExactInteger(written);
}

function readText(written: string): string {
  const text: unknown = written.includes("\\") ? JSON.parse(written) : written.slice(1, -1);
  return typeof text === "string" ? text : "";
}
