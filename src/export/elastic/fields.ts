/** The columns of an Elastic mapping, once for ES|QL, EQL and Query DSL: where a path of aidr lies, as what it is stored, and what each language can do with it. */
import type { Shape, Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import type { FieldKind, MappedField, Mapping } from "../../schema/mapping.ts";
import { resolveField } from "../../schema/mapping.ts";

export type ElasticLanguage = "esql" | "eql" | "querydsl";

export type Column = {
  readonly name: string;
  /** The path of aidr that it holds. */
  readonly path: readonly string[];
  readonly shape: Shape;
  /** Promise: a value is never an array; for a list, that the whole list is meant. */
  readonly single: boolean;
  /** Promise: never the empty string or list. An empty list is missing in Elastic whatever is promised. */
  readonly nonempty: boolean;
  /** Milliseconds for one of the column's units; 1 unless it is a duration in seconds. */
  readonly unitMs: number;
};

/**
 * What is done with a column: `whole`: its value is compared; `part`: it is searched for substrings and patterns; `order`: `<` and `>`; `element`:
 * it is searched for one of its elements; `present`: only whether it is there; `group`: events are grouped by it.
 */
export type ColumnUse = "whole" | "part" | "order" | "element" | "present" | "group";

/** Where a path lies, or why a query cannot read it. */
export function columnOf(mapping: Mapping, path: readonly string[]): { readonly ok: true; readonly column: Column } | Unsupported {
  const written = path.join(".");
  const builtin = builtinColumn(mapping, written);
  if (builtin) return { ok: true, column: { ...builtin, path } };
  const resolved = resolveField(mapping, path);
  if (!resolved)
    return unsupported(
      "needs-mapping",
      `\`${written}\` has no column in the mapping \`${mapping.name}\``,
      `add \`${written}: <column>\` under \`fields\` of the mapping`,
    );
  const { field, inside } = resolved;
  if (inside.length > 0)
    return unsupported(
      "needs-mapping",
      `\`${written}\` lies inside of the object \`${field.column}\`, and the kind of its column is not known`,
      `add \`${written}: { column: ${field.column}.${inside.join(".")}, kind: … }\` under \`fields\` of the mapping`,
    );
  if (!field.exact)
    return unsupported(
      "wrong-kind",
      `the column \`${field.column}\` keeps its text only after a normalizer, so that its case is gone`,
      "map a column without a normalizer (a multi-field will do)",
    );
  return { ok: true, column: { name: field.column, path, ...storage(field) } };
}

function storage(field: MappedField): Omit<Column, "name" | "path"> {
  const { kind, single, nonempty, of = "keyword" } = field;
  const unitMs = field.durationIn === "seconds" ? 1000 : 1;
  const shape: Shape = kind === "list" ? { kind, of: { kind: of } } : { kind };
  return { shape, single, nonempty, unitMs };
}

/** What every event has, whether or not the mapping lists it among its fields. */
function builtinColumn(mapping: Mapping, path: string): Omit<Column, "path"> | undefined {
  if (mapping.fields.has(path)) return undefined;
  const one = (name: string, kind: Exclude<FieldKind, "list">) =>
    ({ name, shape: { kind }, single: true, nonempty: true, unitMs: 1 }) as const;
  if (path === "timestamp") return one(mapping.time, "time");
  if (path === "event_id") return one(mapping.id, "keyword");
  if (path === "sequence" && mapping.ties.kind === "sequence") return one(mapping.ties.column, "number");
  return undefined;
}

/** Why a language cannot use the column so; undefined where it can. */
export function forbids(column: Column, language: ElasticLanguage, use: ColumnUse): Unsupported | undefined {
  const { shape, name } = column;
  if (shape.kind === "json" || (shape.kind === "list" && shape.of.kind === "json")) {
    if (use === "present" && shape.kind === "json") return undefined;
    return unsupported(
      "wrong-kind",
      `\`${name}\` holds objects, of which only single paths are columns in Elastic`,
      "test one of its paths that the mapping gives a column to",
    );
  }
  if (use === "present") return undefined;
  if (shape.kind === "text") {
    // ES|QL reads a text column from the source, as a keyword. Elastic, "ES|QL limitations"; "EQL syntax: text fields"; "term query".
    if (language === "esql") return undefined;
    return unsupported(
      "wrong-kind",
      language === "eql"
        ? `\`${name}\` is of kind text, which EQL cannot read`
        : `\`${name}\` is of kind text: Elasticsearch keeps its words, not its characters`,
      `map the field to a keyword or wildcard multi-field, such as \`${name}.keyword\``,
    );
  }
  if (use !== "element" && shape.kind === "list")
    return unsupported(
      "multivalue-field",
      `\`${name}\` holds a list, whose order and duplicates Elasticsearch does not keep`,
      "ask for its elements, with CONTAINS or ANY",
    );
  if (use !== "element" && !column.single)
    return unsupported(
      "multivalue-field",
      `\`${name}\` may hold several values, which would be compared one by one or not at all`,
      `promise \`single: true\` for \`${column.path.join(".")}\` in the mapping, where the pipeline sees to it`,
    );
  return undefined;
}
