/** `length`: the number of characters of a text, or of elements of a list. */
import { anyType, listOf, numberType, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { lengthEql } from "./eql/missing.ts";
import { lengthEsql } from "./esql/functions.ts";
import { lengthKql } from "./kql/value.ts";
import { lengthSpl } from "./spl/number.ts";

export const length = functionWord({
  name: "length",
  params: [{ name: "value", type: stringType, or: [listOf(anyType)] }],
  returns: numberType,
  evaluate: "length",
  lower: {
    eql: lengthEql,
    esql: lengthEsql,
    kql: lengthKql,
    querydsl: notComputed(
      "length",
      "carry the length in a field of its own (Elasticsearch has a `token_count` type for words), or export to KQL, SPL or ES|QL",
    ),
    spl: lengthSpl,
  },
  cost: { rank: 5, words: "length of the text" },
  summary: "the number of characters of a text, or of elements of a list",
  edges: "Characters are code points: `😀` is one, `é` written with a combining mark is two. Missing for anything else.",
  examples: [
    ['length("abc")', 3],
    ['length("😀")', 1],
    ['length(["a", "b"])', 2],
    ['length("")', 0],
  ],
});
