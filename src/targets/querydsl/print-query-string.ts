/** A query tree as a Lucene query string (`query_string`, Kibana's Lucene bar). */
import { invariant, unreachable } from "../../source/invariant.ts";
import { regexpText, wildcardText, withBothCases } from "./pattern.ts";
import { beforeNow, instantText } from "./print.ts";
import type { Bound, PatternPart, Query, Range, Scalar } from "./query.ts";

/**
 * The query on one or more lines. Lucene's operators have no precedence (`a OR b AND c` is `a +b +c`), so every group has parentheses, and a
 * group that only excludes starts from `*:*`. Elastic, "Query string query"; Apache Lucene, package org.apache.lucene.queryparser.classic.
 */
export function printQueryString(query: Query): string {
  if (query.kind !== "all") return clause(query);
  const [first = "", ...rest] = conjuncts(query.parts);
  return [first, ...rest.map((part) => `AND ${part}`)].join("\n");
}

function clause(query: Query): string {
  invariant(query.kind !== "lookup", "query strings cannot read another index");
  switch (query.kind) {
    case "match-all":
      return "*:*";
    case "match-none":
      return "(*:* AND NOT *:*)";
    case "all":
      return `(${conjuncts(query.parts).join(" AND ")})`;
    case "any":
      invariant(query.least === 1, "query strings cannot count clauses");
      return `(${query.parts.map(clause).join(" OR ")})`;
    case "not":
      return `(*:* AND NOT ${clause(query.part)})`;
    case "exists":
      return `_exists_:${fieldName(query.field)}`;
    case "term":
      return `${fieldName(query.field)}:${scalar(query.value)}`;
    case "terms":
      return `${fieldName(query.field)}:(${query.values.map(scalar).join(" OR ")})`;
    case "like":
      return `${fieldName(query.field)}:${like(query.pattern, query.caseInsensitive)}`;
    case "regexp":
      invariant(!query.caseInsensitive, "query strings have no flags for regular expressions");
      return `${fieldName(query.field)}:${delimited(query.pattern)}`;
    case "range":
      return `${fieldName(query.field)}:${range(query)}`;
    default:
      return unreachable(query);
  }
}

/** What must be, then what must not. */
function conjuncts(parts: readonly Query[]): readonly string[] {
  const positive = parts.filter((part) => part.kind !== "not").map(clause);
  const negative = parts.flatMap((part) => (part.kind === "not" ? [`NOT ${clause(part.part)}`] : []));
  return positive.length === 0 ? ["*:*", ...negative] : [...positive, ...negative];
}

function like(pattern: readonly PatternPart[], caseInsensitive: boolean): string {
  if (pattern.every((part) => part.kind === "text") && !caseInsensitive) return quoted(pattern.map(({ text }) => text).join(""));
  const spelt = caseInsensitive ? withBothCases(pattern) : pattern;
  return wildcardText(spelt, escapeTerm) ?? delimited(regexpText(spelt));
}

/** Every character that the parser gives a meaning, and white space, which ends a term. */
function escapeTerm(text: string): string {
  return text.replace(/[\\+\-&|!(){}[\]^"~*?:/\s=<>]/g, "\\$&");
}

function fieldName(name: string): string {
  const isWord = name === "AND" || name === "OR" || name === "NOT" || name === "TO";
  return isWord ? `\\${name}` : escapeTerm(name);
}

function scalar(value: Scalar): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return value < 0 || /[^0-9.]/.test(String(value)) ? quoted(String(value)) : String(value);
  return quoted(typeof value === "object" ? instantText(value.ms) : value);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** Between slashes. An escaped backslash before the last of them would be read as escaping it, so that one stands in a class. */
function delimited(pattern: string): string {
  const escaped = pattern.replace(/\\[\s\S]|\//g, (found) => (found === "/" ? "\\/" : found));
  return `/${escaped.replace(/((?:^|[^\\])(?:\\\\)*)\\\\$/, "$1[\\\\]")}/`;
}

function range({ above, below }: Range): string {
  const low = above ? `${above.inclusive ? "[" : "{"}${bound(above.value)}` : "{*";
  const high = below ? `${bound(below.value)}${below.inclusive ? "]" : "}"}` : "*}";
  return `${low} TO ${high}`;
}

function bound(value: Bound["value"]): string {
  if (typeof value === "number") return String(value);
  return `"${value.kind === "instant" ? instantText(value.ms) : beforeNow(value.seconds)}"`;
}
