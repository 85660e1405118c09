/** `<=`: true when the left value is smaller than or equal to the right one. */
import { testWord } from "./builtin.ts";
import { lessEqualQuery } from "./querydsl/value.ts";
import { lessEqualEql } from "./eql/values.ts";
import { lessEqualEsql } from "./esql/values.ts";
import { comparison } from "./kql/number.ts";
import { orderSpl } from "./spl/compare.ts";

export const lessEqual = testWord({
  name: "less-equal",
  surface: "<=",
  evaluate: "lessEqual",
  lower: { eql: lessEqualEql, esql: lessEqualEsql, kql: comparison("<="), querydsl: lessEqualQuery, spl: orderSpl("<=") },
  cost: { rank: 1, words: "constant" },
  summary: "true when the left value is smaller than or equal to the right one",
  edges:
    "Numbers, timestamps and durations; false when one is missing or of another type, so `NOT (a < b)` is not `a >= b`. Strings have no order. An integer beyond 2^53 counts as its nearest double.",
  examples: [
    ["2 <= 2", true],
    ["3 <= 2", false],
  ],
});
