/** `entities`: the addresses, links, hosts, account numbers and ids in a text, or anywhere inside a record or list. */
import { anyType, listOf, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const entities = functionWord({
  name: "entities",
  params: [{ name: "value", type: stringType, or: [anyType] }],
  returns: listOf(stringType),
  evaluate: "entities",
  lower: {
    eql: missingInEql("entities"),
    esql: missingInEsql("entities"),
    kql: missingKql("entities"),
    querydsl: notComputed(
      "entities",
      "carry what is found in a list field where the event is made, and map that; or run the rule in aidr and ship its alerts",
    ),
    spl: notInSpl(
      "Splunk's evaluation functions cannot find the entities of a text or record",
      "carry the entities in a list of its own, and test that field",
    ),
  },
  cost: { rank: 65, words: "length of the text" },
  summary: "the addresses, links, hosts, account numbers and ids in a text, or anywhere inside a record or list",
  edges:
    "One form each: lower case, numbers without blanks; each once, at most 4,096. Names of fields do not count. Missing for a missing value.",
  examples: [
    ['entities("pay GB29 NWBK 6016 1331 9268 19 or mail eve@evil.example")', ["eve@evil.example", "gb29nwbk60161331926819"]],
    ['entities("nothing here")', []],
  ],
});
