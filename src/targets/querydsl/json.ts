/** JSON for people: a clause stands on one line, what fits on a line too, and no character hides. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const widthMax = 110;

/** Linear in the size of the text, times the depth. */
export function layOut(value: Json, indent = 0): string {
  const flat = onOneLine(value);
  if (typeof value !== "object" || value === null || !holdsList(value)) return flat;
  if (flat.length + indent <= widthMax && !holdsSeveral(value)) return flat;
  const inner = " ".repeat(indent + 2);
  const close = " ".repeat(indent);
  if (!isList(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${inner}${text(key)}: ${layOut(item, indent + 2)}`);
    return `{\n${entries.join(",\n")}\n${close}}`;
  }
  const lines = value.every((item) => typeof item !== "object")
    ? filled(value.map(onOneLine), inner)
    : value.map((item) => inner + layOut(item, indent + 2)).join(",\n");
  return `[\n${lines}\n${close}]`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function holdsList(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isList(value) || Object.values(value).some(holdsList);
}

/** Objects in a row are read one below the other. */
function holdsSeveral(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isList(value)) return (value.length > 1 && value.some((item) => typeof item === "object")) || value.some(holdsSeveral);
  return Object.values(value).some(holdsSeveral);
}

function onOneLine(value: Json): string {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(onOneLine).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${text(key)}: ${onOneLine(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** Characters that do not show, or that change how the rest of the line shows, stand as escapes. */
function text(value: string): string {
  return JSON.stringify(value).replace(/[\p{C}\p{M}\p{Zl}\p{Zp}]|[^\P{Zs} ]/gu, (character) =>
    [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
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
