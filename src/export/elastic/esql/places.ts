/** The condition of ES|QL that picks out the events of some types. */
import type { Lowered } from "../../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../../schema/mapping.ts";
import { and, column, compare, or, text } from "../../../targets/esql/build.ts";
import { printExpression } from "../../../targets/esql/print.ts";
import type { Expr } from "../../../targets/esql/query.ts";
import { columnOf, placesOf } from "../places.ts";

/** The condition that picks the types out of what a query over `all` types reads; undefined where nothing else is read. */
export function typeCondition(types: readonly string[], all: readonly string[], mapping: Mapping): Lowered<Expr | undefined> {
  const places = placesOf(types, all, mapping);
  return places.ok ? { ...places, query: places.query.length === 0 ? undefined : picked(places.query) } : places;
}

/** One IN where a single column tells the types apart. */
function picked(places: readonly EventPlace[]): Expr {
  const known = columnOf(places);
  if (known) {
    const [only, ...more] = known.values;
    const of = column(known.name);
    return only !== undefined && more.length === 0 ? compare("==", of, text(only)) : { kind: "in", of, values: known.values.map(text) };
  }
  const choices = places.map(({ where }) => and(where.map(([name, value]) => compare("==", column(name), text(value)))));
  return or([...new Map(choices.map((choice) => [printExpression(choice), choice])).values()]);
}
