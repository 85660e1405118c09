/** `links`: the links (`scheme://…`) in a text, or anywhere inside a record or list. */
import { anyType, listOf, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const links = functionWord({
  name: "links",
  params: [{ name: "value", type: stringType, or: [anyType] }],
  returns: listOf({ kind: "string", meaning: "url" }),
  evaluate: "links",
  lower: {
    eql: missingInEql("links"),
    esql: missingInEsql("links"),
    kql: missingKql("links"),
    querydsl: notComputed(
      "links",
      "carry what is found in a list field where the event is made, and map that; or run the rule in aidr and ship its alerts",
    ),
    spl: notInSpl(
      "Splunk's evaluation functions cannot find all links of a text",
      "carry the links in a list of its own, and test that field",
    ),
  },
  cost: { rank: 60, words: "length of the text" },
  summary: "the links (`scheme://…`) in a text, or anywhere inside a record or list",
  edges: "Scheme and host in lower case, without punctuation at the end, each once, in order, at most 4,096. Missing for a missing value.",
  examples: [['links("see HTTPS://Evil.example/a?b=1.")', ["https://evil.example/a?b=1"]]],
});
