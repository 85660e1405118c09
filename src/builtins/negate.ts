/** `negate`: the number with the other sign. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { negateEql } from "./eql/values.ts";
import { negateEsql } from "./esql/functions.ts";
import { negateKql } from "./kql/number.ts";
import { negateSpl } from "./spl/number.ts";

export const negate = functionWord({
  name: "negate",
  params: [{ name: "value", type: numberType }],
  returns: numberType,
  evaluate: "negate",
  lower: {
    eql: negateEql,
    esql: negateEsql,
    kql: negateKql,
    querydsl: notComputed(
      "negate",
      "compare the fields with constants, compute the value where the event is made, or export to KQL, SPL or ES|QL",
    ),
    spl: negateSpl,
  },
  cost: { rank: 2, words: "constant" },
  summary: "the number with the other sign",
  edges: "Missing for a missing value and what is no number; never a negative zero.",
  examples: [["-(2 + 3)", -5]],
});
