/** `tuple`: a list of its arguments, for keys and values of several parts. */
import { anyType, listOf } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { tupleKql } from "./kql/value.ts";
import { tupleSpl } from "./spl/number.ts";

export const tuple = functionWord({
  name: "tuple",
  params: [{ name: "value", type: anyType }],
  variadic: true,
  returns: listOf(anyType),
  evaluate: "tuple",
  lower: {
    eql: missingInEql("tuple"),
    esql: missingInEsql("tuple", "test each value by itself"),
    kql: tupleKql,
    querydsl: notComputed("tuple", "compare the parts one by one"),
    spl: tupleSpl,
  },
  cost: { rank: 2, words: "number of arguments" },
  summary: "a list of its arguments, for keys and values of several parts",
  edges: "Missing when one of them is. Written as a list: `[PREVIOUS(tool_call.tool BY session.id), tool_call.tool]`.",
  examples: [],
});
