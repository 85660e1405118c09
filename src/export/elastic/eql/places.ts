/** Which documents are events of the types that a part of a query asks for, in the indexes that the whole query reads. */
import type { Lowered } from "../../../builtins/lowering.ts";
import { total, unsupported } from "../../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../../schema/mapping.ts";
import { placeOf } from "../../../schema/mapping.ts";
import { and, boolean, compare, field, or, text, within } from "../../../targets/eql/build.ts";
import type { Expr } from "../../../targets/eql/query.ts";

/** Indexes of these event types, each once. */
export function indexesOf(types: readonly string[], mapping: Mapping): readonly string[] {
  return [...new Set(types.flatMap((type) => placeOf(mapping, type)?.source ?? []))].sort();
}

/** The condition that picks the types out of what a query over `all` types reads. */
export function typeCondition(types: readonly string[], all: readonly string[], mapping: Mapping): Lowered<Expr> {
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
  if (!bare) return total(pick(places));
  const others = all.filter((type) => !types.includes(type));
  if (others.length === 0 && places.every(({ where }) => where.length === 0)) return total(boolean(true));
  return unsupported(
    "needs-mapping",
    `in one query over \`${indexesOf(all, mapping).join(",")}\`, nothing tells the events of \`${bare.source}\` from others`,
    "give each of these event types a `where` in the mapping, such as a column with the type's name",
  );
}

/** One list where a single column tells the types apart. */
function pick(places: readonly EventPlace[]): Expr {
  const columns = new Set(places.flatMap(({ where }) => where.map(([column]) => column)));
  const [column] = columns;
  if (column !== undefined && columns.size === 1 && places.every(({ where }) => where.length === 1)) {
    const values = [...new Set(places.flatMap(({ where }) => where.map(([, value]) => value)))];
    const [only] = values;
    return only !== undefined && values.length === 1 ? compare("==", field(column), text(only)) : within(field(column), values.map(text));
  }
  const choices = places.map(({ where }) => and(where.map(([name, value]) => compare("==", field(name), text(value)))));
  return or([...new Map(choices.map((choice) => [JSON.stringify(choice), choice])).values()]);
}
