/** Which documents are events of the types that a rule reads, in which indexes. */
import type { Unsupported } from "../../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../../schema/mapping.ts";
import type { Query } from "../../../targets/querydsl/query.ts";
import { all, any, oneOf } from "../../../targets/querydsl/query.ts";
import { columnOf, indexesOf, placesOf } from "../places.ts";

export type Sources = { readonly ok: true; readonly query: Query; readonly indexes: readonly string[] };

export function sourcesOf(types: readonly string[], mapping: Mapping): Sources | Unsupported {
  const places = placesOf(types, types, mapping);
  if (!places.ok) return places;
  return { ok: true, query: places.query.length === 0 ? all([]) : whereQuery(places.query), indexes: indexesOf(types, mapping) };
}

/** One `terms` where a single column tells all the types apart. */
function whereQuery(places: readonly EventPlace[]): Query {
  const column = columnOf(places);
  if (column) return oneOf(column.name, column.values);
  return any(places.map(({ where }) => all(where.map(([field, value]): Query => ({ kind: "term", field, value })))));
}
