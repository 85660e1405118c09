/** A test that every text passes: the empty string is in each of them. */
import type { Test } from "../../ir/plan.ts";
import { mayBeEmpty } from "../../regex/shape.ts";
import type { Regex } from "../../regex/tree.ts";
import { oncePerTree, partsOf, patternsOf } from "../patterns.ts";
import type { Finding, LintRule } from "../rule.ts";

export const alwaysTrue: LintRule = {
  name: "always-true",
  topic: "meaning",
  severity: "warning",
  summary: "a test that every text passes",
  visit: { predicate: { test: inTest } },
};

const inEvery: ReadonlySet<string> = new Set(["contains", "starts-with", "ends-with"]);

function inTest(test: Test): Finding[] {
  const { word, object } = test;
  if (word === "matches")
    return patternsOf(test)
      .filter(isNothing)
      .map(({ literal }) => ({ span: literal.span, message: "this pattern matches the empty text, which is in every text", help: advice }));
  const items = object.kind === "list" ? object.items : [object];
  return items.flatMap((item) => {
    const text = item.kind === "literal" ? item.value : undefined;
    if (inEvery.has(word) && text === "") return { span: item.span, message: "the empty text is in every text", help: advice };
    return word === "like" && typeof text === "string" && /^\*+$/.test(text)
      ? { span: item.span, message: "`*` alone is every text", help: advice }
      : [];
  });
}

const advice = ["write what was meant; `EXISTS` asks whether there is a text at all"];

const isNothing = oncePerTree((tree) => mayBeEmpty(tree) && !asserts(tree));

function asserts(tree: Regex): boolean {
  return tree.kind === "assertion" || partsOf(tree).some(asserts);
}
