/** `CONTAINS WORD`: true when the string occurs in the text as a word. */
import { testWord } from "./builtin.ts";
import { containsWordQuery } from "./querydsl/text.ts";
import { containsWordEql } from "./eql/texts.ts";
import { containsWordEsql } from "./esql/texts.ts";
import { containsWordKql } from "./kql/text.ts";
import { containsWordSpl } from "./spl/text.ts";

export const containsWord = testWord({
  name: "contains-word",
  surface: "CONTAINS WORD",
  evaluate: "containsWord",
  lower: { eql: containsWordEql, esql: containsWordEsql, kql: containsWordKql, querydsl: containsWordQuery, spl: containsWordSpl },
  cost: { rank: 12, words: "length of the text" },
  summary: "true when the string occurs in the text as a word",
  edges:
    "No letter, digit or `_` of any script stands directly before or after. Case is ignored by simple case folding, in which nothing from outside ASCII becomes ASCII (`ſ` is not `s`); `CASED` compares exactly. No normalisation: `normalize()` is for that. False when an operand is missing or no string.",
  examples: [
    ['"rm -rf /" CONTAINS WORD "rm"', true],
    ['"confirm it" CONTAINS WORD "rm"', false],
    ['"état" CONTAINS WORD "tat"', false],
    ['"a_b" CONTAINS WORD "a"', false],
  ],
});
