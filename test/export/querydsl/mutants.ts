/** Small mistakes in a printed query, one at a time: what a careless printer would write. */
import type { Json, JsonRecord } from "../carried.ts";

export type Mutant = { readonly mistake: string; readonly text: string };

export function mutantsOfDsl(text: string): readonly Mutant[] {
  const whole = JSON.parse(text) as Json; // JSON is what JSON.parse gives
  return mutated(whole).map(([mistake, json]) => ({ mistake, text: JSON.stringify(json) }));
}

type Change = readonly [mistake: string, json: Json];

function mutated(json: Json): readonly Change[] {
  if (Array.isArray(json))
    return json.flatMap((item: Json, at) => mutated(item).map(([what, other]): Change => [what, json.with(at, other)]));
  if (typeof json !== "object" || json === null) return [];
  const record = json as JsonRecord; // not null and no list
  const inside = Object.entries(record).flatMap(([key, value]) =>
    mutated(value).map(([what, other]): Change => [what, { ...record, [key]: other }]),
  );
  return [...own(record), ...inside];
}

function own(record: JsonRecord): readonly Change[] {
  const [[name, body] = ["", null], ...more] = Object.entries(record);
  if (more.length > 0 || typeof body !== "object" || body === null || Array.isArray(body)) return [];
  const inner = body as JsonRecord; // not null and no list
  if (name === "bool") return boolMutants(inner);
  const [[field, asked] = ["", null]] = Object.entries(inner);
  const changed = (other: Json, as = name): JsonRecord => ({ [as]: { [field]: other } });
  switch (name) {
    case "term":
      // Names of event types have one case.
      return field.endsWith(".event_type") ? [] : termMutants(asked, changed);
    case "terms":
      if (!Array.isArray(asked)) return [];
      return asked.map(
        (_, at): Change => ["an entry of a list is lost", changed(asked.toSpliced(at, 1).length > 0 ? asked.toSpliced(at, 1) : ["\u0000"])],
      );
    case "prefix":
    case "wildcard":
    case "regexp":
      return patternMutants(name, asked as JsonRecord, changed); // printed as an object
    case "range":
      return Object.entries(asked as JsonRecord).map(([bound, value]): Change => {
        const other = bound.endsWith("e") ? bound.slice(0, -1) : `${bound}e`;
        const { [bound]: _, ...rest } = asked as JsonRecord; // printed as an object
        return [`${bound} is ${other}`, changed({ ...rest, [other]: value })];
      });
    case "exists":
      return [["a presence is lost", { match_all: {} }]];
    default:
      return [];
  }
}

function boolMutants(body: JsonRecord): readonly Change[] {
  const changes: Change[] = [];
  const { filter = [], must_not = [], should = [], minimum_should_match: least } = body;
  const lists = [filter, must_not, should].map((list) => (Array.isArray(list) ? (list as readonly Json[]) : [])); // lists, as just checked
  const [must = [], none = [], some = []] = lists;
  const bool = (parts: { readonly [key: string]: readonly Json[] }, count = least): Json => {
    const kept = Object.entries(parts).filter(([, list]) => list.length > 0);
    if (kept.length === 0) return { match_all: {} };
    const counted =
      parts["should"] && parts["should"].length > 0 ? { minimum_should_match: Math.min(Number(count ?? 1), parts["should"].length) } : {};
    return { bool: { ...Object.fromEntries(kept), ...counted } };
  };
  for (const at of must.keys()) changes.push(["a conjunct is lost", bool({ filter: must.toSpliced(at, 1), must_not: none, should: some })]);
  for (const at of some.keys())
    if (some.length > 1) changes.push(["an alternative is lost", bool({ filter: must, must_not: none, should: some.toSpliced(at, 1) })]);
  for (const [at, part] of none.entries()) {
    changes.push(["a NOT is lost", bool({ filter: [...must, part], must_not: none.toSpliced(at, 1), should: some })]);
    changes.push(["an exclusion is lost", bool({ filter: must, must_not: none.toSpliced(at, 1), should: some })]);
  }
  if (must.length > 1) changes.push(["AND is OR", bool({ should: must, must_not: none }, 1)]);
  if (some.length > 1 && least === 1) changes.push(["OR is AND", bool({ filter: [...must, ...some], must_not: none })]);
  if (typeof least === "number" && least > 1)
    changes.push(["one less is enough", bool({ filter: must, must_not: none, should: some }, least - 1)]);
  return changes;
}

type Changed = (other: Json, as?: string) => JsonRecord;

function termMutants(asked: Json, changed: Changed): readonly Change[] {
  if (typeof asked === "string")
    return /^\d{4}-/.test(asked) ? [] : [["== ignores case", changed({ value: asked, case_insensitive: true })]];
  if (typeof asked === "boolean") return [["true is false", changed(!asked)]];
  if (typeof asked === "number") return [["a number is off by one", changed(asked + 1)]];
  const { value = "", case_insensitive } = asked as JsonRecord; // printed as an object
  return case_insensitive === true
    ? [["case counts", changed({ value })]]
    : [["== ignores case", changed({ value, case_insensitive: true })]];
}

function patternMutants(name: string, asked: JsonRecord, changed: Changed): readonly Change[] {
  const value = String(asked["value"]);
  const changes: Change[] = [];
  if (asked["case_insensitive"] === true) changes.push(["case counts", changed({ value })]);
  else if (name !== "regexp" && /[a-z]/i.test(value)) changes.push(["case is ignored", changed({ value, case_insensitive: true })]);
  const others = asked["case_insensitive"] === true ? { case_insensitive: true } : {};
  if (name === "prefix") changes.push(["a prefix is the whole", changed({ value, ...others }, "wildcard")]);
  const run = name === "regexp" ? ".*" : "*";
  if (name !== "prefix" && value.length > run.length) {
    if (value.startsWith(run)) changes.push(["the start is anchored", changed({ value: value.slice(run.length), ...others })]);
    if (value.endsWith(run)) changes.push(["the end is anchored", changed({ value: value.slice(0, -run.length), ...others })]);
  }
  return changes;
}

/** The same for a query string, by its words. */
export function mutantsOfText(text: string): readonly Mutant[] {
  const rules: readonly (readonly [mistake: string, from: RegExp, to: string])[] = [
    ["a NOT is lost", /\bNOT /g, ""],
    ["AND is OR", /\bAND (?!NOT )/g, "OR "],
    ["OR is AND", /\bOR /g, "AND "],
    ["> is >=", /:\{(?!\*)/g, ":["],
    [">= is >", /:\[/g, ":{"],
    ["<= is <", /\](?=$|\s|\))/g, "}"],
    ["the start is anchored", /:\/\.\*(?!\/)/g, ":/"],
    ["the end is anchored", /(?<!\/)\.\*\//g, "/"],
    ["case counts", /\[([a-zA-Z])[a-zA-Z]\]/g, "$1"],
  ];
  return rules.flatMap(([mistake, from, to]) =>
    [...text.matchAll(from)].map((found): Mutant => {
      const put = found[0].replace(new RegExp(from.source), to);
      return { mistake, text: text.slice(0, found.index) + put + text.slice(found.index + found[0].length) };
    }),
  );
}
