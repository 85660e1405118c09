/** Code as a small tree, and its printer: a call or list on one line where it fits, else one item a line. The only place that quotes. */

/** A word of code, or items between brackets behind a head. */
export type Code =
  | string
  | {
      readonly head: string;
      readonly open: string;
      readonly items: readonly Code[];
      readonly close: string;
      /** Statements stand on lines of their own. */
      readonly isBlock?: true;
    };

/** `name(a, b)`. */
export function callOf(name: string, ...items: readonly Code[]): Code {
  return { head: name, open: "(", items, close: ")" };
}

/** `[a, b]`. */
export function arrayOf(items: readonly Code[]): Code {
  return { head: "", open: "[", items, close: "]" };
}

/** `{ key: a }`; what is undefined is left out. */
export function objectOf(entries: Readonly<Record<string, Code | undefined>>): Code {
  return { head: "", open: "{ ", items: Object.entries(entries).flatMap(([key, code]) => (code ? [entry(key, code)] : [])), close: " }" };
}

/** `function () { a; b; }`: V8 skips it at a third of what an arrow with an expression costs, and reads it when it is called. */
export function functionOf(statements: readonly Code[]): Code {
  return { head: "function () ", open: "{", items: statements, close: "}", isBlock: true };
}

/** `key: a`; the key is one of ours, or quoted already. `a` alone where that is the key. */
export function entry(key: string, code: Code): Code {
  if (code === key) return key;
  return headed(`${key}: `, code);
}

/** The same code with something before it. */
export function headed(before: string, code: Code): Code {
  return typeof code === "string" ? before + code : { ...code, head: before + code.head };
}

/**
 * A text as a literal: nothing in it can end the literal, a comment, or the script of a page that the module is put into, and what a reader would not see
 * is written as an escape. In single quotes where that spares the escapes of double ones.
 */
export function quote(text: string): string {
  const quoted = JSON.stringify(text).replace(hidden, (found) =>
    Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
  return text.includes('"') && !text.includes("'") ? `'${quoted.slice(1, -1).replaceAll('\\"', '"')}'` : quoted;
}

/** What HTML could read as its own; controls, blanks but the usual one, and what has no width or turns the direction of writing. */
const hidden = /<(?=[!/?A-Za-z])|(?<=[-\]])>|(?<=\*)\/|(?! )[\p{Cc}\p{Cf}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/** `["a", "b"]` of many short texts: as many as fit on a line. */
export function filled(values: readonly string[]): Code {
  const lines: string[] = [];
  for (const value of values.map(quote)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + value.length < 120) lines[lines.length - 1] = `${last}, ${value}`;
    else lines.push(value);
  }
  return arrayOf(lines);
}

/** A number as it is written by hand: groups of three digits where it is long. */
export function numeral(number: number): string {
  if (Number.isNaN(number)) return "Number.NaN";
  if (!Number.isFinite(number)) return number > 0 ? "Number.POSITIVE_INFINITY" : "Number.NEGATIVE_INFINITY";
  const text = Object.is(number, -0) ? "-0" : String(number);
  return /^-?\d{5,}$/.test(text) ? text.replace(/\B(?=(?:\d{3})+$)/g, "_") : text;
}

const widthMax = 140;

/** The text of code that begins in a column; lines after the first are indented by `indent`. O(size × depth). */
export function print(code: Code, indent = "", column = indent.length): string {
  if (typeof code === "string") return code;
  const flat = flatten(code, widthMax - column);
  if (flat !== undefined) return flat;
  const [only] = code.items;
  if (code.items.length === 1 && typeof only === "object" && !code.isBlock) {
    const head = code.head + code.open.trimEnd();
    return `${head}${print(only, indent, column + head.length)}${code.close.trimStart()}`;
  }
  const inner = `${indent}  `;
  const lines = code.items.map((item) => `${inner}${print(item, inner)}${code.isBlock ? ";" : ","}\n`);
  return `${code.head}${code.open.trimEnd()}\n${lines.join("")}${indent}${code.close.trimStart()}`;
}

/** On one line, or undefined where that takes more room. */
function flatten(code: Code, room: number): string | undefined {
  if (typeof code === "string") return code.length <= room ? code : undefined;
  if (code.isBlock) return undefined;
  if (code.items.length === 0) return code.head + code.open.trimEnd() + code.close.trimStart();
  let text = code.head + code.open;
  for (const [index, item] of code.items.entries()) {
    const part = flatten(item, room - text.length);
    if (part === undefined) return undefined;
    text += index === 0 ? part : `, ${part}`;
    if (text.length > room) return undefined;
  }
  return text.length + code.close.length <= room ? text + code.close : undefined;
}
