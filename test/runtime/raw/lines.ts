/** Lines of JSON as telemetry has them, written in every way that JSON allows, and broken in ways that parsers get wrong. */
import type { randomFrom } from "../../store/frail-files.ts";

export type Random = ReturnType<typeof randomFrom>;

export function pick<T>(list: readonly T[], random: Random): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error("an empty list");
  return one;
}

const names = [
  "event_id",
  "event_type",
  "user",
  "id",
  "name",
  "tool",
  "input_text",
  "tags",
  "size",
  "é",
  "a b",
  "__proto__",
  "0",
  "",
  "constructor",
];
const words = [
  "ignore previous",
  "system prompt",
  "zwölf Boxkämpfer",
  "日本語のテキスト",
  "🙂 fine",
  "plain words in a row",
  "tab\tline\n",
  'quote " and \\ slash',
  "/",
  "\u0000",
  "\u2028",
  "\ufffd",
  "ſK",
];

/** A record of values; as written by `write`, it may still be a line. */
export function randomRecord(random: Random, depth = 0): Record<string, unknown> {
  const record = Object.create(null) as Record<string, unknown>;
  for (let left = Math.floor(random() * 7); left > 0; left--) record[pick(names, random)] = randomValue(random, depth + 1);
  return record;
}

function randomValue(random: Random, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 4 ? 6 : 9));
  switch (kind) {
    case 0:
    case 1:
    case 2:
      return randomText(random);
    case 3:
    case 4:
      return randomNumber(random);
    case 5:
      return pick([true, false, null], random);
    case 6:
      return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(random, depth + 1));
    default:
      return randomRecord(random, depth);
  }
}

function randomText(random: Random): string {
  return Array.from({ length: Math.floor(random() ** 3 * 12) }, () => pick(words, random)).join(pick(["", " ", "  "], random));
}

function randomNumber(random: Random): number {
  switch (Math.floor(random() * 7)) {
    case 0:
      return Math.floor(random() * 100);
    case 1:
      return -Math.floor(random() * 2 ** 53);
    case 2:
      return random();
    case 3:
      return (random() - 0.5) * 10 ** Math.floor(random() * 30 - 12);
    case 4:
      return Math.floor(random() * 1_000) / 100;
    case 5:
      return pick([0, -0, 2 ** 53 - 1, 1 - 2 ** 53, 2 ** 31, 2 ** 32, -1, 0.1, 1.5, 5e-324, 1e21, 2 ** 53, 1e15, 123456.789e3], random);
    default:
      return Math.floor(random() * 2 ** 40) / 2 ** Math.floor(random() * 60);
  }
}

/** The same value in one of many spellings: white space, escapes, order of keys, ways to write a number. */
export function write(value: unknown, random: Random): string {
  const gap = (): string => (random() < 0.15 ? pick([" ", "  ", "\t", "\n", "\r\n "], random) : "");
  if (typeof value === "string") return writeText(value, random);
  if (typeof value === "number") return writeNumber(value, random);
  if (Array.isArray(value)) return `[${gap()}${value.map((one) => `${write(one, random)}${gap()}`).join(`,${gap()}`)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(() => random() - 0.5);
  const written = fields.map(([name, field]) => `${JSON.stringify(name)}${gap()}:${gap()}${write(field, random)}${gap()}`);
  return `${gap()}{${gap()}${written.join(`,${gap()}`)}}${gap()}`;
}

function writeText(text: string, random: Random): string {
  const plain = JSON.stringify(text);
  if (random() < 0.6) return plain;
  const share = random();
  const coded = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return `"${[...text]
    .map((one) => (random() < share || /["\\\u0000-\u001f]/.test(one) ? one.split("").map(coded).join("") : one))
    .join("")
    .replaceAll("/", random() < 0.5 ? "\\/" : "/")
    .replaceAll("\\u000a", random() < 0.5 ? "\\n" : "\\u000A")}"`;
}

function writeNumber(value: number, random: Random): string {
  const plain = Object.is(value, -0) ? "-0" : String(value);
  switch (Math.floor(random() * 6)) {
    case 0:
      return plain.includes("e") ? plain : plain.includes(".") ? `${plain}0` : `${plain}.0`;
    case 1:
      return value.toExponential().replace("e+", pick(["e", "E+", "e+0"], random));
    case 2:
      return plain.includes("e") ? plain : `${plain}${pick(["e0", "E-0", "e+00"], random)}`;
    default:
      return plain;
  }
}

const marks = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "-",
  ".",
  "e",
  "t",
  "n",
  "u",
  " ",
  "\t",
  "\n",
  "\u0000",
  "\u001f",
  "\\u",
  "\\ud83d",
  "\\udc00",
  "\\u0022",
  "\\x",
  "null",
  "true",
  "1e999",
  "01",
  "1.",
  ".5",
  "+1",
  "NaN",
  "12345678901234567890",
  "é",
  "\ufeff",
  "\u2028",
  "//",
  "'",
  '"id":1,',
  "\\\\",
];

/** The bytes with a few of them changed. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let made = Array.from(bytes);
  for (let left = 1 + Math.floor(random() * 2); left > 0; left--) {
    const at = Math.floor(random() * (made.length + 1));
    const length = Math.floor(random() * 4);
    switch (Math.floor(random() * 7)) {
      case 0:
        made.splice(at, 0, ...Buffer.from(pick(marks, random)));
        break;
      case 1:
        made.splice(at, length);
        break;
      case 2:
        made.splice(at, length, ...Buffer.from(pick(marks, random)));
        break;
      case 3:
        made[at] = Math.floor(random() * 256);
        break;
      case 4:
        made = made.slice(0, at);
        break;
      case 5:
        made.splice(at, 0, ...made.slice(Math.floor(random() * made.length), at));
        break;
      default:
        made.splice(
          at,
          0,
          ...pick(
            [
              [0xc0, 0x80],
              [0xed, 0xa0, 0x80],
              [0xf4, 0x90, 0x80, 0x80],
              [0x80],
              [0xe2, 0x82],
              [0xef, 0xbf, 0xbd],
              [0xf0, 0x9f, 0x99, 0x82],
            ],
            random,
          ),
        );
    }
  }
  return Uint8Array.from(made);
}
