/** `similarity`: how much two texts share, 0 to 1. */
import { stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const similarity = functionWord({
  name: "similarity",
  params: [
    { name: "left", type: stringType },
    { name: "right", type: stringType },
  ],
  returns: { kind: "number", unit: "ratio", minimum: 0 },
  evaluate: "similarity",
  lower: {
    eql: missingInEql("similarity"),
    esql: missingInEsql("similarity"),
    kql: missingKql("similarity"),
    querydsl: notComputed("similarity"),
    spl: notInSpl("Splunk has no measure of similarity"),
  },
  cost: { rank: 70, words: "length of both texts" },
  summary: "how much two texts share, 0 to 1",
  edges:
    "The share of common three-character runs after `normalize`, without case and punctuation. 1 for equal texts, also for two empty ones. Missing for what is no string.",
  examples: [
    ['similarity("Ignore this", "ignore, this!")', 1],
    ['similarity("abc", "xyz")', 0],
  ],
});
