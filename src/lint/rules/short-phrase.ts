/** A phrase so short that it is found inside of other words. */
import type { Test } from "../../ir/plan.ts";
import { benignRate, showRate } from "../benign-rate.ts";
import { isProse } from "../fields.ts";
import type { Finding, LintRule } from "../rule.ts";

export const shortPhrase: LintRule = {
  name: "short-phrase",
  topic: "noise",
  severity: "warning",
  summary: "a phrase of three letters or less looked for in prose",
  visit: { predicate: { test: inTest } },
};

function inTest({ word, subject, object }: Test): Finding[] {
  if (word !== "contains" || !isProse(subject)) return [];
  const items = object.kind === "list" ? object.items : [object];
  return items.flatMap((item) => {
    const text = item.kind === "literal" ? item.value : undefined;
    if (typeof text !== "string" || !/^[A-Za-z0-9]{1,3}$/.test(text.trim())) return [];
    const rate = benignRate(text, "anywhere");
    return {
      span: item.span,
      message: `\`${text}\` stands inside of other words: in ${showRate(rate)}`,
      help: [`write \`CONTAINS WORD\` (then ${showRate(benignRate(text, "asWord"))}), or a longer phrase`],
    };
  });
}
