/** `coalesce`: the first argument that is present. */
import { anyType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { coalesceEsql } from "./esql/functions.ts";
import { coalesceKql } from "./kql/value.ts";
import { coalesceSpl } from "./spl/number.ts";

export const coalesce = functionWord({
  name: "coalesce",
  params: [
    { name: "value", type: anyType },
    { name: "other", type: anyType },
  ],
  variadic: true,
  returns: (args) => args.find((type) => type.kind !== "poison") ?? anyType,
  evaluate: "coalesce",
  lower: {
    eql: missingInEql("coalesce"),
    esql: coalesceEsql,
    kql: coalesceKql,
    querydsl: notComputed("coalesce", "write one test for each of the values, joined by OR and IS MISSING"),
    spl: coalesceSpl,
  },
  cost: { rank: 2, words: "number of arguments" },
  summary: "the first argument that is present",
  edges: "Missing when all are. Empty strings, zero and `false` are present.",
  examples: [
    ['coalesce("", "b")', ""],
    ["coalesce(1 / 0, 2)", 2],
  ],
});
