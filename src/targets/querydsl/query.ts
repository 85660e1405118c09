/** The tree of an Elasticsearch query (Query DSL), printed as JSON or as Lucene query string. */

/** A query clause. Everything is about whole values of a field, and true of a document when any of its values is. */
export type Query =
  | { readonly kind: "match-all" }
  | { readonly kind: "match-none" }
  | { readonly kind: "all"; readonly parts: readonly Query[] }
  /** At least `least` of the parts. */
  | { readonly kind: "any"; readonly parts: readonly Query[]; readonly least: number }
  | { readonly kind: "not"; readonly part: Query }
  | { readonly kind: "exists"; readonly field: string }
  | { readonly kind: "term"; readonly field: string; readonly value: Scalar }
  | { readonly kind: "terms"; readonly field: string; readonly values: readonly Scalar[] }
  /** The values that a document of another index holds under `path`. */
  | { readonly kind: "lookup"; readonly field: string; readonly index: string; readonly id: string; readonly path: string }
  /** The whole value is this text, or looks like this. */
  | { readonly kind: "like"; readonly field: string; readonly pattern: readonly PatternPart[]; readonly caseInsensitive: boolean }
  /** The whole value matches a regular expression of Lucene, whose literals and operators are escaped already. */
  | { readonly kind: "regexp"; readonly field: string; readonly pattern: string; readonly caseInsensitive: boolean }
  | Range;

/** At least one bound; numbers, or dates in milliseconds since 1970 or as date math. `single`: no document has several values. */
export type Range = {
  readonly kind: "range";
  readonly field: string;
  readonly single: boolean;
  readonly above?: Bound;
  readonly below?: Bound;
};
export type Bound = { readonly value: number | Instant | DateMath; readonly inclusive: boolean };
export type Instant = { readonly kind: "instant"; readonly ms: number };
/** So long before the search; a multiple of whole seconds. */
export type DateMath = { readonly kind: "before-now"; readonly seconds: number };

export type Scalar = string | number | boolean | Instant;

/** A piece of a pattern over whole values: a text, one character of a set, any one character, any run of characters. */
export type PatternPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "one-of"; readonly characters: readonly string[] }
  | { readonly kind: "one" }
  | { readonly kind: "run" };

/** What a clause can be about. There are no expressions here. */
export type Subject =
  /** `unitMs`: of a duration, how many milliseconds one of the field's unit is. `single`: no document has several values. */
  | { readonly kind: "field"; readonly name: string; readonly unitMs: number; readonly single: boolean }
  | { readonly kind: "constant" }
  /** A condition as a value, true or false. */
  | { readonly kind: "condition"; readonly query: Query };

export const matchAll: Query = { kind: "match-all" };
export const matchNone: Query = { kind: "match-none" };

/** Flat: an AND inside of an AND is part of it; both ends of a range stand in one clause. */
export function all(parts: readonly Query[]): Query {
  const flat = withWholeRanges(
    parts.flatMap((part) => (part.kind === "all" ? part.parts : [part])).filter((part) => part.kind !== "match-all"),
  );
  const [only] = flat;
  if (only === undefined) return matchAll;
  if (flat.some((part) => part.kind === "match-none")) return matchNone;
  return flat.length === 1 ? only : { kind: "all", parts: flat };
}

function withWholeRanges(parts: readonly Query[]): readonly Query[] {
  const joined: Query[] = [];
  for (const part of parts) {
    const at = part.kind === "range" ? joined.findIndex((other) => isOtherEnd(part, other)) : -1;
    const other = joined[at];
    if (part.kind === "range" && other?.kind === "range") joined[at] = { ...other, ...part };
    else joined.push(part);
  }
  return joined;
}

function isOtherEnd(range: Range, other: Query): boolean {
  if (other.kind !== "range" || other.field !== range.field || !range.single || !other.single) return false;
  return !(range.above && other.above) && !(range.below && other.below);
}

/** Flat: an OR inside of an OR is part of it. */
export function any(parts: readonly Query[]): Query {
  const flat = parts
    .flatMap((part) => (part.kind === "any" && part.least === 1 ? part.parts : [part]))
    .filter((part) => part.kind !== "match-none");
  const [only] = flat;
  if (only === undefined) return matchNone;
  if (flat.some((part) => part.kind === "match-all")) return matchAll;
  return flat.length === 1 ? only : { kind: "any", parts: flat, least: 1 };
}

export function atLeast(least: number, parts: readonly Query[]): Query {
  return { kind: "any", parts, least };
}

export function not(part: Query): Query {
  if (part.kind === "not") return part.part;
  if (part.kind === "match-all") return matchNone;
  return part.kind === "match-none" ? matchAll : { kind: "not", part };
}

/** Equal to one of the values. */
export function oneOf(field: string, values: readonly Scalar[]): Query {
  const [only] = values;
  if (only === undefined) return matchNone;
  return values.length === 1 ? { kind: "term", field, value: only } : { kind: "terms", field, values };
}

/** Clauses of the query that search an index, as Lucene counts them since version 9; a query string has a clause for each value. O(size of the query). */
export function clauseCount(query: Query, printer: "query" | "lucene"): number {
  switch (query.kind) {
    case "all":
    case "any":
      return query.parts.reduce((total, part) => total + clauseCount(part, printer), 0);
    case "not":
      return clauseCount(query.part, printer);
    case "terms":
      return printer === "lucene" ? query.values.length : 1;
    default:
      return 1;
  }
}

/** How deep `bool` queries lie inside each other. */
export function boolDepth(query: Query): number {
  switch (query.kind) {
    case "all":
      // The parts of an AND under a NOT, and that NOT, are one `bool`.
      return 1 + Math.max(0, ...query.parts.map((part) => (part.kind === "not" ? boolDepth(part.part) : boolDepth(part))));
    case "any":
      return 1 + Math.max(0, ...query.parts.map(boolDepth));
    case "not":
      return 1 + boolDepth(query.part);
    default:
      return 0;
  }
}
