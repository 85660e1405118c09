/**
 * A query that proves itself: the rule's own test events stand inline, and the answer to expect stands above. It is pasted into the user's SIEM, which alone
 * can say what it does with a query; whatever we run is at best its model.
 */
import type { RulePlan } from "../ir/plan.ts";
import type { Written } from "../export/outcome.ts";
import type { Mapping } from "../schema/mapping.ts";
import { placeOf } from "../schema/mapping.ts";
import { quoteName, quoteText, showNumber } from "../targets/kql/quote.ts";
import type { Row } from "./row.ts";
import { intakeForm } from "./row.ts";
import type { ValueRecord } from "../runtime/value.ts";

export type Proof = {
  readonly rule: RulePlan;
  readonly query: Written;
  readonly mapping: Mapping;
  /** Name of the case whose events these are. */
  readonly caseName: string;
  readonly events: readonly { readonly event: ValueRecord; readonly row: Row }[];
  /** Ids of the events that the query must find. */
  readonly expected: readonly string[];
};

/** The index that the events of a proof are written to, in Elastic. */
export const proofIndex = "aidr-proof";

/** The mapping with every event in the index of the proof; other targets need no such thing. */
export function proofMapping(mapping: Mapping): Mapping {
  if (mapping.target !== "elastic") return mapping;
  const events = new Map([...mapping.events].map(([type, place]) => [type, { ...place, source: proofIndex }]));
  return { ...mapping, events };
}

export function proofText(proof: Proof): string {
  switch (proof.query.target) {
    case "kql":
      return kustoProof(proof);
    case "spl":
      return splunkProof(proof);
    default:
      return elasticProof(proof);
  }
}

function headLines({ rule, query, caseName, expected, mapping }: Proof): readonly string[] {
  const answer =
    expected.length === 0
      ? "no row"
      : `${expected.length === 1 ? "one row" : `${expected.length} rows`}, ${mapping.id} ${expected.join(", ")}`;
  return [
    `${rule.id}: ${oneLine(rule.title)}`,
    `events of the case "${oneLine(caseName)}"; ${query.kind}${query.granularity === "entity" ? ", by entity" : ""}`,
    query.kind === "broader" ? `expected at least: ${answer}` : `expected: ${answer}`,
  ];
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, " ").replaceAll("```", "'''");
}

/** `let Table = datatable(…)[…];` hides the table of that name, so the query reads the rows above it and runs on any cluster. */
function kustoProof(proof: Proof): string {
  const { mapping, events, query } = proof;
  const columns = kustoColumns(proof);
  const tables = query.sources.map((source) => {
    const rows = events.filter(({ event }) => placeOf(mapping, String(event["event_type"]))?.source === source);
    const head = columns.map(({ name, type }) => `${quoteName(name)}: ${type}`).join(", ");
    const body = rows.map(({ row }) => `    ${columns.map(({ name, type }) => kustoValue(row.get(name), type)).join(", ")}`);
    return `let ${quoteName(source)} = datatable(${head}) [\n${body.join(",\n")}\n];`;
  });
  return [...headLines(proof).map((line) => `// ${line}`), ...tables, ...kustoLists(query), query.text, ""].join("\n");
}

/** Lists beside the query: the watchlists of Sentinel behind a function of the same name, else tables. */
function kustoLists({ lookups, text }: Written): readonly string[] {
  const watchlists = text.includes("_GetWatchlist(");
  if (!watchlists)
    return lookups.map(({ name, columns, rows }) => {
      const body = rows.map((row) => `    ${row.map(quoteText).join(", ")}`);
      return `let ${quoteName(name)} = datatable(${columns.map((column) => `${quoteName(column)}: string`).join(", ")}) [\n${body.join(",\n")}\n];`;
    });
  const body = lookups.flatMap(({ name, rows }) => rows.map(([key = ""]) => `        ${quoteText(name)}, ${quoteText(key)}`));
  const table = `datatable(Alias: string, SearchKey: string) [\n${body.join(",\n")}\n    ]`;
  return [`let _GetWatchlist = (alias: string) {\n    ${table}\n    | where Alias == alias\n    | project SearchKey\n};`];
}

type KustoColumn = { readonly name: string; readonly type: "string" | "real" | "long" | "bool" | "datetime" | "dynamic" };

/** Columns that the query names, of the types that the mapping gives them. */
function kustoColumns({ mapping, query }: Proof): readonly KustoColumn[] {
  const types = new Map<string, KustoColumn["type"]>([
    [mapping.time, "datetime"],
    [mapping.id, "string"],
    ...(mapping.ties.kind === "sequence" ? [[mapping.ties.column, "long"] as const] : []),
  ]);
  for (const place of mapping.events.values()) for (const [column] of place.where) types.set(column, "string");
  for (const { column, kind } of mapping.fields.values()) {
    const type =
      kind === "number" || kind === "duration"
        ? "real"
        : kind === "boolean"
          ? "bool"
          : kind === "time"
            ? "datetime"
            : kind === "list" || kind === "json"
              ? "dynamic"
              : "string";
    types.set(column, type);
  }
  const always = new Set([mapping.time, mapping.id]);
  return [...types].flatMap(([name, type]) => (always.has(name) || query.text.includes(name) ? [{ name, type }] : []));
}

