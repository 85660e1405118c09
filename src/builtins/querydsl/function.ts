/** Functions in Query DSL, which has no expressions: a clause is about a field as it is stored. */
import type { FunctionLowering } from "../lowering.ts";
import { total, unsupported } from "../lowering.ts";
import { isTextual } from "./text.ts";

/** A value that no clause can compute. `instead`: what the author can do. */
export function notComputed(word: string, instead = defaultInstead): FunctionLowering<"querydsl"> {
  return () => unsupported("function-missing", `Query DSL computes no values, so not \`${word}\` either`, instead);
}

const defaultInstead = "compute the value where the event is made and map it as a field, or export to KQL, SPL or ES|QL";

/** The text of a text is itself. */
export const textOfQuery: FunctionLowering<"querydsl"> = ([value]) => {
  if (value && isTextual(value.shape)) return total({ term: value.term, shape: value.shape });
  return unsupported(
    "function-missing",
    "Query DSL cannot gather the texts inside of a list or an object",
    "map one field that holds them all (`copy_to`), or run the rule in aidr and ship its alerts",
  );
};
