/** `emails`: the email addresses in a text, or anywhere inside a record or list. */
import { anyType, listOf, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const emails = functionWord({
  name: "emails",
  params: [{ name: "value", type: stringType, or: [anyType] }],
  returns: listOf({ kind: "string", meaning: "email" }),
  evaluate: "emails",
  lower: {
    eql: missingInEql("emails"),
    esql: missingInEsql("emails"),
    kql: missingKql("emails"),
    querydsl: notComputed(
      "emails",
      "carry what is found in a list field where the event is made, and map that; or run the rule in aidr and ship its alerts",
    ),
    spl: notInSpl(
      "Splunk's evaluation functions cannot find all addresses of a text",
      "carry the addresses in a list of its own, and test that field",
    ),
  },
  cost: { rank: 60, words: "length of the text" },
  summary: "the email addresses in a text, or anywhere inside a record or list",
  edges: "Lower case, each once, in order, at most 4,096; an empty list when there is none. Missing for a missing value.",
  examples: [
    ['emails("To: Bob <Bob@Example.com>, eve@evil.example.")', ["bob@example.com", "eve@evil.example"]],
    ['emails("none")', []],
  ],
});
