/** `upper`: the text in upper case. */
import { stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { upperKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const upper = functionWord({
  name: "upper",
  params: [{ name: "text", type: stringType }],
  returns: stringType,
  evaluate: "upper",
  lower: {
    eql: missingInEql("upper"),
    esql: missingInEsql("upper", "compare with NOCASE: TO_UPPER lengthens letters beyond ASCII"),
    kql: upperKql,
    querydsl: notComputed("upper", "test with NOCASE in place of `upper`"),
    spl: notInSpl(
      "Splunk's documentation does not say what `upper` makes of letters outside of ASCII",
      'compare without case: `x == "…" NOCASE`, `CONTAINS`',
    ),
  },
  cost: { rank: 6, words: "length of the text" },
  summary: "the text in upper case",
  edges:
    "Simple case mapping of Unicode, one character for one, whatever the locale; `ß`, `ſ` and `ı` stay. Missing for what is no string.",
  examples: [
    ['upper("admin ä")', "ADMIN Ä"],
    ['upper("ß")', "ß"],
  ],
});
