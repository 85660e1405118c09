/** `<`: true when the left value is smaller than the right one. */
import { testWord } from "./builtin.ts";
import { lessQuery } from "./querydsl/value.ts";
import { lessEql } from "./eql/values.ts";
import { lessEsql } from "./esql/values.ts";
import { comparison } from "./kql/number.ts";
import { orderSpl } from "./spl/compare.ts";

export const less = testWord({
  name: "less",
  surface: "<",
  evaluate: "less",
  lower: { eql: lessEql, esql: lessEsql, kql: comparison("<"), querydsl: lessQuery, spl: orderSpl("<") },
  cost: { rank: 1, words: "constant" },
  summary: "true when the left value is smaller than the right one",
  edges:
    "Numbers, timestamps and durations; false when one is missing or of another type, so `NOT (a < b)` is not `a >= b`. Strings have no order. An integer beyond 2^53 counts as its nearest double.",
  examples: [
    ["2 < 10", true],
    ["2 < 2", false],
    ["1m < 90s", true],
  ],
});
