/** `==`: true when both values are the same. */
import { testWord } from "./builtin.ts";
import { equalQuery } from "./querydsl/value.ts";
import { equalEql } from "./eql/values.ts";
import { equalEsql } from "./esql/values.ts";
import { equalKql } from "./kql/list.ts";
import { equalSpl } from "./spl/compare.ts";

export const equal = testWord({
  name: "equal",
  surface: "==",
  evaluate: "equal",
  lower: { eql: equalEql, esql: equalEsql, kql: equalKql, querydsl: equalQuery, spl: equalSpl },
  cost: { rank: 1, words: "length of the shorter value" },
  summary: "true when both values are the same",
  edges:
    "Exact and case-sensitive; `NOCASE` folds case. Values of different types are never equal, a missing one equals nothing. Strings compare unit for unit, without normalisation; the empty string is a value. Numbers compare by value, integers beyond 2^53 by all their digits. Lists compare element by element, records field by field (a null field is as good as none). No wildcards.",
  examples: [
    ['"user" == "user"', true],
    ['"User" == "user"', false],
    ['"User" == "user" NOCASE', true],
    ["1 == 1.0", true],
    ['"1" == 1', false],
    ["[1, 2] == [1, 2]", true],
  ],
});
