/** The tests of the language by the names that plans use for them. */
import * as words from "./words.ts";
import type { TestFunction } from "./words.ts";

export type WordName = keyof typeof wordTests;

export const wordTests = {
  equal: words.equal,
  less: words.less,
  "less-equal": words.lessEqual,
  greater: words.greater,
  "greater-equal": words.greaterEqual,
  contains: words.contains,
  "contains-word": words.containsWord,
  "has-element": words.hasElement,
  "starts-with": words.startsWith,
  "ends-with": words.endsWith,
  like: words.like,
  matches: words.matches,
  "in-list": words.inList,
  "in-domains": words.inDomains,
  "in-cidrs": words.inCidrs,
} satisfies Readonly<Record<string, TestFunction>>;
