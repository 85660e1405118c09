/** The condition of EQL that picks out the events of some types. */
import type { Lowered } from "../../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../../schema/mapping.ts";
import { and, boolean, compare, field, or, text, within } from "../../../targets/eql/build.ts";
import type { Expr } from "../../../targets/eql/query.ts";
import { columnOf, placesOf } from "../places.ts";

/** The condition that picks the types out of what a query over `all` types reads. */
export function typeCondition(types: readonly string[], all: readonly string[], mapping: Mapping): Lowered<Expr> {
  const places = placesOf(types, all, mapping);
  return places.ok ? { ...places, query: places.query.length === 0 ? boolean(true) : pick(places.query) } : places;
}

/** One list where a single column tells the types apart. */
function pick(places: readonly EventPlace[]): Expr {
  const column = columnOf(places);
  if (column) {
    const [only, ...more] = column.values;
    const of = field(column.name);
    return only !== undefined && more.length === 0 ? compare("==", of, text(only)) : within(of, column.values.map(text));
  }
  const choices = places.map(({ where }) => and(where.map(([name, value]) => compare("==", field(name), text(value)))));
  return or([...new Map(choices.map((choice) => [JSON.stringify(choice), choice])).values()]);
}
