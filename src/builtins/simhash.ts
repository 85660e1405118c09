/** `simhash`: a key that texts with small differences are likely to share. */
import { stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const simhash = functionWord({
  name: "simhash",
  params: [{ name: "text", type: stringType }],
  returns: { kind: "string", meaning: "hash" },
  evaluate: "simhash",
  lower: {
    eql: missingInEql("simhash"),
    esql: missingInEsql("simhash"),
    kql: missingKql("simhash"),
    querydsl: notComputed("simhash"),
    spl: notInSpl("Splunk has no similarity hash", "carry the hash in a field of its own, and group by that field"),
  },
  cost: { rank: 65, words: "length of the text" },
  summary: "a key that texts with small differences are likely to share",
  edges:
    "Sixteen hexadecimal digits from the runs of three words after `normalize`; case, numbers and punctuation do not count. Texts whose runs overlap by r share a key with probability r². Missing for a text without words and what is no string.",
  examples: [['simhash("")', undefined]],
});
