/** What wakes a rule, in words: see `witness.ts`. */
import type { RulePlan } from "./plan.ts";
import { termText } from "./prose.ts";
import { type Trace, witnessOf } from "./witness.ts";

/** One line for each way in which the rule is asked. */
export function showWitnesses(rule: RulePlan): readonly string[] {
  const { condition } = rule;
  const parts =
    condition.kind === "when"
      ? [condition.predicate]
      : condition.kind === "sequence"
        ? condition.steps.slice(-1).map((step) => step.where)
        : condition.steps.map((step) => step.where);
  const lines = parts.map((part) => (part === undefined ? undefined : witnessOf(part)));
  if (lines.includes(undefined)) return [`every ${rule.on.join(", ")}: nothing in the condition can be looked up`];
  return [...new Set(lines.flatMap((traces) => (traces ?? []).map(showTrace)))];
}

function showTrace(trace: Trace): string {
  const subject = termText(trace.subject);
  const where = trace.within === undefined ? subject : `${subject} of an element of ${termText(trace.within.list)}`;
  switch (trace.kind) {
    case "literals":
      return `${where} has ${oneOf(trace.literals)}`;
    case "equal":
      return `${where} is ${oneOf(trace.values)}`;
    case "present":
      return `${where} is there`;
    case "least":
      return `${where} is at least ${trace.bound}`;
    case "most":
      return `${where} is at most ${trace.bound}`;
  }
}

const shownMax = 3;

function oneOf(values: readonly unknown[]): string {
  const shown = values.slice(0, shownMax).map((value) => JSON.stringify(value));
  const more = values.length - shown.length;
  const whole = more > 0 ? [...shown, `${more} more`] : shown;
  return whole.length === 1 ? (whole[0] ?? "") : `${whole.slice(0, -1).join(", ")} or ${whole.at(-1) ?? ""}`;
}
