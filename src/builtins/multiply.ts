/** `multiply`: the product. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { multiplyEql } from "./eql/values.ts";
import { multiplyEsql } from "./esql/functions.ts";
import { arithmeticKql } from "./kql/number.ts";
import { arithmeticSpl } from "./spl/number.ts";

export const multiply = functionWord({
  name: "multiply",
  params: [
    { name: "left", type: numberType },
    { name: "right", type: numberType },
  ],
  returns: numberType,
  evaluate: "multiply",
  lower: {
    eql: multiplyEql,
    esql: multiplyEsql,
    kql: arithmeticKql("*"),
    querydsl: notComputed(
      "multiply",
      "compare the fields with constants, compute the value where the event is made, or export to KQL, SPL or ES|QL",
    ),
    spl: arithmeticSpl("*"),
  },
  cost: { rank: 2, words: "constant" },
  summary: "the product",
  edges: "Missing for a missing operand, one that is no number, and a product that is not finite.",
  examples: [["2 * 3", 6]],
});
