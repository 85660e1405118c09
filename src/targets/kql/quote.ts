/** Names and literals of kql as text: the only place where something is quoted or escaped. */
import type { Expr, Json } from "./query.ts";

/** A column, table or variable; in brackets where it is no plain name or could be taken for a word of the language. */
export function quoteName(name: string): string {
  return isPlain(name) ? name : `[${quoteText(name)}]`;
}

export function isPlain(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !words.has(name.toLowerCase());
}

/** Words that mean something where a name may stand. Brackets are never wrong, so the list may be longer than it must. */
const words: ReadonlySet<string> = new Set(
  (
    "and or not in has contains startswith endswith matches regex between like by on of to asc desc nulls first last kind let set alias declare pattern restrict access " +
    "where filter extend project summarize join lookup union sort order take limit top distinct count print render range search find parse evaluate invoke " +
    "fork facet partition reduce sample serialize scan step output materialize toscalar datatable externaldata typeof with withsource isfuzzy hint from step true false null dynamic " +
    "bool boolean int long real double decimal string guid datetime date timespan time cluster database table view macro nooptimization consume getschema as default"
  ).split(" "),
);

/** A string literal: everything that does not show, and both quotes' escapes, is written out, so that the query shows what it compares. */
export function quoteText(value: string): string {
  let quoted = '"';
  for (const unit of value.split("")) quoted += escapes.get(unit) ?? (unit !== " " && hidden.test(unit) ? unicodeEscape(unit) : unit);
  return pairsRestored(`${quoted}"`);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);
/** Controls, separators, marks without width, halves of a pair: what does not show, or not by itself. */
const hidden = /[\p{C}\p{Z}\p{M}]/u;

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Pairs of halves are characters beyond the first plane; those that show may stand as they are. */
function pairsRestored(quoted: string): string {
  return quoted.replace(/\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/g, (escaped: string, high: string, low: string) => {
    const character = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16));
    return /[\p{L}\p{N}\p{S}]/u.test(character) ? character : escaped;
  });
}

/** A regular expression as a verbatim string: backslashes as they are, quotes doubled. Its source has no line breaks. */
export function quoteRegex(source: string): string {
  return `@"${source.replaceAll('"', '""')}"`;
}

/** A number exactly: `10`, `0.8`, `1e300`; with `real`, a whole one as `10.0`. */
export function showNumber(value: number, type: "long" | "real"): string {
  const shown = String(value).replace("e+", "e");
  return type === "real" && /^-?\d+$/.test(shown) ? `${shown}.0` : shown;
}

const units: readonly (readonly [string, number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
];

/** `24h`, `30d`, `1500ms`; days from two on. */
export function showTimespan(milliseconds: number): string {
  if (milliseconds < 0) return `-${showTimespan(-milliseconds)}`;
  const unit = units.find(([name, size]) => milliseconds % size === 0 && milliseconds >= (name === "d" ? 2 * size : size));
  return unit === undefined ? `${milliseconds}ms` : `${milliseconds / unit[1]}${unit[0]}`;
}

export function showDatetime(milliseconds: number): string {
  return `datetime(${new Date(milliseconds).toISOString().replace(".000Z", "Z").replace("T00:00:00Z", "")})`;
}

function showDynamic(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return `[${value.map(showDynamic).join(", ")}]`;
}

/** A literal; undefined for an expression that is none. */
export function showLiteral(expr: Expr): string | undefined {
  switch (expr.kind) {
    case "boolean":
      return String(expr.value);
    case "string":
      return quoteText(expr.value);
    case "regex":
      return quoteRegex(expr.source);
    case "number":
      return showNumber(expr.value, expr.type);
    case "datetime":
      return showDatetime(expr.milliseconds);
    case "timespan":
      return showTimespan(expr.milliseconds);
    case "null":
      return `${expr.type}(null)`;
    case "dynamic":
      return `dynamic(${showDynamic(expr.value)})`;
    default:
      return undefined;
  }
}
