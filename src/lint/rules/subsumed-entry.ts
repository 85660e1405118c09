/** An entry that another one of its list finds anyway. */
import type { Literal, Test } from "../../ir/plan.ts";
import type { Finding, LintRule } from "../rule.ts";

export const subsumedEntry: LintRule = {
  name: "subsumed-entry",
  topic: "noise",
  severity: "info",
  summary: "an entry of a list that another entry finds anyway",
  visit: { predicate: { test: inTest } },
};

/** Longer lists are files of somebody else's; to compare all with all would take too long. */
const entriesMax = 1_000;

/** Whether whatever has the first text, as the word means it, has the second. */
const finds: { readonly [word: string]: ((text: string, needle: string) => boolean) | undefined } = {
  contains: (text, needle) => text.includes(needle),
  "starts-with": (text, needle) => text.startsWith(needle),
  "ends-with": (text, needle) => text.endsWith(needle),
  "in-domains": (text, needle) => text.endsWith(`.${needle}`),
};

type Entry = { readonly item: Literal; readonly text: string };

function inTest({ word, object, of, fold }: Test): Finding[] {
  const found = finds[word];
  if (!found || of === "all" || object.kind !== "list" || object.items.length > entriesMax) return [];
  const entries = object.items.flatMap((item): Entry[] =>
    item.kind === "literal" && typeof item.value === "string" && item.value !== ""
      ? [{ item, text: fold ? item.value.toLowerCase() : item.value }]
      : [],
  );
  return entries.flatMap(({ item, text }) => {
    const other = entries.find((one) => one.text.length < text.length && found(text, one.text));
    if (!other) return [];
    return {
      span: item.span,
      message: `whatever has this has \`${String(other.item.value)}\`, which stands in the list too`,
      labels: [{ span: other.item.span, text: "this" }],
      help: ["delete one: this entry if the other is meant, the other if it finds too much"],
    };
  });
}
