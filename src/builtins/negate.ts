/** `negate`: the number with the other sign. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";

export const negate = functionWord({
  name: "negate",
  params: [{ name: "value", type: numberType }],
  returns: numberType,
  evaluate: "negate",
  lower: {},
  cost: { rank: 2, words: "constant" },
  summary: "the number with the other sign",
  edges: "Missing for a missing value and what is no number; never a negative zero.",
  examples: [["-(2 + 3)", -5]],
});
