/** Which documents are events of the types that a query reads, and in which indexes. */
import type { Lowered } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../../schema/mapping.ts";
import { placeOf } from "../../../schema/mapping.ts";
import { and, column, compare, or, text } from "../../../targets/esql/build.ts";
import { printExpression } from "../../../targets/esql/print.ts";
import type { Expr } from "../../../targets/esql/query.ts";

/** Indexes of these event types, each once. */
export function indexesOf(types: readonly string[], mapping: Mapping): readonly string[] {
  return [...new Set(types.flatMap((type) => placeOf(mapping, type)?.source ?? []))].sort();
}

/** The condition that picks the types out of what a query over `all` types reads; undefined where nothing else is read. */
export function typeCondition(types: readonly string[], all: readonly string[], mapping: Mapping): Lowered<Expr | undefined> {
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
  const bare = places.find(({ where }) => where.length === 0);
  if (!bare) return total(picked(places));
  const others = all.filter((type) => !types.includes(type));
  if (others.length === 0 && places.every(({ where }) => where.length === 0)) return total(undefined);
  return unsupported(
    "needs-mapping",
    `in one query over \`${indexesOf(all, mapping).join(",")}\`, nothing tells the events of \`${bare.source}\` from others`,
    "give each of these event types a `where` in the mapping, such as a column with the type's name",
  );
}

/** One IN where a single column tells the types apart. */
function picked(places: readonly EventPlace[]): Expr {
  const columns = new Set(places.flatMap(({ where }) => where.map(([name]) => name)));
  const [only] = columns;
  if (only !== undefined && columns.size === 1 && places.every(({ where }) => where.length === 1)) {
    const values = [...new Set(places.flatMap(({ where }) => where.map(([, value]) => value)))];
    const [first] = values;
    if (first !== undefined && values.length === 1) return compare("==", column(only), text(first));
    return { kind: "in", of: column(only), values: values.map(text) };
  }
  const choices = places.map(({ where }) => and(where.map(([name, value]) => compare("==", column(name), text(value)))));
  return or([...new Map(choices.map((choice) => [printExpression(choice), choice])).values()]);
}
