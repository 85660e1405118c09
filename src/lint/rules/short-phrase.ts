/** A phrase so short that it is found inside of other words. */
import { benignRate, showRate } from "../benign-rate.ts";
import { lonePhrases } from "../phrases.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const shortPhrase: LintRule = {
  name: "short-phrase",
  topic: "noise",
  severity: "warning",
  summary: "a phrase of three letters or less looked for in prose",
  visit: { rule: inRule },
};

function inRule({ plan }: PlannedRule): Finding[] {
  return lonePhrases(plan).flatMap(({ item, text, how }) => {
    if (how !== "anywhere" || !/^[A-Za-z0-9]{1,3}$/.test(text.trim())) return [];
    return {
      span: item.span,
      message: `\`${text}\` stands inside of other words: in ${showRate(benignRate(text, "anywhere"))}`,
      help: [`write \`CONTAINS WORD\` (then ${showRate(benignRate(text, "asWord"))}), or a longer phrase`],
    };
  });
}
