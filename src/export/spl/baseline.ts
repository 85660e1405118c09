/** Baselines: what a key was like in closed days or hours. */
import type { Shape, Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { valueKind } from "../../builtins/spl/operands.ts";
import type { Baseline } from "../../ir/state.ts";
import { call, choose, compare, field, nothing, number } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import { unreachable } from "../../source/invariant.ts";
import type { Lowering } from "../context.ts";
import type { Making } from "./context.ts";
import { memoryCap } from "./context.ts";
import type { Made } from "./kept.ts";
import { finished, singleValue, valued } from "./kept.ts";
import type { BucketStatistic, Kept } from "./plan.ts";

const hourMs = 3_600_000;

const dayMs = 86_400_000;

export function baseline(node: Baseline, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const { statistic, overMs, samplesMin } = node;
  if (node.excludeAlerted)
    return unsupported(
      "construct-missing",
      "a search does not know on which earlier events it fired itself",
      "leave out EXCLUDING ALERTED, or carry the baseline in telemetry",
    );
  if (statistic.kind === "median" || statistic.kind === "percentile" || statistic.kind === "count-distinct")
    return unsupported(
      "approximate-aggregate",
      `Splunk's ${statistic.kind} is an estimate, or interpolates where aidr takes a sample`,
      "use AVG and STDDEV, or carry the number in telemetry",
    );
  const value = statistic.kind === "count" ? undefined : singleValue(statistic.of, making, context);
  if (value && !value.ok) return value;
  if (value && valueKind(value.query.shape) !== "number" && valueKind(value.query.shape) !== "duration")
    return unsupported("wrong-kind", `\`${value.query.name}\` is no number in this mapping`, "map it as a number");
  const { plan } = making;
  const { kind } = statistic;
  memoryCap(making);
  const asked: readonly BucketStatistic[] =
    statistic.kind === "count" ? ["count"] : statistic.kind === "stddev" ? ["count", "stdev", "min", "max"] : ["count", statistic.kind];
  const of = value ? valued(kept, value.query) : kept;
  const shape: Shape = { kind: value?.query.shape.kind === "duration" ? "duration" : "number" };
  const as = plan.name("baseline");
  return (depth) => {
    const { memory } = plan.add(depth, {
      kind: "buckets",
      ...of,
      value: value ? value.query.term : number(1),
      overMs,
      bucketMs: overMs < 2 * dayMs ? hourMs : dayMs,
      statistics: new Map(asked.map((one) => [one, plan.name(`${one}_of`)] as const)),
    });
    const statistics = memory.kind === "buckets" ? memory.statistics : new Map<BucketStatistic, string>();
    const column = (one: BucketStatistic) => field(statistics.get(one) ?? "");
    const enough = (least: number) => compare(column("count"), ">=", number(Math.max(least, samplesMin)));
    const result = baselineValue(kind, column, enough);
    return finished(making, depth, kept, as, result, shape);
  };
}

type PlainStatistic = Exclude<Baseline["statistic"]["kind"], "median" | "percentile" | "count-distinct">;

function baselineValue(kind: PlainStatistic, column: (one: BucketStatistic) => Expr, enough: (least: number) => Expr): Expr {
  switch (kind) {
    case "count":
      return choose(enough(0), column("count"), nothing);
    case "sum":
      return choose(enough(0), call("coalesce", column("sum"), number(0)), nothing);
    case "stddev": {
      // Equal samples deviate by nothing, whatever the rounding of their mean.
      const deviation = choose(compare(column("min"), "==", column("max")), number(0), column("stdev"));
      return choose(enough(2), deviation, nothing);
    }
    case "avg":
    case "min":
    case "max":
      return choose(enough(1), column(kind), nothing);
    default:
      return unreachable(kind);
  }
}
