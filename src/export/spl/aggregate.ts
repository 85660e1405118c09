/** COUNT, COUNT DISTINCT, SUM and AVG over a sliding window. */
import type { Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { valueKind } from "../../builtins/spl/operands.ts";
import type { Term } from "../../ir/plan.ts";
import type { Aggregate } from "../../ir/state.ts";
import { arithmetic, call, choose, compare, field, nothing, number } from "../../targets/spl/build.ts";
import { unreachable } from "../../source/invariant.ts";
import type { Lowering } from "../context.ts";
import type { Making } from "./context.ts";
import { memoryCap } from "./context.ts";
import type { Made } from "./kept.ts";
import { finished, singleValue, valued } from "./kept.ts";
import type { Kept, Measure } from "./plan.ts";

export function aggregate(node: Aggregate, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const { statistic, withinMs } = node;
  const { plan } = making;
  memoryCap(making);
  switch (statistic.kind) {
    case "count": {
      const as = plan.name("count");
      return (depth) => {
        plan.add(depth, { kind: "window", ...kept, withinMs, measures: [{ kind: "total", as }] });
        return finished(making, depth, kept, as, field(as), { kind: "number" });
      };
    }
    case "count-distinct": {
      const value = singleValue(statistic.of, making, context);
      if (!value.ok) return value;
      const { term } = value.query;
      const as = plan.name("distinct");
      const of = valued(kept, value.query);
      return (depth) => {
        plan.add(depth, { kind: "window", ...of, withinMs, measures: [{ kind: "distinct", value: term, as }] });
        return finished(making, depth, kept, as, field(as), { kind: "number" });
      };
    }
    case "sum":
    case "avg":
      return sum(statistic.kind, statistic.of, node, kept, making, context);
    case "min":
    case "max":
      return unsupported(
        "no-sliding-window",
        `Splunk has no ${statistic.kind.toUpperCase()} over a window whose edges its documentation gives to the millisecond`,
        "count the events that pass the threshold: `COUNT(FROM … WHERE x > … WITHIN …) >= 1`",
      );
    case "stddev":
    case "median":
    case "percentile":
      return unsupported("no-sliding-window", `${statistic.kind} has no sliding window`, "use OVER");
    default:
      return unreachable(statistic);
  }
}

const digits = 1e9;

/** Whole numbers and fractions are added apart, so that what is taken away leaves nothing behind. */
function sum(kind: "sum" | "avg", of: Term, node: Aggregate, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const value = singleValue(of, making, context);
  if (!value.ok) return value;
  const { plan, account } = making;
  const { term, shape, name } = value.query;
  const kindOf = valueKind(shape);
  if (kindOf !== "number" && kindOf !== "duration")
    return unsupported("wrong-kind", `\`${name}\` is no number in this mapping`, "map it as a number");
  account.assume({ kind: "cap", what: "decimal places of what a sliding SUM or AVG adds, below 9e15", count: 9 });
  const [whole, parts, count, as] = [plan.name("whole"), plan.name("parts"), plan.name("count"), plan.name(kind)];
  const floor = call("floor", term);
  const total = arithmetic(field(whole), "+", arithmetic(field(parts), "/", number(digits)));
  const result = kind === "sum" ? total : choose(compare(field(count), ">", number(0)), arithmetic(total, "/", field(count)), nothing);
  const measures: readonly Measure[] = [
    { kind: "total", value: floor, as: whole },
    { kind: "total", value: call("round", arithmetic(arithmetic(term, "-", floor), "*", number(digits))), as: parts },
    ...(kind === "avg" ? [{ kind: "total", as: count } as const] : []),
  ];
  return (depth) => {
    plan.add(depth, { kind: "window", ...valued(kept, value.query), withinMs: node.withinMs, measures });
    return finished(making, depth, kept, as, result, { kind: kindOf });
  };
}
