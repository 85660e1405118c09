/** `text_of`: all text in a value: itself, or the texts, numbers and truth values inside a list or record. */
import { anyType, textType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { textOfQuery } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { textOfKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const textOf = functionWord({
  name: "text_of",
  params: [{ name: "value", type: anyType }],
  returns: textType,
  evaluate: "textOf",
  lower: {
    eql: missingInEql("text_of"),
    esql: missingInEsql("text_of"),
    kql: textOfKql,
    querydsl: textOfQuery,
    spl: notInSpl(
      "Splunk keeps an object as many fields, and no function joins them",
      "carry the text of the object in a field of its own, or test the fields by name",
    ),
  },
  cost: { rank: 45, words: "size of the value" },
  summary: "all text in a value: itself, or the texts, numbers and truth values inside a list or record",
  edges: "One a line, in the order in which the event has them; names of fields do not count. Missing when there is none.",
  examples: [
    ['text_of("a")', "a"],
    ['text_of(["a", "b"])', "a\nb"],
  ],
});
