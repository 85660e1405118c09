/** `>=`: true when the left value is greater than or equal to the right one. */
import { testWord } from "./builtin.ts";
import { greaterEqualQuery } from "./querydsl/value.ts";
import { greaterEqualEql } from "./eql/values.ts";
import { greaterEqualEsql } from "./esql/values.ts";
import { comparison } from "./kql/number.ts";
import { orderSpl } from "./spl/compare.ts";

export const greaterEqual = testWord({
  name: "greater-equal",
  surface: ">=",
  evaluate: "greaterEqual",
  lower: { eql: greaterEqualEql, esql: greaterEqualEsql, kql: comparison(">="), querydsl: greaterEqualQuery, spl: orderSpl(">=") },
  cost: { rank: 1, words: "constant" },
  summary: "true when the left value is greater than or equal to the right one",
  edges:
    "Numbers, timestamps and durations; false when one is missing or of another type, so `NOT (a < b)` is not `a >= b`. Strings have no order. An integer beyond 2^53 counts as its nearest double.",
  examples: [
    ["2 >= 2", true],
    ["1h >= 61m", false],
  ],
});
