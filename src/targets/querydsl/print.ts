/** A query tree as Query DSL: the JSON of one query clause. */
import { unreachable } from "../../source/invariant.ts";
import type { Json } from "./json.ts";
import { layOut } from "./json.ts";
import { regexpText, wildcardText } from "./pattern.ts";
import type { Bound, PatternPart, Query, Range, Scalar } from "./query.ts";

/** Readable JSON. Literals stand in it as JSON strings, so no value can change the query's shape. */
export function print(query: Query): string {
  return layOut(clause(query));
}

function clause(query: Query): Json {
  switch (query.kind) {
    case "match-all":
      return { match_all: {} };
    case "match-none":
      return { match_none: {} };
    case "all":
      return bool(query.parts);
    case "any":
      return { bool: { should: query.parts.map(clause), minimum_should_match: query.least } };
    case "not":
      return bool([query]);
    case "exists":
      return { exists: { field: query.field } };
    case "term":
      return { term: { [query.field]: scalar(query.value) } };
    case "terms":
      return { terms: { [query.field]: query.values.map(scalar) } };
    case "lookup":
      return { terms: { [query.field]: { index: query.index, id: query.id, path: query.path } } };
    case "like":
      return like(query.field, query.pattern, query.caseInsensitive);
    case "regexp":
      return { regexp: { [query.field]: folding(query.pattern, query.caseInsensitive) } };
    case "range":
      return { range: { [query.field]: bounds(query) } };
    default:
      return unreachable(query);
  }
}

/** Filters, so that nothing is scored; what must not be, none of it, stands beside what must. */
function bool(parts: readonly Query[]): Json {
  const filter = parts.filter((part) => part.kind !== "not").map(clause);
  const mustNot = parts.flatMap((part) => (part.kind === "not" ? alternatives(part.part).map(clause) : []));
  return { bool: { ...(filter.length > 0 ? { filter } : {}), ...(mustNot.length > 0 ? { must_not: mustNot } : {}) } };
}

function alternatives(query: Query): readonly Query[] {
  return query.kind === "any" && query.least === 1 ? query.parts : [query];
}

function like(field: string, pattern: readonly PatternPart[], caseInsensitive: boolean): Json {
  const wildcard = wildcardText(pattern);
  if (wildcard === undefined) return { regexp: { [field]: folding(regexpText(pattern), caseInsensitive) } };
  const [first, second] = pattern;
  if (first === undefined || (first.kind === "text" && pattern.length === 1))
    return { term: { [field]: folding(first?.kind === "text" ? first.text : "", caseInsensitive) } };
  if (first.kind === "text" && second?.kind === "run" && pattern.length === 2)
    return { prefix: { [field]: folding(first.text, caseInsensitive) } };
  return { wildcard: { [field]: folding(wildcard, caseInsensitive) } };
}

function folding(value: string, caseInsensitive: boolean): Json {
  return caseInsensitive ? { value, case_insensitive: true } : { value };
}

function bounds({ above, below }: Range): Json {
  return {
    ...(above ? { [above.inclusive ? "gte" : "gt"]: boundValue(above.value) } : {}),
    ...(below ? { [below.inclusive ? "lte" : "lt"]: boundValue(below.value) } : {}),
  };
}

function boundValue(value: Bound["value"]): string | number {
  if (typeof value === "number") return value;
  return value.kind === "instant" ? instantText(value.ms) : beforeNow(value.seconds);
}

function scalar(value: Scalar): string | number | boolean {
  return typeof value === "object" ? instantText(value.ms) : value;
}

/** To the millisecond, so that Elasticsearch rounds nothing up. */
export function instantText(ms: number): string {
  return new Date(ms).toISOString();
}

const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** Date math in the largest unit that divides it: `now-10m`. */
export function beforeNow(seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? ["s", 1];
  return seconds === 0 ? "now" : `now-${seconds / size}${unit}`;
}
