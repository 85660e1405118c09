/** Makes text from anywhere safe to print: nothing in it can move a cursor, reverse a line, break one, or hide. */

// Controls, format and bidi characters, default-ignorables, surrogates without a partner, line and paragraph separators, noncharacters.
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}]/gu;

/**
 * The text on one line with every unprintable character written out: `\n`, `\u{202e}`. Printable text is unchanged, so
 * a backslash of the text stays one backslash. O(length).
 */
export function escapeText(text: string): string {
  return text.replace(unprintable, spellOut);
}

/** As `escapeText`, and cut to `unitsMax` UTF-16 units with an ellipsis, never inside a character. */
export function escapeShort(text: string, unitsMax: number): string {
  if (text.length <= unitsMax) return escapeText(text);
  const head = text.slice(0, unitsMax);
  return `${escapeText(endsInHalf(head) ? head.slice(0, -1) : head)}…`;
}

/** JSON on one line that a terminal and a log can take as it is: what `escapeText` would write out is a `\uXXXX` escape, so the value reads back equal. */
export function inertJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, undefined, indent) ?? "null";
  if (!beyondPlain.test(json)) return json;
  return json.replace(unprintable, (character) => (character === "\n" ? "\n" : jsonEscape(character)));
}

/** Most JSON has none of these, and then nothing to write out: ASCII, and the dash and dots of our own. To ask for the classes above takes ten times as long. */
const beyondPlain = /[^\n\x20-\x7e\u2013\u2026]/;

/** Text for an XML attribute or element: unprintable characters spelt out, the five special ones as entities. */
export function escapeXml(text: string): string {
  return escapeText(text).replace(/[<>&"']/g, (character) => xmlEntities[character] ?? character);
}

/** Columns of a terminal that a printed character takes: 2 for East Asian wide ones and emoji, 0 for combining marks, else 1. */
export function columnsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^\p{M}/u.test(character)) return 0;
  if (/^\p{Emoji_Presentation}/u.test(character)) return 2;
  return wideRanges.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x20000, 0x3fffd],
];

const xmlEntities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;", "'": "&apos;" };
const shortNames: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function spellOut(character: string): string {
  return shortNames[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function jsonEscape(character: string): string {
  let escaped = "";
  for (let index = 0; index < character.length; index++) escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  return escaped;
}

function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
