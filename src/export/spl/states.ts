/** The terms that remember, as columns that the search computes before its condition. */
import type { Lowered, Unsupported } from "../../builtins/lowering.ts";
import { total, unsupported } from "../../builtins/lowering.ts";
import type { Term, Test } from "../../ir/plan.ts";
import { call, compare, number } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import { unreachable } from "../../source/invariant.ts";
import type { Polarity } from "../account.ts";
import type { Lowering } from "../context.ts";
import { aggregate } from "./aggregate.ts";
import { baseline } from "./baseline.ts";
import type { Making, SplValue } from "./context.ts";
import { piece } from "./context.ts";
import type { Made } from "./kept.ts";
import { keptBy } from "./kept.ts";
import { makeSeen, pastShare, previous } from "./past.ts";

type StateTerm = Extract<Term, { readonly kind: "aggregate" | "baseline" | "novelty" | "frequency" | "previous" | "seen" }>;

/** A state term as an operand. `polarity` says how its number bears on the rule. */
export function stateValue(node: StateTerm, polarity: Polarity, making: Making, context: Lowering<"spl">): Lowered<SplValue> {
  if (making.bindings.size > 0)
    return unsupported(
      "multivalue-field",
      "inside of a quantifier Splunk has one value in hand, and no past of it",
      "compare a field of the event, or run the rule in aidr and ship its alerts",
    );
  const known = making.plan.known(`${node.kind}:${node.id}`);
  if (known) return piece(known);
  const made = making.plan.inside(() => makeValue(node, polarity, making, context));
  const { value } = made;
  if ("ok" in value) return value;
  const operand = value(made.depth);
  making.plan.remember(`${node.kind}:${node.id}`, made.depth, operand);
  return piece(operand);
}

function makeValue(node: StateTerm, polarity: Polarity, making: Making, context: Lowering<"spl">): Made | Unsupported {
  if (node.kind === "seen")
    return unsupported(
      "multivalue-field",
      "the values of SEEN IN are a list over many events, which Splunk can only ask for one value",
      "ask `field SEEN IN (…)` of a single value",
    );
  const kept = keptBy(node, polarity, making, context);
  if ("ok" in kept) return kept;
  switch (node.kind) {
    case "aggregate":
      return aggregate(node, kept, making, context);
    case "novelty":
    case "frequency":
      return pastShare(node, kept, making, context);
    case "previous":
      return previous(node, kept, making, context);
    case "baseline":
      return baseline(node, kept, making, context);
    default:
      return unreachable(node);
  }
}

/** `field SEEN IN (…)`: the value was in an earlier event of the key. Undefined for every other test. */
export function seenTest(node: Test, polarity: Polarity, making: Making, context: Lowering<"spl">): Lowered<Expr> | undefined {
  const { object } = node;
  if (object.kind !== "seen" || node.word !== "in-list" || node.of !== "one") return undefined;
  if (making.bindings.size > 0)
    return unsupported(
      "multivalue-field",
      "inside of a quantifier Splunk has one value in hand, and no past of it",
      "ask `field SEEN IN (…)` of a single value, or run the rule in aidr and ship its alerts",
    );
  if (node.fold) return unsupported("non-ascii-fold", "Splunk keeps the values of earlier events with their case", "leave out NOCASE");
  const made = making.plan.inside(() => makeSeen(node, object, polarity, making, context));
  const { value } = made;
  if ("ok" in value) return value;
  return total(compare(call("coalesce", value(made.depth).term, number(0)), ">", number(0)));
}
