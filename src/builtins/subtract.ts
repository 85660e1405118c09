/** `subtract`: the difference; of two timestamps a duration. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { subtractEql } from "./eql/values.ts";
import { subtractEsql } from "./esql/functions.ts";
import { arithmeticKql } from "./kql/number.ts";
import { arithmeticSpl } from "./spl/number.ts";

export const subtract = functionWord({
  name: "subtract",
  params: [
    { name: "left", type: numberType },
    { name: "right", type: numberType },
  ],
  returns: numberType,
  evaluate: "subtract",
  lower: {
    eql: subtractEql,
    esql: subtractEsql,
    kql: arithmeticKql("-"),
    querydsl: notComputed(
      "subtract",
      "compare the fields with constants, compute the value where the event is made, or export to KQL, SPL or ES|QL",
    ),
    spl: arithmeticSpl("-"),
  },
  cost: { rank: 2, words: "constant" },
  summary: "the difference; of two timestamps a duration",
  edges: "Missing for a missing operand, one that is no number, and a result that is not finite.",
  examples: [["2 - 3", -1]],
});
