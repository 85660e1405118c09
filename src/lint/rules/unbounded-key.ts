/** State by a key that an attacker makes up, or that is new with every event. */
import type { Term } from "../../ir/plan.ts";
import { statesOf } from "../conditions.ts";
import { isProse, isWrittenByOthers, showPath } from "../fields.ts";
import type { Finding, LintRule, PlannedRule } from "../rule.ts";

export const unboundedKey: LintRule = {
  name: "unbounded-key",
  topic: "state",
  severity: "warning",
  summary: "a BY of a value that is new with every event, or that an attacker makes up",
  visit: { rule: inRule },
};

/** Differ from event to event. */
const unique: ReadonlySet<string> = new Set(["event_id", "timestamp", "span_id", "sequence", "tool_call.id", "tool_result.id"]);

function inRule({ plan }: PlannedRule): Finding[] {
  const keys = statesOf(plan.condition).flatMap((state) => ("by" in state ? state.by : state.steps.flatMap((step) => step.by)));
  const stated = keys.flatMap((key) => said(key, faultOf(key)));
  const suppressed = (plan.suppress?.by ?? []).flatMap((key) =>
    said(key, isUnique(key) ? "a value that is another with every event suppresses nothing" : undefined),
  );
  return [...stated, ...suppressed];
}

function said(key: Term, what: string | undefined): Finding[] {
  if (what === undefined) return [];
  const help = ["key by who acts: `user.id`, `session.id`, `agent.id`; a bounded view of a text, such as `domain_of(…)`, will do"];
  return [{ span: key.span, message: `\`BY\` ${what}`, help }];
}

function isUnique(key: Term): boolean {
  return key.kind === "field" && unique.has(showPath(key.path));
}

function faultOf(key: Term): string | undefined {
  if (key.kind === "field" && unique.has(showPath(key.path)))
    return "a value that is another with every event keeps a state for each, and never adds up";
  if (isProse(key)) return "a text keeps a state for each text: whoever writes it chooses how many";
  return key.kind === "field" && isWrittenByOthers(key)
    ? "a parameter keeps a state for each value: whoever steers the agent chooses how many"
    : undefined;
}
