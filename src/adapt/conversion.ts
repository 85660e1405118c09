/** What an adapter may do to a value on its way into an event. All are total: what cannot be converted is missing. */
import { isRecord } from "./record-path.ts";

export type Conversion = (value: unknown) => unknown;

/** Deepest JSON that a text may hold to be read as JSON. */
const jsonDepthMax = 60;

export const conversions: Readonly<Record<string, Conversion>> = {
  /** As a text: numbers and booleans are written out. */
  string: (value) =>
    typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : exactDigits(value),
  number: toNumber,
  boolean: toBoolean,
  /** The words of a message, whatever its form: a text, `{ content }`, or a list of parts of which the text ones are joined by line breaks. */
  text: (value) => messageText(value, 0),
  /** As `text`; a value without words is written as JSON, as a tool's answer reaches the model. */
  answer: (value) => messageText(value, 0) ?? jsonText(value),
  /** A text that holds JSON becomes what it says; anything else stays. A text that is no JSON is missing. */
  json: readJsonText,
  /** As `json`, kept only where it is an object: parameters of a tool. */
  record: (value) => {
    const read = readJsonText(value);
    return isRecord(read) ? read : undefined;
  },
  /** One value becomes a list of one; a list stays. */
  list: (value) => (Array.isArray(value) ? value : [value]),
  first: (value) => (Array.isArray(value) ? (value[0] ?? undefined) : value),
  "not-empty": (value) => (Array.isArray(value) && value.length === 0 ? undefined : value),
  /** Durations, to milliseconds. */
  seconds: scaled(1_000),
  milliseconds: scaled(1),
  microseconds: scaled(1 / 1_000),
  nanoseconds: scaled(1 / 1_000_000),
  /** Times since 1970 UTC, to whole milliseconds; an ISO 8601 text stays as it is. */
  "unix-seconds": instant(1_000_000_000n),
  "unix-milliseconds": instant(1_000_000n),
  "unix-microseconds": instant(1_000n),
  "unix-nanoseconds": instant(1n),
  /** Names: of objects with `name` the names, of a map its keys, of texts the texts. */
  names: (value) => {
    if (Array.isArray(value))
      return value
        .map((item) => (isRecord(item) && Object.hasOwn(item, "name") ? item["name"] : item))
        .filter((name) => typeof name === "string");
    return isRecord(value) ? Object.keys(value) : undefined;
  },
};

function exactDigits(value: unknown): string | undefined {
  return typeof value === "object" &&
    value !== null &&
    Object.hasOwn(value, "digits") &&
    "digits" in value &&
    typeof value.digits === "string"
    ? value.digits
    : undefined;
}

function toNumber(value: unknown): number | undefined {
  const text =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*$/.test(value)
        ? value
        : exactDigits(value);
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === 1 || value === "true") return true;
  return value === 0 || value === "false" ? false : undefined;
}

function scaled(factor: number): Conversion {
  return (value) => {
    const number = toNumber(value);
    if (number === undefined) return undefined;
    const result = number * factor;
    return Number.isFinite(result) ? result : undefined;
  };
}

/** Whole numbers are converted exactly: nanoseconds do not fit a double. */
function instant(nanosecondsEach: bigint): Conversion {
  return (value) => {
    if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value)) return value;
    const digits =
      typeof value === "number"
        ? Number.isInteger(value) && Number.isSafeInteger(value)
          ? String(value)
          : undefined
        : typeof value === "string"
          ? value
          : exactDigits(value);
    if (digits !== undefined && /^\d{1,20}$/.test(digits)) {
      const milliseconds = Number((BigInt(digits) * nanosecondsEach) / 1_000_000n);
      return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
    }
    const number = toNumber(value);
    if (number === undefined) return undefined;
    // By way of whole microseconds, as many as a double of seconds can tell apart, so that 0.25 s is 250 ms and not 249.
    const milliseconds = Math.floor(Math.round((number * Number(nanosecondsEach)) / 1_000) / 1_000);
    return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
  };
}

function readJsonText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (jsonDepth(value) > jsonDepthMax) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // A producer's text that is no JSON is missing, as every value that cannot be converted; the adapter reports its field.
    return undefined;
  }
}

/** Deepest bracket outside of strings. One pass, so that nothing deep is ever parsed. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === 0x5c) index++;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x5b || unit === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (unit === 0x5d || unit === 0x7d) depth--;
  }
  return deepest;
}

/** Keys under which the known dialects keep the words of a message or of one of its parts. */
const textKeys = ["content", "text", "parts", "message"];

/** Keys under which a tool's answer stands; one that is no text is written as JSON, for that is what the model reads. */
const answerKeys = ["response", "result", "output", "value"];

function messageText(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (depth > 8) return undefined;
  if (Array.isArray(value)) {
    const texts = value.map((part) => messageText(part, depth + 1)).filter((text) => text !== undefined);
    return texts.length > 0 ? texts.join("\n") : undefined;
  }
  if (!isRecord(value)) return undefined;
  for (const key of textKeys) {
    if (!Object.hasOwn(value, key)) continue;
    const text = messageText(value[key], depth + 1);
    if (text !== undefined) return text;
  }
  for (const key of answerKeys) {
    if (!Object.hasOwn(value, key)) continue;
    const text = messageText(value[key], depth + 1) ?? jsonText(value[key]);
    if (text !== undefined) return text;
  }
  return undefined;
}

function jsonText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    // Nested too deep or circular, which no JSON Lines record is: missing, and reported by the adapter.
    return undefined;
  }
}
