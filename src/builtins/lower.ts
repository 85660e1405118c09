/** `lower`: the text in lower case. */
import { stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { lowerKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const lower = functionWord({
  name: "lower",
  params: [{ name: "text", type: stringType }],
  returns: stringType,
  evaluate: "lower",
  lower: {
    eql: missingInEql("lower"),
    esql: missingInEsql("lower", "compare with NOCASE: TO_LOWER lowers letters beyond ASCII by other rules"),
    kql: lowerKql,
    querydsl: notComputed("lower", "test with NOCASE in place of `lower`"),
    spl: notInSpl(
      "Splunk's documentation does not say what `lower` makes of letters outside of ASCII",
      'compare without case: `x == "…" NOCASE`, `CONTAINS`',
    ),
  },
  cost: { rank: 6, words: "length of the text" },
  summary: "the text in lower case",
  edges:
    "Simple case mapping of Unicode, one character for one, whatever the locale; nothing from outside ASCII becomes ASCII (`İ` and the Kelvin sign stay). Missing for what is no string.",
  examples: [
    ['lower("ADMIN Ä")', "admin ä"],
    ['lower("İ")', "İ"],
  ],
});
