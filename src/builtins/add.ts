/** `add`: the sum; a timestamp or duration plus a duration. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { addEql } from "./eql/values.ts";
import { addEsql } from "./esql/functions.ts";
import { arithmeticKql } from "./kql/number.ts";
import { arithmeticSpl } from "./spl/number.ts";

export const add = functionWord({
  name: "add",
  params: [
    { name: "left", type: numberType },
    { name: "right", type: numberType },
  ],
  returns: numberType,
  evaluate: "add",
  lower: {
    eql: addEql,
    esql: addEsql,
    kql: arithmeticKql("+"),
    querydsl: notComputed(
      "add",
      "compare the fields with constants, compute the value where the event is made, or export to KQL, SPL or ES|QL",
    ),
    spl: arithmeticSpl("+"),
  },
  cost: { rank: 2, words: "constant" },
  summary: "the sum; a timestamp or duration plus a duration",
  edges: "Missing for a missing operand, one that is no number, and a sum that is not finite.",
  examples: [
    ["2 + 3", 5],
    ["1e308 + 1e308", undefined],
  ],
});
