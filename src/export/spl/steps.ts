/** What SEQUENCE and TOGETHER share: one key, and a column for each step that says whether an event is one. */
import type { Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import type { Absence, Step } from "../../ir/state.ts";
import { call, choose, compare, field, number } from "../../targets/spl/build.ts";
import { printExpr } from "../../targets/spl/print.ts";
import type { Command, Expr } from "../../targets/spl/query.ts";
import type { Polarity } from "../account.ts";
import type { Lowering } from "../context.ts";
import type { Making } from "./context.ts";
import { keyOf, takingOf } from "./kept.ts";

/** Commands after what is remembered, and the condition under which a row completes the rule. */
export type Completion = { readonly commands: readonly Command[]; readonly condition: Expr };

export const keyColumn = "aidr_key";

export function isSet(flag: string): Expr {
  return compare(field(flag), "==", number(1));
}

export function readsSteps(parts: readonly (Step | Absence)[]): boolean {
  return parts.some(({ reads }) => reads.length > 0);
}

export type Flags = {
  /** The column that says whether an event is of a step or absence; made anew for each. */
  flag(part: Step | Absence, name: string, polarity: Polarity, making: Making, context: Lowering<"spl">): string;
  /** Sets the key and all flags, and leaves out events without a key. */
  commands(): readonly Command[];
};

export function flagsOf(parts: readonly (Step | Absence)[], making: Making, context: Lowering<"spl">): Flags | Unsupported {
  const keys = parts.map((part) => keyOf(part.by, making, context));
  const failed = keys.find((key) => !key.ok);
  if (failed && !failed.ok) return failed;
  const [first, ...others] = keys.flatMap((one) => (one.ok ? [one.query] : []));
  if (!first || others.some((other) => printExpr(other.key) !== printExpr(first.key)))
    return unsupported("multivalue-field", "the steps have keys in different columns", "map the key of all steps to one column");
  const { key, prepare } = first;
  const assignments: (readonly [string, Expr])[] = [];
  return {
    flag(part, name, polarity, within, lowering) {
      const flag = within.plan.name(`is_${name.replace(/[^A-Za-z0-9]/g, "_")}`);
      assignments.push([flag, choose(takingOf(part.events, part.where, polarity, within, lowering), number(1), number(0))]);
      return flag;
    },
    commands: () => [
      ...(prepare.length === 0 ? [] : [{ kind: "eval", assignments: prepare } as const]),
      ...(key.kind === "string" ? [] : [{ kind: "where", condition: call("isnotnull", key) } as const]),
      { kind: "eval", assignments: [[keyColumn, key], ...assignments] },
    ],
  };
}
