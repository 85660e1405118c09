/** `MATCHES`: true when the regular expression is found in the text. */
import { testWord } from "./builtin.ts";
import { matchesQuery } from "./querydsl/text.ts";
import { matchesEql } from "./eql/texts.ts";
import { matchesEsql } from "./esql/texts.ts";
import { matchesKql } from "./kql/text.ts";
import { matchesSpl } from "./spl/text.ts";

export const matches = testWord({
  name: "matches",
  surface: "MATCHES",
  evaluate: "matches",
  lower: { eql: matchesEql, esql: matchesEsql, kql: matchesKql, querydsl: matchesQuery, spl: matchesSpl },
  cost: { rank: 80, words: "length of the text × instructions of the pattern" },
  summary: "true when the regular expression is found in the text",
  edges:
    "RE2 syntax, found anywhere unless it anchors itself; case-sensitive unless it has the flag `i`. `\\d \\s \\w \\b` are ASCII. Time is linear in the text. False on a missing value and on what is no string.",
  examples: [
    ['"key AKIA1234567890ABCDEF" MATCHES /AKIA[0-9A-Z]{16}/', true],
    ['"DROP table" MATCHES /drop\\s+table/i', true],
    ['"drop" MATCHES [/^rop/, /drop$/]', true],
    ['"x" MATCHES /y/', false],
  ],
});
