/** `length`: the number of characters of a text, or of elements of a list. */
import { anyType, listOf, numberType, stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";

export const length = functionWord({
  name: "length",
  params: [{ name: "value", type: stringType, or: [listOf(anyType)] }],
  returns: numberType,
  evaluate: "length",
  lower: {},
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
