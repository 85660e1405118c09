/** `CONTAINS`: on a value of type `any`: a substring of a text, or an element of a list. */
import { testWord } from "./builtin.ts";

export const containsDynamic = testWord({
  name: "contains-dynamic",
  surface: "CONTAINS",
  evaluate: "containsDynamic",
  cost: { rank: 11, words: "length of the text or list" },
  summary: "on a value of type `any`: a substring of a text, or an element of a list",
  edges:
    "The value's run-time type decides. On a text case is ignored but with `CASED`; elements of a list then compare the same way as the text would. False on anything else.",
  examples: [],
});
