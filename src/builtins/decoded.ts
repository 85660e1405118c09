/** `decoded`: the text, first, and what it may hide behind an encoding. */
import { listOf, stringType, textType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const decoded = functionWord({
  name: "decoded",
  params: [{ name: "text", type: stringType }],
  returns: listOf(textType),
  evaluate: "decoded",
  lower: {
    eql: missingInEql("decoded"),
    esql: missingInEsql("decoded"),
    kql: missingKql("decoded"),
    querydsl: notComputed(
      "decoded",
      "carry the text without its disguises in a field of its own, and map that; or run the rule in aidr and ship its alerts",
    ),
    spl: notInSpl("Splunk cannot decode the texts inside of a text", "carry the decodings in a field of its own, and test that field"),
  },
  cost: { rank: 70, words: "length of the text, a dozen passes" },
  summary: "the text, first, and what it may hide behind an encoding",
  edges:
    "Base64, hexadecimal, percent escapes, HTML entities, `\\u` and `\\x` escapes, tag characters, ROT13 and reversed text; twice nested at most, runs of 16 characters at least, four times the text at most. Text around an encoded run stays around its decoding. Missing for what is no string.",
  examples: [
    ['decoded("12")', ["12"]],
    ['decoded("say%20hi")', ["say%20hi", "say hi", "fnl%20uv", "ih02%yas", "vu02%lnf"]],
  ],
});
