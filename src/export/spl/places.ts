/** Where events lie: the first command of a search, wider than the rule, and the conditions that pick one type out of it. */
import type { Lowered } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../schema/mapping.ts";
import { placeOf } from "../../schema/mapping.ts";
import { and, boolean, call, compare, field, or, text } from "../../targets/spl/build.ts";
import type { Expr, SearchTerm } from "../../targets/spl/query.ts";

/** Fields of which Splunk gives an event several at once. */
const severalValued: ReadonlySet<string> = new Set(["tag", "eventtype"]);

export type Places = {
  readonly search: SearchTerm;
  readonly sources: readonly string[];
  /** Whether an event is of one of these types. */
  readonly isOf: (types: readonly string[]) => Expr;
  /** The same, where it is known that the event is of some type that the search reads. */
  readonly isAmong: (types: readonly string[]) => Expr;
};

/** The places of all types that a query reads. `search` ignores case and knows wildcards ("search", Search Reference), so `where` repeats it. */
export function placesOf(types: readonly string[], mapping: Mapping): Lowered<Places> {
  const found = new Map<string, EventPlace>();
  for (const type of types) {
    const place = placeOf(mapping, type);
    if (!place)
      return unsupported(
        "needs-mapping",
        `the mapping \`${mapping.name}\` has no place for events of type \`${type}\``,
        `add \`${type}: { source: <index>, where: { … } }\` under \`events\` of the mapping`,
      );
    found.set(type, place);
  }
  const clash = sameWhere(found);
  if (clash)
    return unsupported(
      "needs-mapping",
      `in the mapping \`${mapping.name}\` nothing but the index tells \`${clash[0]}\` from \`${clash[1]}\``,
      "add a column that tells them apart under `where` of their places",
    );
  const sources = [...new Set([...found.values()].map(({ source }) => source))];
  const telling = tellingColumns([...found.values()]);
  const isOf = (asked: readonly string[], columns?: ReadonlySet<string>): Expr => typeCondition(asked, found, columns);
  const query: Places = {
    search: searchOf([...found.values()]),
    sources,
    isOf: (asked) => isOf(asked),
    isAmong: (asked) => ([...found.keys()].every((type) => asked.includes(type)) ? boolean(true) : isOf(asked, telling)),
  };
  return { ok: true, query, whenMissing: "false", assumptions: [] };
}

/** Columns that differ between the places: the others tell nothing among them. */
function tellingColumns(places: readonly EventPlace[]): ReadonlySet<string> {
  const columns = new Set(places.flatMap(({ where }) => where.map(([column]) => column)));
  const valuesOf = (column: string) => new Set(places.map(({ where }) => where.find(([name]) => name === column)?.[1]));
  return new Set([...columns].filter((column) => valuesOf(column).size > 1));
}

/** Types that differ in one column are one list of its values. */
function typeCondition(asked: readonly string[], places: ReadonlyMap<string, EventPlace>, columns?: ReadonlySet<string>): Expr {
  const groups = new Map<string, { readonly head: EventPlace["where"]; readonly column: string; readonly values: string[] }>();
  for (const type of asked) {
    const where = (places.get(type)?.where ?? []).filter(([column]) => !columns || columns.has(column));
    const [column, value] = where.at(-1) ?? ["", ""];
    const head = where.slice(0, -1);
    const key = JSON.stringify([head, column]);
    const known = groups.get(key);
    if (known) known.values.push(value);
    else groups.set(key, { head, column, values: [value] });
  }
  return or(
    [...groups.values()].map(({ head, column, values }) => {
      const last =
        values.length > 1 && column !== "" && !severalValued.has(column) ? call("in", field(column), ...values.map(text)) : undefined;
      return last
        ? and([conditionOf(head), last])
        : or(values.map((value) => conditionOf([...head, ...(column === "" ? [] : [[column, value] as const])])));
    }),
  );
}

function sameWhere(places: ReadonlyMap<string, EventPlace>): readonly [string, string] | undefined {
  const byWhere = new Map<string, readonly [string, string]>();
  for (const [type, { source, where }] of places) {
    const key = JSON.stringify(where);
    const known = byWhere.get(key);
    if (known && known[1] !== source) return [known[0], type];
    byWhere.set(key, [type, source]);
  }
  return undefined;
}

function conditionOf(where: EventPlace["where"]): Expr {
  return and(
    where.map(([column, value]) =>
      severalValued.has(column)
        ? call("isnotnull", call("mvfind", field(column), text(`^${value.replace(/[^A-Za-z0-9_]/g, "[$&]")}\\z`)))
        : compare(field(column), "==", text(value)),
    ),
  );
}

/** Places of one index that differ in one column are one clause. */
function searchOf(places: readonly EventPlace[]): SearchTerm {
  const clauses = new Map<
    string,
    { readonly terms: readonly (readonly [string, string])[]; readonly last: readonly [string, Set<string>] | undefined }
  >();
  for (const { source, where } of places) {
    const head = where.slice(0, -1);
    const tail = where.at(-1);
    const terms: readonly (readonly [string, string])[] = [["index", source], ...head];
    const key = JSON.stringify([terms, tail?.[0]]);
    const known = clauses.get(key);
    if (known?.last && tail) known.last[1].add(tail[1]);
    else if (!known) clauses.set(key, { terms, last: tail && [tail[0], new Set([tail[1]])] });
  }
  const parts = [...clauses.values()].map(({ terms, last }): SearchTerm => {
    const equalities = terms.map(([column, value]): SearchTerm => ({ kind: "equal", field: column, value }));
    const [only, ...more] = last ? [...last[1]] : [];
    const picked: readonly SearchTerm[] =
      !last || only === undefined
        ? []
        : [more.length === 0 ? { kind: "equal", field: last[0], value: only } : { kind: "in", field: last[0], values: [only, ...more] }];
    return { kind: "and", parts: [...equalities, ...picked] };
  });
  const [single] = parts;
  return single && parts.length === 1 ? single : { kind: "or", parts };
}

/** What of a condition the first command can ask as well: equalities with words that stand in the raw event as they are. */
export function prefilterOf(condition: Expr): readonly SearchTerm[] {
  const parts = condition.kind === "and" ? condition.parts : [condition];
  return parts.flatMap((part): readonly SearchTerm[] => {
    if (part.kind === "compare" && part.operator === "==" && part.left.kind === "field" && part.right.kind === "string")
      return isWord(part.right.value) && isOwn(part.left.name) ? [{ kind: "equal", field: part.left.name, value: part.right.value }] : [];
    if (part.kind !== "call" || part.name !== "in") return [];
    const [subject, ...values] = part.args;
    if (subject?.kind !== "field" || !isOwn(subject.name)) return [];
    const words = values.flatMap((value) => (value.kind === "string" && isWord(value.value) ? [value.value] : []));
    return words.length === values.length ? [{ kind: "in", field: subject.name, values: words }] : [];
  });
}

/** JSON escapes none of these, and none is a wildcard; `true` and `false` are left out, since a search cannot tell them from texts. */
function isWord(value: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(value) && value !== "true" && value !== "false";
}
function isOwn(name: string): boolean {
  return !name.startsWith("aidr_");
}
