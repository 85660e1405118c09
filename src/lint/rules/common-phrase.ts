/** Words that everyone uses, taken for the words of an attack. */
import { benignRate, showRate } from "../benign-rate.ts";
import { lonePhrases } from "../phrases.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const commonPhrase: LintRule = {
  name: "common-phrase",
  topic: "noise",
  severity: "warning",
  summary: "a phrase that ordinary messages hold",
  visit: { rule: inRule },
};

function inRule({ plan }: PlannedRule): Finding[] {
  return lonePhrases(plan).flatMap(({ item, text, how }) => {
    // What is shorter is `short-phrase`.
    if (how === "anywhere" && text.trim().length < 4) return [];
    const rate = benignRate(text, how);
    if (rate.hits === 0) return [];
    return {
      span: item.span,
      message: `\`${text}\` stands in ${showRate(rate)}`,
      help: ["write more of the phrase, or ask for a second sign beside it"],
    };
  });
}
