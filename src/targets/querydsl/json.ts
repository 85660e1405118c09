/** JSON for people: what fits on a line stands on one. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const widthMax = 110;

/** Linear in the size of the text, but for the nesting. */
export function layOut(value: Json, indent = 0): string {
  const flat = onOneLine(value);
  if (flat.length + indent <= widthMax || typeof value !== "object" || value === null) return flat;
  const inner = " ".repeat(indent + 2);
  const close = " ".repeat(indent);
  if (isList(value)) {
    const lines = value.every((item) => typeof item !== "object") ? filled(value.map(onOneLine), inner) : undefined;
    return `[\n${lines ?? value.map((item) => inner + layOut(item, indent + 2)).join(",\n")}\n${close}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${layOut(item, indent + 2)}`);
  // One key around another says where one is, so they share a line.
  if (entries.length === 1) {
    const [[key, item] = ["", null]] = Object.entries(value);
    const text = layOut(item, indent);
    if (text.startsWith("{\n") || text.startsWith("[\n")) return `{ ${JSON.stringify(key)}: ${text} }`;
  }
  return `{\n${entries.map((entry) => inner + entry).join(",\n")}\n${close}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function onOneLine(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(onOneLine).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** As many on a line as fit. */
function filled(items: readonly string[], inner: string): string {
  const lines: string[] = [];
  let line = "";
  for (const [index, item] of items.entries()) {
    const piece = index === items.length - 1 ? item : `${item},`;
    if (line !== "" && inner.length + line.length + 1 + piece.length > widthMax) {
      lines.push(inner + line);
      line = "";
    }
    line = line === "" ? piece : `${line} ${piece}`;
  }
  return [...lines, inner + line].join("\n");
}
