/** `CONTAINS`: true when the list has an element equal to the value. */
import { testWord } from "./builtin.ts";
import { hasElementQuery } from "./querydsl/value.ts";
import { hasElementEql } from "./eql/values.ts";
import { hasElementEsql } from "./esql/values.ts";
import { hasElementKql } from "./kql/list.ts";
import { hasElementSpl } from "./spl/compare.ts";

export const hasElement = testWord({
  name: "has-element",
  surface: "CONTAINS",
  evaluate: "hasElement",
  lower: { eql: hasElementEql, esql: hasElementEsql, kql: hasElementKql, querydsl: hasElementQuery, spl: hasElementSpl },
  cost: { rank: 8, words: "length of the list" },
  summary: "true when the list has an element equal to the value",
  edges:
    "Elements compare by `==`: case-sensitive but with `NOCASE`. False on a missing list, an empty list and what is no list; a null element equals nothing.",
  examples: [
    ['["jailbreak", "prices"] CONTAINS "jailbreak"', true],
    ['["jailbreak_keywords"] CONTAINS "jailbreak"', false],
    ["[1, 2] CONTAINS [3, 2]", true],
  ],
});
