/** `>`: true when the left value is greater than the right one. */
import { testWord } from "./builtin.ts";
import { greaterQuery } from "./querydsl/value.ts";
import { greaterEql } from "./eql/values.ts";
import { greaterEsql } from "./esql/values.ts";
import { comparison } from "./kql/number.ts";
import { orderSpl } from "./spl/compare.ts";

export const greater = testWord({
  name: "greater",
  surface: ">",
  evaluate: "greater",
  lower: { eql: greaterEql, esql: greaterEsql, kql: comparison(">"), querydsl: greaterQuery, spl: orderSpl(">") },
  cost: { rank: 1, words: "constant" },
  summary: "true when the left value is greater than the right one",
  edges:
    "Numbers, timestamps and durations; false when one is missing or of another type, so `NOT (a < b)` is not `a >= b`. Strings have no order. An integer beyond 2^53 counts as its nearest double.",
  examples: [
    ["10 > 2", true],
    ["2 > 2", false],
  ],
});
