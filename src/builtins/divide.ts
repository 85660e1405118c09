/** `divide`: the quotient. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { divideEql } from "./eql/values.ts";
import { divideEsql } from "./esql/functions.ts";
import { arithmeticKql } from "./kql/number.ts";
import { arithmeticSpl } from "./spl/number.ts";

export const divide = functionWord({
  name: "divide",
  params: [
    { name: "left", type: numberType },
    { name: "right", type: numberType },
  ],
  returns: numberType,
  evaluate: "divide",
  lower: {
    eql: divideEql,
    esql: divideEsql,
    kql: arithmeticKql("/"),
    querydsl: notComputed(
      "divide",
      "compare the fields with constants, compute the value where the event is made, or export to KQL, SPL or ES|QL",
    ),
    spl: arithmeticSpl("/"),
  },
  cost: { rank: 2, words: "constant" },
  summary: "the quotient",
  edges: "Missing for a division by zero, a missing operand, one that is no number, and a result that is not finite.",
  examples: [
    ["3 / 2", 1.5],
    ["1 / 0", undefined],
    ["1h / 1m", 60],
  ],
});
