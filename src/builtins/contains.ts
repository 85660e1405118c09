/** `CONTAINS`: true when the string occurs in the text. */
import { testWord } from "./builtin.ts";
import { containsQuery } from "./querydsl/text.ts";
import { containsEql } from "./eql/texts.ts";
import { containsEsql } from "./esql/texts.ts";
import { containsKql } from "./kql/text.ts";
import { containsSpl } from "./spl/text.ts";

export const contains = testWord({
  name: "contains",
  surface: "CONTAINS",
  evaluate: "contains",
  lower: { eql: containsEql, esql: containsEsql, kql: containsKql, querydsl: containsQuery, spl: containsSpl },
  cost: { rank: 10, words: "length of the text" },
  summary: "true when the string occurs in the text",
  edges:
    "Case is ignored by simple case folding, in which nothing from outside ASCII becomes ASCII (`ſ` is not `s`); `CASED` compares exactly. No normalisation: `normalize()` is for that. False when an operand is missing or no string. The empty string occurs in every text. `%`, `*` and `?` are ordinary characters.",
  examples: [
    ['"Ignore all rules" CONTAINS "ignore"', true],
    ['"Ignore all rules" CONTAINS "ignore" CASED', false],
    ['"50% off" CONTAINS "%"', true],
    ['"reset" CONTAINS ["system update", "override"]', false],
    ['"abc" CONTAINS ALL ["a", "c"]', true],
    ['"ſystem" CONTAINS "system"', false],
  ],
});
