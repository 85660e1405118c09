/** What every part of an export to Splunk has in hand. */
import type { Lowered, Operand, Shape, Unsupported } from "../../builtins/lowering.ts";
import type { RulePlan } from "../../ir/plan.ts";
import type { Mapping } from "../../schema/mapping.ts";
import type { Expr } from "../../targets/spl/query.ts";
import type { Account } from "../account.ts";
import type { Places } from "./places.ts";
import type { Plan } from "./plan.ts";

export type Making = {
  readonly rule: RulePlan;
  readonly mapping: Mapping;
  readonly account: Account;
  readonly folding: "plain" | "strict";
  readonly places: Places;
  readonly plan: Plan;
  /** Variables of quantifiers around the place. */
  readonly bindings: ReadonlyMap<string, Binding>;
};

export type SplValue = Operand<Expr>;

/** Splunk's streamstats keeps as many events as `max_stream_window` says (limits.conf), 10,000 unless it is changed. */
export const streamWindow = 10_000;

/** What `streamstats` rests on: so few events of a key in a window that none is dropped. */
export function streamCap({ mapping, account }: Making): Unsupported | undefined {
  const count = mapping.maxEventsInWindow;
  if (count === undefined || count > streamWindow)
    return {
      ok: false,
      code: "row-cap",
      reason: `\`streamstats\` keeps ${streamWindow} events, and nothing says that no window has more`,
      alternative: `add \`max_events_in_window: ${streamWindow}\` to the mapping, if no key has more events than that in any window`,
    };
  account.assume({ kind: "max-events", count });
  return undefined;
}

/** Splunk drops what does not fit: `mvexpand` and `eventstats` stop at a share of memory (limits.conf). */
export function memoryCap({ account }: Making): void {
  account.assume({ kind: "cap", what: "megabytes of memory for one command (max_mem_usage_mb of limits.conf)", count: 200 });
}

/** What a variable stands for: the values of a multivalue field, or, of a list of objects, the values of one member of all of them. */
export type Binding =
  | { readonly kind: "element"; readonly operand: SplValue }
  | { readonly kind: "objects"; readonly column: string; readonly name: string; readonly members: Set<string> };

/** A value that is computed, and comes from no field of the mapping. */
export function computed(term: Expr, shape: Shape, name: string, missable: boolean): SplValue {
  return { term, type: { kind: "any" }, shape, missable, name, nonempty: true };
}

export function piece(query: Operand<Expr>): Lowered<Operand<Expr>> {
  return { ok: true, query, whenMissing: "unknown", assumptions: [] };
}
