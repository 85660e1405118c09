/** `ENDS WITH`: true when the text ends with the string. */
import { testWord } from "./builtin.ts";
import { endsWithQuery } from "./querydsl/text.ts";
import { endsWithEql } from "./eql/texts.ts";
import { endsWithEsql } from "./esql/texts.ts";
import { endsWithKql } from "./kql/text.ts";
import { endsWithSpl } from "./spl/text.ts";

export const endsWith = testWord({
  name: "ends-with",
  surface: "ENDS WITH",
  evaluate: "endsWith",
  lower: { eql: endsWithEql, esql: endsWithEsql, kql: endsWithKql, querydsl: endsWithQuery, spl: endsWithSpl },
  cost: { rank: 3, words: "length of the suffix" },
  summary: "true when the text ends with the string",
  edges:
    "Case is ignored by simple case folding, in which nothing from outside ASCII becomes ASCII (`ſ` is not `s`); `CASED` compares exactly. No normalisation: `normalize()` is for that. False when an operand is missing or no string; every text ends with the empty string.",
  examples: [
    ['"report.PDF" ENDS WITH ".pdf"', true],
    ['"report.pdf.exe" ENDS WITH [".pdf", ".doc"]', false],
  ],
});
