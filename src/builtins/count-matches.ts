/** `count_matches`: how often the regular expression is found, one match after the other. */
import { numberType, regexType, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { countMatchesKql } from "./kql/value.ts";
import { countMatchesSpl } from "./spl/number.ts";

export const countMatches = functionWord({
  name: "count_matches",
  params: [
    { name: "text", type: stringType },
    { name: "pattern", type: regexType },
  ],
  returns: numberType,
  evaluate: "countMatchesOf",
  lower: {
    eql: missingInEql("count_matches"),
    esql: missingInEsql("count_matches"),
    kql: countMatchesKql,
    querydsl: notComputed("count_matches"),
    spl: countMatchesSpl,
  },
  cost: { rank: 85, words: "matches × length of the text" },
  summary: "how often the regular expression is found, one match after the other",
  edges:
    "Matches do not overlap and empty ones do not count. Missing for what is no string, and, for a pattern that may look far ahead, when the rests of the text behind all matches come to more than 10,000,000 characters.",
  examples: [
    ['count_matches("a1b22c", /[0-9]+/)', 2],
    ['count_matches("aaa", /aa/)', 1],
    ['count_matches("abc", /x*/)', 0],
  ],
});
