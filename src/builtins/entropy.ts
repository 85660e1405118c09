/** `entropy`: the Shannon entropy of the characters, in bits a character. */
import { numberType, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const entropy = functionWord({
  name: "entropy",
  params: [{ name: "text", type: stringType }],
  returns: numberType,
  evaluate: "entropy",
  lower: {
    eql: missingInEql("entropy"),
    esql: missingInEsql("entropy"),
    kql: missingKql("entropy"),
    querydsl: notComputed("entropy"),
    spl: notInSpl("Splunk has no entropy function of its own"),
  },
  cost: { rank: 30, words: "length of the text" },
  summary: "the Shannon entropy of the characters, in bits a character",
  edges: "0 for an empty text and for one repeated character. Characters are code points. Missing for what is no string.",
  examples: [
    ['entropy("aaaa")', 0],
    ['entropy("abcd")', 2],
    ['entropy("")', 0],
  ],
});
