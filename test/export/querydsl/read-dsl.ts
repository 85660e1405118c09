/** Printed Query DSL, read strictly: a key, value or option that we do not print is an error. */
import type { Json, JsonRecord } from "../carried.ts";
import type { Clause } from "./clause.ts";
import { regexpMatcher, wildcardMatcher } from "./clause.ts";

export function readDsl(text: string): Clause {
  return clause(JSON.parse(text) as Json); // JSON is what JSON.parse gives
}

function clause(json: Json): Clause {
  const [name, body] = onlyEntry(json);
  switch (name) {
    case "match_all":
    case "match_none":
      keys(body, []);
      return { kind: name };
    case "bool":
      return bool(record(body));
    case "exists":
      return { kind: "exists", field: string(keys(body, ["field"])["field"]) };
    case "term":
      return term(body);
    case "terms":
      return terms(body);
    case "prefix":
    case "wildcard":
    case "regexp":
      return pattern(name, body);
    case "range":
      return range(body);
    default:
      throw new Error(`unknown query ${name}`);
  }
}

function bool(body: JsonRecord): Clause {
  const { filter, should, must_not, minimum_should_match, ...rest } = body;
  if (Object.keys(rest).length > 0) throw new Error(`unknown in bool: ${Object.keys(rest).join()}`);
  const list = (value: Json | undefined): readonly Clause[] => {
    if (value === undefined) return [];
    if (!Array.isArray(value) || value.length === 0) throw new Error("bool takes lists");
    return value.map((item: Json) => clause(item));
  };
  const [must, choices, mustNot] = [list(filter), list(should), list(must_not)];
  if (must.length + choices.length + mustNot.length === 0) throw new Error("empty bool");
  // Beside a filter `should` is optional unless counted, so the count must be there.
  if (choices.length > 0 && (typeof minimum_should_match !== "number" || minimum_should_match < 1 || minimum_should_match > choices.length))
    throw new Error("should without minimum_should_match");
  const least = choices.length > 0 ? Number(minimum_should_match) : 0;
  return { kind: "bool", must, should: choices, least, mustNot, negativeAlone: true };
}

function term(body: Json): Clause {
  const [field, asked] = onlyEntry(body);
  if (typeof asked !== "object") return { kind: "equal", field, values: [scalar(asked)], caseInsensitive: false };
  const { value, caseInsensitive } = folding(asked);
  return { kind: "equal", field, values: [value], caseInsensitive };
}

function terms(body: Json): Clause {
  const [field, asked] = onlyEntry(body);
  if (Array.isArray(asked)) {
    if (asked.length > 65_536) throw new Error("more than index.max_terms_count");
    return { kind: "equal", field, values: asked.map(scalar), caseInsensitive: false };
  }
  const found = keys(asked, ["index", "id", "path"]);
  return { kind: "lookup", field, index: string(found["index"]), id: string(found["id"]), path: string(found["path"]) };
}

function pattern(name: "prefix" | "wildcard" | "regexp", body: Json): Clause {
  const [field, asked] = onlyEntry(body);
  const { value, caseInsensitive } = folding(asked);
  if (name === "regexp") return { kind: "pattern", field, written: value, matches: regexpMatcher(value, caseInsensitive) };
  const wildcard = name === "wildcard" ? value : `${value.replace(/[\\*?]/g, "\\$&")}*`;
  return { kind: "pattern", field, written: wildcard, matches: wildcardMatcher(wildcard, caseInsensitive) };
}

function range(body: Json): Clause {
  const [field, asked] = onlyEntry(body);
  const bounds = Object.entries(record(asked)).map(([name, value]) => {
    if (name !== "gt" && name !== "gte" && name !== "lt" && name !== "lte") throw new Error(`unknown bound ${name}`);
    return [name, scalar(value)] as const;
  });
  if (bounds.length === 0) throw new Error("range without bounds");
  return { kind: "range", field, bounds };
}

function folding(json: Json): { readonly value: string; readonly caseInsensitive: boolean } {
  const { value, case_insensitive, ...rest } = record(json);
  if (Object.keys(rest).length > 0 || (case_insensitive !== undefined && case_insensitive !== true)) throw new Error("unknown option");
  return { value: string(value), caseInsensitive: case_insensitive === true };
}

function onlyEntry(json: Json): readonly [string, Json] {
  const [entry, ...more] = Object.entries(record(json));
  if (!entry || more.length > 0) throw new Error(`one key was expected: ${JSON.stringify(json)}`);
  return entry;
}

function keys(json: Json, wanted: readonly string[]): JsonRecord {
  const found = record(json);
  if (Object.keys(found).sort().join() !== [...wanted].sort().join()) throw new Error(`expected ${wanted.join()}: ${JSON.stringify(json)}`);
  return found;
}

function record(json: Json | undefined): JsonRecord {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error(`an object was expected: ${JSON.stringify(json)}`);
  return json as JsonRecord; // just checked: no list
}

function string(json: Json | undefined): string {
  if (typeof json !== "string") throw new Error(`a string was expected: ${JSON.stringify(json)}`);
  return json;
}

function scalar(json: Json): Json {
  if (typeof json === "object") throw new Error(`a scalar was expected: ${JSON.stringify(json)}`);
  return json;
}
