/** `LIKE`: true when the whole text matches the wildcard pattern. */
import { testWord } from "./builtin.ts";
import { likeQuery } from "./querydsl/text.ts";
import { likeEql } from "./eql/texts.ts";
import { likeEsql } from "./esql/texts.ts";
import { likeKql } from "./kql/text.ts";
import { likeSpl } from "./spl/text.ts";

export const like = testWord({
  name: "like",
  surface: "LIKE",
  evaluate: "like",
  lower: { eql: likeEql, esql: likeEsql, kql: likeKql, querydsl: likeQuery, spl: likeSpl },
  cost: { rank: 15, words: "length of the text × longest piece between stars" },
  summary: "true when the whole text matches the wildcard pattern",
  edges:
    "`*` is any run of characters (empty ones and line breaks too), `?` one character, `\\` makes the next one ordinary. Case is ignored by simple case folding, in which nothing from outside ASCII becomes ASCII (`ſ` is not `s`); `CASED` compares exactly. No normalisation: `normalize()` is for that. False when an operand is missing or no string.",
  examples: [
    ['"invoice-42.pdf" LIKE "invoice-*.pdf"', true],
    ['"my invoice-42.pdf" LIKE "invoice-*"', false],
    ['"a😀b" LIKE "a?b"', true],
    ['"100%" LIKE "100%"', true],
    ['"ab" LIKE "a\\\\*"', false],
  ],
});
