/** Which documents are events of the types that a rule reads, in which indexes. */
import type { Unsupported } from "../../../builtins/lowering.ts";
import { unsupported } from "../../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../../schema/mapping.ts";
import { placeOf } from "../../../schema/mapping.ts";
import type { Query } from "../../../targets/querydsl/query.ts";
import { all, any, oneOf } from "../../../targets/querydsl/query.ts";

export type Sources = { readonly ok: true; readonly query: Query; readonly indexes: readonly string[] };

export function sourcesOf(types: readonly string[], mapping: Mapping): Sources | Unsupported {
  const places: EventPlace[] = [];
  for (const type of types) {
    const place = placeOf(mapping, type);
    if (!place)
      return unsupported(
        "needs-mapping",
        `the mapping \`${mapping.name}\` does not say where \`${type}\` events lie`,
        `add \`${type}: { source: <index> }\` under \`events\` of the mapping`,
      );
    places.push(place);
  }
  const indexes = [...new Set(places.map(({ source }) => source))].sort();
  const bare = places.find(({ where }) => where.length === 0);
  const picked = places.find(({ where }) => where.length > 0);
  if (bare && picked)
    return unsupported(
      "needs-mapping",
      `in one query over \`${indexes.join(",")}\`, nothing tells the events of \`${bare.source}\` from others`,
      "give each of these event types a `where` in the mapping, such as a column with the type's name",
    );
  return { ok: true, query: bare ? all([]) : whereQuery(places), indexes };
}

/** One `terms` where a single column tells all the types apart. */
function whereQuery(places: readonly EventPlace[]): Query {
  const columns = new Set(places.map(({ where }) => where.map(([column]) => column).join("\n")));
  const [first] = places;
  const [column] = first?.where[0] ?? [];
  if (columns.size === 1 && first?.where.length === 1 && column !== undefined)
    return oneOf(column, [...new Set(places.flatMap(({ where }) => where.map(([, value]) => value)))]);
  return any(places.map(({ where }) => all(where.map(([field, value]): Query => ({ kind: "term", field, value })))));
}
