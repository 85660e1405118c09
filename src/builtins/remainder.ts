/** `remainder`: what a truncated division leaves, with the sign of the dividend. */
import { numberType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { remainderEsql } from "./esql/functions.ts";
import { arithmeticKql } from "./kql/number.ts";
import { notInSpl } from "./spl/number.ts";

export const remainder = functionWord({
  name: "remainder",
  params: [
    { name: "left", type: numberType },
    { name: "right", type: numberType },
  ],
  returns: numberType,
  evaluate: "remainder",
  lower: {
    eql: missingInEql("remainder"),
    esql: remainderEsql,
    kql: arithmeticKql("%"),
    querydsl: notComputed(
      "remainder",
      "compare the fields with constants, compute the value where the event is made, or export to KQL, SPL or ES|QL",
    ),
    spl: notInSpl(
      "Splunk's documentation does not say what `%` gives for negative and fractional numbers",
      "write it with `/` and a comparison, or compute it where the event is made",
    ),
  },
  cost: { rank: 2, words: "constant" },
  summary: "what a truncated division leaves, with the sign of the dividend",
  edges: "Missing for a division by zero, a missing operand and one that is no number.",
  examples: [
    ["7 % 3", 1],
    ["-7 % 3", -1],
    ["7 % 0", undefined],
  ],
});
