/** `IN`: true when the value equals an element of the list. */
import { testWord } from "./builtin.ts";
import { inListQuery } from "./querydsl/value.ts";
import { inListEql } from "./eql/values.ts";
import { inListEsql } from "./esql/values.ts";
import { inListKql } from "./kql/list.ts";
import { inListSpl } from "./spl/compare.ts";

export const inList = testWord({
  name: "in-list",
  surface: "IN",
  evaluate: "inList",
  lower: { eql: inListEql, esql: inListEsql, kql: inListKql, querydsl: inListQuery, spl: inListSpl },
  cost: { rank: 2, words: "constant in the length of a written list" },
  summary: "true when the value equals an element of the list",
  edges: "By `==`: exact and case-sensitive but with `NOCASE`. False when the value or the list is missing; a null element equals nothing.",
  examples: [
    ['"curl" IN ["curl", "wget"]', true],
    ['"Curl" IN ["curl", "wget"]', false],
    ['"Curl" IN ["curl", "wget"] NOCASE', true],
    ["3 IN [1, 2]", false],
  ],
});
