/** Which documents are events of the types that a query reads, and in which indexes. */
import type { Lowered } from "../../builtins/lowering.ts";
import { total, unsupported } from "../../builtins/lowering.ts";
import type { EventPlace, Mapping } from "../../schema/mapping.ts";
import { placeOf } from "../../schema/mapping.ts";

/** Indexes of these event types, each once. */
export function indexesOf(types: readonly string[], mapping: Mapping): readonly string[] {
  return [...new Set(types.flatMap((type) => placeOf(mapping, type)?.source ?? []))].sort();
}

/** Where the types lie in what a query over `all` types reads; none where nothing else is read, so that nothing has to pick them out. */
export function placesOf(types: readonly string[], all: readonly string[], mapping: Mapping): Lowered<readonly EventPlace[]> {
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
  if (!bare) return total(places);
  const others = all.filter((type) => !types.includes(type));
  if (others.length === 0 && places.every(({ where }) => where.length === 0)) return total([]);
  return unsupported(
    "needs-mapping",
    `in one query over \`${indexesOf(all, mapping).join(",")}\`, nothing tells the events of \`${bare.source}\` from others`,
    "give each of these event types a `where` in the mapping, such as a column with the type's name",
  );
}

/** The one column that tells the places apart, and its values there; undefined where there is none. */
export function columnOf(places: readonly EventPlace[]): { readonly name: string; readonly values: readonly string[] } | undefined {
  const [name, ...others] = new Set(places.flatMap(({ where }) => where.map(([column]) => column)));
  if (name === undefined || others.length > 0 || places.some(({ where }) => where.length !== 1)) return undefined;
  return { name, values: [...new Set(places.flatMap(({ where }) => where.map(([, value]) => value)))] };
}
