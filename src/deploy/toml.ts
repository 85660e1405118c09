/** Prints plain data as TOML 1.0: tables for objects, arrays of tables for lists of objects, everything else on one line. */
import type { JsonObject, JsonValue } from "../schema/yaml-file.ts";

/** Null has no form in TOML: such a key is left out. Linear in the data. */
export function printToml(data: JsonObject): string {
  return `${tableLines(data, []).join("\n").trim()}\n`;
}

function tableLines(table: JsonObject, path: readonly string[]): string[] {
  const lines: string[] = [];
  const later: string[] = [];
  for (const [key, value] of Object.entries(table)) {
    if (value === null) continue;
    const inner = [...path, key];
    if (isTable(value)) later.push("", `[${inner.map(keyText).join(".")}]`, ...tableLines(value, inner));
    else if (Array.isArray(value) && value.length > 0 && value.every(isTable))
      for (const item of value) later.push("", `[[${inner.map(keyText).join(".")}]]`, ...tableLines(item, inner));
    else lines.push(`${keyText(key)} = ${valueText(value)}`);
  }
  return [...lines, ...later];
}

function isTable(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : basic(key);
}

function valueText(value: JsonValue): string {
  if (typeof value === "string") return value.includes("\n") ? multiline(value) : basic(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => (isTable(item) ? inline(item) : valueText(item))).join(", ")}]`;
  return isTable(value) ? inline(value) : '""';
}

/** An integer that a double holds exactly, else a float: which of the two a reader makes of it is told by its form. */
function numberText(value: number): string {
  const text = String(value);
  return Number.isSafeInteger(value) || /[.e]/.test(text) ? text : `${text}.0`;
}

function inline(table: JsonObject): string {
  const parts = Object.entries(table).flatMap(([key, value]) =>
    value === null ? [] : [`${keyText(key)} = ${isTable(value) ? inline(value) : valueText(value)}`],
  );
  return `{ ${parts.join(", ")} }`;
}

/** JSON's escapes are TOML's, but for DEL and what JSON leaves as it is. */
function basic(text: string): string {
  return JSON.stringify(text).replace(/\u007f/g, "\\u007f");
}

/** Three quotes; the line break after them is not part of the text. Quotes and backslashes inside are escaped, so nothing ends it early. */
function multiline(text: string): string {
  const lines = text.split("\n").map((line) => basic(line).slice(1, -1));
  return `"""\n${lines.join("\n")}"""`;
}
