/** `STARTS WITH`: true when the text begins with the string. */
import { testWord } from "./builtin.ts";
import { startsWithQuery } from "./querydsl/text.ts";
import { startsWithEql } from "./eql/texts.ts";
import { startsWithEsql } from "./esql/texts.ts";
import { startsWithKql } from "./kql/text.ts";
import { startsWithSpl } from "./spl/text.ts";

export const startsWith = testWord({
  name: "starts-with",
  surface: "STARTS WITH",
  evaluate: "startsWith",
  lower: { eql: startsWithEql, esql: startsWithEsql, kql: startsWithKql, querydsl: startsWithQuery, spl: startsWithSpl },
  cost: { rank: 3, words: "length of the prefix" },
  summary: "true when the text begins with the string",
  edges:
    "Case is ignored by simple case folding, in which nothing from outside ASCII becomes ASCII (`ſ` is not `s`); `CASED` compares exactly. No normalisation: `normalize()` is for that. False when an operand is missing or no string; every text begins with the empty string.",
  examples: [
    ['"https://example.com" STARTS WITH "HTTPS://"', true],
    ['"xhttps" STARTS WITH "https"', false],
    ['"Abc" STARTS WITH "a" CASED', false],
  ],
});
