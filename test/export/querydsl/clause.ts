/** Clauses as both readers give them, and whether a document meets one. */
import { luceneMatcher } from "../../regex/lucene-reader.ts";
import type { Json } from "../carried.ts";
import type { Document, Kind } from "./document.ts";
import { asciiLower, compare, equals } from "./document.ts";

export type Clause =
  | { readonly kind: "match_all" | "match_none" }
  /** With neither `must` nor enough of `should`, nothing meets it; only exclusions: `negativeAlone` says whether everything else does. */
  | {
      readonly kind: "bool";
      readonly must: readonly Clause[];
      readonly should: readonly Clause[];
      readonly least: number;
      readonly mustNot: readonly Clause[];
      readonly negativeAlone: boolean;
    }
  | { readonly kind: "exists"; readonly field: string }
  | { readonly kind: "equal"; readonly field: string; readonly values: readonly Json[]; readonly caseInsensitive: boolean }
  | { readonly kind: "pattern"; readonly field: string; readonly written: string; readonly matches: (text: string) => boolean }
  | { readonly kind: "range"; readonly field: string; readonly bounds: readonly (readonly ["gt" | "gte" | "lt" | "lte", Json])[] }
  | { readonly kind: "lookup"; readonly field: string; readonly index: string; readonly id: string; readonly path: string };

export type Index = {
  readonly kindOf: (column: string) => Kind | undefined;
  readonly nowMs: number;
  /** Values that a document of a lookup index holds, by `index/id/path`. */
  readonly lookups: ReadonlyMap<string, readonly string[]>;
};

export function meets(document: Document, clause: Clause, index: Index): boolean {
  const any = (field: string, holds: (value: Json, kind: Kind) => boolean): boolean => {
    const kind = index.kindOf(field);
    if (kind === undefined) throw new Error(`no such column: ${field}`);
    return (document.values.get(field) ?? []).some((value) => holds(value, kind));
  };
  switch (clause.kind) {
    case "match_all":
      return true;
    case "match_none":
      return false;
    case "bool": {
      const { must, should, least, mustNot, negativeAlone } = clause;
      if (must.length === 0 && should.length === 0 && !negativeAlone) return false;
      if (!must.every((part) => meets(document, part, index))) return false;
      if (should.filter((part) => meets(document, part, index)).length < least) return false;
      return !mustNot.some((part) => meets(document, part, index));
    }
    case "exists":
      // An object is there when anything in it is.
      return any(clause.field, () => true) || [...document.values.keys()].some((column) => column.startsWith(`${clause.field}.`));
    case "equal":
      return any(clause.field, (value, kind) => clause.values.some((asked) => equals(kind, value, asked, clause.caseInsensitive)));
    case "pattern":
      return any(clause.field, (value, kind) => {
        if (kind !== "keyword" && kind !== "wildcard") throw new Error(`patterns do not run on ${kind}`);
        return clause.matches(String(value));
      });
    case "range":
      return any(clause.field, (value, kind) =>
        clause.bounds.every(([bound, asked]) => {
          const order = compare(kind, value, asked, index.nowMs);
          return bound === "gt" ? order > 0 : bound === "gte" ? order >= 0 : bound === "lt" ? order < 0 : order <= 0;
        }),
      );
    case "lookup": {
      const values = index.lookups.get(`${clause.index}/${clause.id}/${clause.path}`);
      if (!values) throw new Error(`no lookup document ${clause.index}/${clause.id}`);
      return any(clause.field, (value, kind) => values.some((asked) => equals(kind, value, asked, false)));
    }
  }
}

/** `*` any run, `?` one character, `\` makes the next one ordinary. */
export function wildcardMatcher(pattern: string, caseInsensitive: boolean): (text: string) => boolean {
  let source = "";
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*") source += ".*";
    else if (character === "?") source += ".";
    else source += literal(character === "\\" ? (characters[++at] ?? "") : character, caseInsensitive);
  }
  const expression = new RegExp(`^(?:${source})$`, "su");
  return (text) => expression.test(text);
}

/** Case-insensitive for ASCII alone, as the versions before 9.2 are. */
export function regexpMatcher(pattern: string, caseInsensitive: boolean): (text: string) => boolean {
  if (pattern.length > 1_000) throw new Error("the pattern is longer than index.max_regex_length");
  if (!caseInsensitive) return luceneMatcher(pattern);
  // Outside of classes and escapes each letter stands for both of its cases.
  let inClass = false;
  const spelt = pattern.replace(/\\[\s\S]|[[\]]|[A-Za-z]/g, (found) => {
    if (found === "[") inClass = true;
    if (found === "]") inClass = false;
    return /^[A-Za-z]$/.test(found) && !inClass ? `[${found.toLowerCase()}${found.toUpperCase()}]` : found;
  });
  return luceneMatcher(spelt);
}

function literal(character: string, caseInsensitive: boolean): string {
  const forms = caseInsensitive
    ? [asciiLower(character), asciiLower(character) === character ? asciiUpper(character) : character]
    : [character];
  return `[${[...new Set(forms)].map((form) => `\\u{${(form.codePointAt(0) ?? 0).toString(16)}}`).join("")}]`;
}

function asciiUpper(character: string): string {
  return character.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
