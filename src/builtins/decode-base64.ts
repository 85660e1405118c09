/** `decode_base64`: the text that a base64 text stands for. */
import { stringType, textType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const decodeBase64 = functionWord({
  name: "decode_base64",
  params: [{ name: "text", type: stringType }],
  returns: textType,
  evaluate: "decodeBase64",
  lower: {
    eql: missingInEql("decode_base64"),
    esql: missingInEsql("decode_base64"),
    kql: missingKql("decode_base64"),
    querydsl: notComputed(
      "decode_base64",
      "carry the text without its disguises in a field of its own, and map that; or run the rule in aidr and ship its alerts",
    ),
    spl: notInSpl("Splunk's evaluation functions have no base64", "carry the decoded text in a field of its own, and test that field"),
  },
  cost: { rank: 40, words: "length of the text" },
  summary: "the text that a base64 text stands for",
  edges: "Standard and URL alphabet, with or without `=`, white space ignored. Missing when it is no base64, empty, or not UTF-8 inside.",
  examples: [
    ['decode_base64("aGVsbG8=")', "hello"],
    ['decode_base64("aGVsbG8")', "hello"],
    ['decode_base64("no base64!")', undefined],
  ],
});
