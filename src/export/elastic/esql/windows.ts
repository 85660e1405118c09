/**
 * What remembers, in a language without row order and sliding windows. Where a broader answer is asked for, a count over the window is taken for the count
 * over all that the run reads, by INLINE STATS; everything else is refused.
 */
import type { Assumption, Lowered, Unsupported } from "../../../builtins/lowering.ts";
import { unknownIfMissing, unsupported } from "../../../builtins/lowering.ts";
import type { Term } from "../../../ir/plan.ts";
import { termText } from "../../../ir/prose.ts";
import { showDuration } from "../../../ir/show.ts";
import type { Aggregate } from "../../../ir/state.ts";
import { walkCondition } from "../../../ir/walk.ts";
import { unreachable } from "../../../source/invariant.ts";
import { and, call, column, isPresent } from "../../../targets/esql/build.ts";
import type { Aggregation, Expr } from "../../../targets/esql/query.ts";
import type { Account, Polarity } from "../../account.ts";
import type { ExportInput } from "../../outcome.ts";
import type { Lowering } from "../../context.ts";
import { lowerPredicate } from "../../predicate.ts";
import { lookBackOf } from "../../schedule.ts";
import { operandOf } from "../../term.ts";
import { typeCondition } from "./places.ts";
import type { Stages } from "./stages.ts";
import type { StateTerm, Value } from "./terms.ts";

export type Windows = {
  readonly state: (node: StateTerm, polarity: Polarity) => Lowered<Value>;
  /** Hands over the context in which the insides of state terms are lowered. */
  readonly begin: (context: Lowering<"esql">) => void;
  /** Event types that state terms read. */
  readonly types: readonly string[];
  /** How far before a candidate they read. */
  readonly lookBackMs: number;
};

const preview: Assumption = { kind: "deployed", what: "Elasticsearch 9.2 or later, where INLINE STATS is in technical preview" };

export function windowState(input: ExportInput, account: Account, stages: Stages): Windows {
  const { rule, mapping, options } = input;
  const types = new Set<string>();
  walkCondition(rule.condition, {
    term(node) {
      if ("source" in node) for (const type of node.source.events) types.add(type);
    },
  });
  let context: Lowering<"esql"> | undefined;
  const known = new Map<string, Lowered<Value>>();
  const aggregate = (node: Aggregate, polarity: Polarity): Lowered<Value> => {
    const { statistic } = node;
    const isGrowing = statistic.kind === "count" || statistic.kind === "count-distinct" || statistic.kind === "max";
    if (!context || !isGrowing || !account.mayWiden(polarity)) return noWindow(node, options.broader);
    const all = [...new Set([...rule.on, ...types])];
    const picked = typeCondition(node.source.events, all, mapping);
    if (!picked.ok) return picked;
    const keys = keysOf(node, context);
    if (!keys.ok) return keys;
    const value = statistic.kind === "count" ? undefined : operandOf(statistic.of, context.terms, context, "both");
    if (value && !value.ok) return value;
    const conditions: Expr[] = [
      ...(picked.query ? [picked.query] : []),
      ...keys.query.map((name) => isPresent(column(name))),
      ...(node.source.where ? [lowerPredicate(node.source.where, context, polarity)] : []),
    ];
    const name = stages.fresh(statistic.kind === "count" ? "events" : statistic.kind === "max" ? "highest" : "values");
    const aggregation = aggregationOf(name, statistic.kind, value?.query.term, conditions);
    stages.windows.push({ name, command: { kind: "inline-stats", aggregations: [aggregation], by: keys.query } });
    account.accept(node.span, polarity, {
      assumptions: [preview],
      wider: `\`${termText(node)}\` is taken over all events that a run reads, not over the ${showDuration(node.withinMs)} before each event`,
    });
    return unknownIfMissing({
      term: column(name),
      type: node.type,
      shape: { kind: "number" },
      missable: true,
      name: termText(node),
      nonempty: false,
    });
  };
  return {
    types: [...types],
    lookBackMs: lookBackOf(rule),
    begin: (made) => {
      context = made;
    },
    state(node, polarity) {
      if (node.kind !== "aggregate") return remembered(node);
      const key = `${node.id} ${polarity}`;
      const made = known.get(key) ?? aggregate(node, polarity);
      known.set(key, made);
      return made;
    },
  };
}

function aggregationOf(
  name: string,
  kind: "count" | "count-distinct" | "max",
  of: Expr | undefined,
  conditions: readonly Expr[],
): Aggregation {
  const where = conditions.length === 0 ? {} : { where: and(conditions) };
  if (kind === "count" || !of) return { name, value: call("COUNT", { kind: "star" }), ...where };
  // COUNT_DISTINCT is an estimate; the values themselves are not.
  return { name, value: kind === "max" ? call("MAX", of) : call("MV_COUNT", call("VALUES", of)), ...where };
}

/** The columns of a key, each read on the kept event and on the one that asks. */
export function keysOf({ by }: { readonly by: readonly Term[] }, context: Lowering<"esql">): Lowered<readonly string[]> {
  const names: string[] = [];
  for (const term of by) {
    const operand = operandOf(term, context.terms, context, "both");
    if (!operand.ok) return operand;
    const { term: read, shape, name } = operand.query;
    if (read.kind !== "column" || shape.kind === "list")
      return unsupported(
        "construct-missing",
        `\`${name}\` is no single column, and ES|QL groups by columns`,
        "group by a field that the event carries",
      );
    names.push(read.name);
  }
  return unknownIfMissing(names);
}

function noWindow(node: Aggregate, broader: boolean): Unsupported {
  return unsupported(
    "no-sliding-window",
    `\`${termText(node)}\` slides with each event, and ES|QL has buckets of the clock only`,
    broader
      ? "compare a COUNT or MAX with `>` or `>=` outside of NOT, export to KQL or SPL, or run the rule in aidr and ship its alerts"
      : "export to KQL or SPL; for a count that must be reached, allow the export to be broader (`--allow broader`)",
  );
}

function remembered(node: Exclude<StateTerm, { readonly kind: "aggregate" }>): Unsupported {
  const what = termText(node);
  switch (node.kind) {
    case "baseline":
      return unsupported(
        "no-baseline",
        `\`${what}\` describes the days before each event's own, and ES|QL groups by what is the same for all events`,
        "export to KQL or SPL, or carry the baseline in telemetry: it is then a plain comparison",
      );
    case "novelty":
    case "frequency":
    case "seen":
      return unsupported(
        "no-sliding-window",
        `\`${what}\` looks at the values of earlier events, and rows of ES|QL have no order`,
        "export to KQL or SPL, or run the rule in aidr and ship its alerts",
      );
    case "previous":
      return unsupported(
        "no-row-order",
        `\`${what}\` reads the event before this one, and rows of ES|QL have no order`,
        "export to KQL or SPL, or run the rule in aidr and ship its alerts",
      );
    default:
      return unreachable(node);
  }
}
