/** `trim`: the text without white space at both ends. */
import { stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { trimEsql } from "./esql/functions.ts";
import { trimKql } from "./kql/value.ts";
import { trimSpl } from "./spl/strings.ts";

export const trim = functionWord({
  name: "trim",
  params: [{ name: "text", type: stringType }],
  returns: stringType,
  evaluate: "trim",
  lower: { eql: missingInEql("trim"), esql: trimEsql, kql: trimKql, querydsl: notComputed("trim"), spl: trimSpl },
  cost: { rank: 4, words: "white space at the ends" },
  summary: "the text without white space at both ends",
  edges: "White space is Unicode's, line breaks and byte order marks too. Missing for what is no string.",
  examples: [['trim("  a b\\n")', "a b"]],
});