function kustoValue(value: unknown, type: KustoColumn["type"]): string {
  if (value === undefined || value === null) return type === "string" ? '""' : `${type}(null)`;
  if (type === "datetime") return `datetime(${String(value)})`;
  // A datatable takes literals alone ("datatable operator"); that of a dynamic value is its JSON.
  if (type === "dynamic") return `dynamic(${JSON.stringify(value)})`;
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "boolean") return String(value);
  const number = Number(value);
  return type === "long" ? `long(${showNumber(number, "long")})` : `real(${showNumber(number, "real")})`;
}

/** Characters of an event that `spath` reads when it is told no path (`extraction_cutoff` of limits.conf). */
const spathMax = 5_000;

/** `makeresults` makes the events, `spath` extracts their fields as the index would; then the query from its first pipe on. */
function splunkProof(proof: Proof): string {
  const { mapping, events, query } = proof;
  const data = events.map(({ event, row }) => {
    const made = intakeForm(row, event, mapping) as { readonly time: number; readonly sourcetype?: string; readonly event: unknown }; // what it is for Splunk
    return { aidr_event: JSON.stringify(made.event), aidr_time: made.time, aidr_sourcetype: made.sourcetype ?? "" };
  });
  const longest = Math.max(0, ...data.map(({ aidr_event }) => aidr_event.length));
  const quoted = JSON.stringify(data).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return [
    "```",
    ...headLines(proof),
    ...query.lookups.map(({ name }) => `it reads the lookup ${name}: deploy it first (aidr export --as savedsearches writes it)`),
    ...(longest > spathMax ? [`an event has ${longest} characters: raise extraction_cutoff of [spath] in limits.conf`] : []),
    "modelled, not executed on Splunk```",
    `| makeresults format=json data="${quoted}"`,
    "| spath input=aidr_event",
    "| eval _time=aidr_time, sourcetype=aidr_sourcetype",
    query.piped ?? query.text,
    "",
  ].join("\n");
}

/** Requests for the console of Kibana: an index, its documents, the query. */
function elasticProof(proof: Proof): string {
  const { mapping, events, query } = proof;
  const properties: Record<string, unknown> = {};
  const put = (column: string, type: string): void => {
    const path = column.split(".");
    let at = properties;
    for (const key of path.slice(0, -1)) {
      const holder = (at[key] ??= { properties: {} }) as { properties: Record<string, unknown> }; // made just here
      holder.properties ??= {};
      at = holder.properties;
    }
    at[path.at(-1) ?? ""] = { type };
  };
  put(mapping.time, "date");
  put(mapping.id, "keyword");
  if (mapping.ties.kind === "sequence") put(mapping.ties.column, "long");
  for (const place of mapping.events.values()) for (const [column] of place.where) put(column, "keyword");
  for (const { column, kind, of } of mapping.fields.values()) {
    const stored = kind === "list" ? (of ?? "keyword") : kind;
    if (column.includes("*") || !query.text.includes(column)) continue;
    put(
      column,
      { number: "double", boolean: "boolean", time: "date", ip: "ip", duration: "double", json: "object" }[stored as string] ?? stored,
    );
  }
  const bulk = events.flatMap(({ event, row }) => [
    JSON.stringify({ index: { _id: String(row.get(mapping.id)) } }),
    JSON.stringify(intakeForm(row, event, mapping)),
  ]);
  return [
    ...headLines(proof).map((line) => `# ${line}`),
    `DELETE /${proofIndex}?ignore_unavailable=true`,
    `PUT /${proofIndex}`,
    JSON.stringify({ mappings: { properties } }, null, 2),
    `POST /${proofIndex}/_bulk?refresh=true`,
    ...bulk,
    ...elasticRequest(query),
    "",
  ].join("\n");
}

function elasticRequest({ target, text }: Written): readonly string[] {
  if (target === "esql") return ["POST /_query?format=txt", JSON.stringify({ query: text }, null, 2)];
  if (target === "eql") return [`GET /${proofIndex}/_eql/search`, JSON.stringify({ query: text, size: 10_000 }, null, 2)];
  const parsed: unknown = text.startsWith("{") ? JSON.parse(text) : { query_string: { query: text } };
  return [`GET /${proofIndex}/_search`, JSON.stringify({ size: 10_000, query: parsed, _source: false }, null, 2)];
}
