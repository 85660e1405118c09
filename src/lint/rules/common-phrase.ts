/** Words that everyone uses, taken for the words of an attack. */
import type { Test } from "../../ir/plan.ts";
import { benignRate, showRate } from "../benign-rate.ts";
import { isProse } from "../fields.ts";
import type { Finding, LintRule } from "../rule.ts";

export const commonPhrase: LintRule = {
  name: "common-phrase",
  topic: "noise",
  severity: "warning",
  summary: "a phrase that ordinary messages hold",
  visit: { predicate: { test: inTest } },
};

function inTest({ word, subject, object, of }: Test): Finding[] {
  if ((word !== "contains" && word !== "contains-word") || of === "all" || !isProse(subject)) return [];
  const items = object.kind === "list" ? object.items : [object];
  return items.flatMap((item) => {
    const text = item.kind === "literal" ? item.value : undefined;
    // What is shorter is `short-phrase`.
    if (typeof text !== "string" || (word === "contains" && text.trim().length < 4) || text.trim() === "") return [];
    const rate = benignRate(text, word === "contains" ? "anywhere" : "asWord");
    if (rate.hits === 0) return [];
    return {
      span: item.span,
      message: `\`${text}\` stands in ${showRate(rate)}`,
      help: ["write more of the phrase, or ask for a second sign beside it"],
    };
  });
}
