/** Evaluator and exported query on the same events: which ids each answers. */
import type { ExportOptions, Written } from "../../../src/export/outcome.ts";
import { exportTo } from "../../../src/aidr.ts";
import type { Mapping } from "../../../src/schema/mapping.ts";
import type { Carried, JsonRecord } from "../carried.ts";
import { carried, withoutTwins } from "../carried.ts";
import { firingIds } from "../evaluator.ts";
import type { Planned } from "../pack.ts";
import type { Clause, Index } from "./clause.ts";
import { meets } from "./clause.ts";
import type { Document } from "./document.ts";
import { documentOf, kindsOf } from "./document.ts";
import { readDsl } from "./read-dsl.ts";
import { readQueryString } from "./read-query-string.ts";

export type Printer = "query" | "lucene";
export const printers: readonly Printer[] = ["query", "lucene"];

export const plainOptions: ExportOptions = { broader: false, entity: false, folding: "plain" };

export function exported({ plan, rule }: Planned, mapping: Mapping, as: Printer, options: Partial<ExportOptions> = {}) {
  return exportTo("querydsl", { plan, rule, mapping, options: { ...plainOptions, ...options, as } });
}

export function readPrinted(text: string, as: Printer): Clause {
  return as === "query" ? readDsl(text) : readQueryString(text);
}

export function indexOf(mapping: Mapping, written: Pick<Written, "lookups">, nowMs = 0): Index {
  const lookups = new Map(
    written.lookups.flatMap(({ name, columns, rows }) =>
      columns.map((column, at) => [`${name}/${column}`, rows.map((row) => row[at] ?? "")] as const),
    ),
  );
  return { kindOf: kindsOf(mapping), nowMs, lookups };
}

/** Ids of the documents that the printed query finds, sorted. */
export function foundIds(clause: Clause, documents: readonly Document[], index: Index): readonly string[] {
  return documents
    .filter((document) => meets(document, clause, index))
    .map(({ id }) => id)
    .sort();
}

export type Judged = { readonly fired: readonly string[]; readonly found: readonly string[]; readonly events: readonly JsonRecord[] };

/** What the evaluator fires on and what the query finds, both on the events as the mapping carries them. */
/** The events as the mapping carries them, and what the assumptions of the export promise of them. */
export function carriedBy(events: readonly JsonRecord[], mapping: Mapping, { assumptions }: Written): readonly Carried[] {
  const isTwinFree = assumptions.some(({ kind }) => kind === "ascii-fold");
  return events.flatMap((event) => carried(isTwinFree ? withoutTwins(event) : event, mapping) ?? []);
}

export function judge(planned: Planned, mapping: Mapping, written: Written, as: Printer, events: readonly JsonRecord[], nowMs = 0): Judged {
  const kept = carriedBy(events, mapping, written);
  const index = indexOf(mapping, written, nowMs);
  return {
    fired: firingIds(
      planned.plan,
      planned.rule,
      kept.map(({ event }) => event),
    ),
    found: foundIds(readPrinted(written.text, as), kept.map(documentOf), index),
    events: kept.map(({ event }) => event),
  };
}
