/** What tells the meaning of a rule from that of every other, made when it is asked for: of thousands of rules few fire, or are compared. */
import { late } from "../source/late.ts";
import { meaningOf } from "./identity.ts";
import { normalForm } from "./normal-form.ts";
import type { Predicate, RulePlan } from "./plan.ts";

export type RuleBody = Omit<RulePlan, "meaning">;
type Firing = Pick<RulePlan, "on" | "condition"> & {
  readonly suppress: RulePlan["suppress"] | undefined;
  readonly exceptions: readonly { readonly unless: Predicate; readonly untilMs: number | undefined }[];
};

export function withMeaning(rule: RuleBody): RulePlan {
  const { severity, category } = rule.alert;
  const meaning = late(() => meaningOf(normalForm({ ...firingOf(rule), severity, category })));
  return {
    ...rule,
    get meaning() {
      return meaning();
    },
  };
}

/** What decides on which events a rule fires. */
export function firingOf({ on, condition, exceptions, suppress }: RuleBody): Firing {
  return { on, condition, exceptions: exceptions.map(({ unless, untilMs }) => ({ unless, untilMs })), suppress };
}

/** The rule without it: whoever gets a copy makes its own. */
export function withoutMeaning(rule: RulePlan): RuleBody {
  const kept = Object.keys(rule).filter((key) => key !== "meaning");
  return Object.fromEntries(kept.map((key) => [key, rule[key as keyof RulePlan]])) as RuleBody; // by its keys
}
