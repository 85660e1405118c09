/** An exception that the attacker can choose: it holds for a text that whoever is watched can write. */
import type { Term } from "../../ir/plan.ts";
import { walkPredicate } from "../../ir/walk.ts";
import { isWrittenByOthers, showPath } from "../fields.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const exceptionByContent: LintRule = {
  name: "exception-by-content",
  topic: "tuning",
  severity: "warning",
  summary: "an exception that holds for a text which anybody can write",
  visit: { rule: inRule },
};

function inRule({ plan }: PlannedRule): Finding[] {
  const findings: Finding[] = [];
  const look = (term: Term): void => {
    if (term.kind !== "field" || !isWrittenByOthers(term)) return;
    findings.push({
      span: term.span,
      message: `whoever can write \`${showPath(term.path)}\` can switch the rule off`,
      help: ["except by who acts (`user.id`, `agent.id`, `source`), not by what is said"],
    });
  };
  for (const exception of plan.exceptions) walkPredicate(exception.unless, { term: look });
  return findings;
}
