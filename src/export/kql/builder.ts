/** One Kusto query under way: its declarations, its names, what it has taken on. */
import type { Lowered } from "../../builtins/lowering.ts";
import type { KqlOperand } from "../../builtins/kql/operand.ts";
import type { RulePlan, Term } from "../../ir/plan.ts";
import type { Mapping } from "../../schema/mapping.ts";
import type { Span } from "../../source/span.ts";
import type { Naming } from "../../targets/kql/hoist.ts";
import type { Expr, Kept, Let, Pipeline, ScalarType } from "../../targets/kql/query.ts";
import type { Type } from "../../types/type.ts";
import type { Account, Polarity } from "../account.ts";
import type { ExportOptions } from "../outcome.ts";
import type { Lowering } from "../context.ts";
import type { Group } from "./group.ts";

export type StateTerm = Extract<Term, { readonly kind: "aggregate" | "baseline" | "novelty" | "frequency" | "previous" | "seen" }>;

export type Builder = {
  readonly rule: RulePlan;
  readonly mapping: Mapping;
  readonly account: Account;
  readonly options: ExportOptions;
  readonly lets: Let[];
  /** A name that nothing in the query has. */
  readonly fresh: (wish: string) => string;
  /** The column that a state term becomes on the rows of a scope. */
  readonly state: (node: StateTerm, scope: Scope, polarity: Polarity) => Lowered<KqlOperand>;
  /** A long list that is kept beside the query; undefined: it is written into it. */
  readonly tableOf: (listName: string, values: readonly string[]) => { readonly table: Kept; readonly column: string } | undefined;
  readonly sources: Set<string>;
  /** How long before the run the rows lie that its candidates depend on; absent: without a bound, or no run. */
  readonly reach: { readonly beforeMs?: number };
};

/** Rows of some event types, and what has been asked of them. */
export type Scope = {
  readonly events: readonly string[];
  readonly context: Lowering<"kql">;
  /** Columns of the table that are read, in the order of reading. */
  readonly columns: Map<string, ReadColumn>;
  /** What must be joined to these rows, by the meaning of the join. */
  readonly groups: Map<string, Group>;
  readonly naming: Naming;
};
export type ReadColumn = { readonly type: ScalarType; readonly path?: readonly string[] };

/** What a name of a step or a quantifier stands for. */
export type Binding = (path: readonly string[], type: Type, span: Span) => Lowered<KqlOperand>;

/** Declares a table and gives its name. */
export function declare(
  builder: Builder,
  wish: string,
  value: Pipeline,
  how: { readonly materialized: boolean; readonly comment?: string },
): string {
  const name = builder.fresh(wish);
  builder.lets.push({ kind: "table", name, value, ...how });
  return name;
}

/** Expressions in all stages of a pipeline. */
export function expressionsOf({ source, stages }: Pipeline): readonly Expr[] {
  const inSource = source.kind === "union" ? source.parts.flatMap(expressionsOf) : [];
  const inStages = stages.flatMap((stage): readonly Expr[] => {
    switch (stage.kind) {
      case "where":
        return [stage.condition];
      case "extend":
      case "project":
        return stage.columns.map(({ value }) => value);
      case "summarize":
        return [...stage.aggregates, ...stage.by].map(({ value }) => value);
      case "join":
        return expressionsOf(stage.right);
      case "mv-expand":
        return [stage.list];
      case "mv-apply":
        return [stage.list, ...expressionsOf({ source: { kind: "table", name: "" }, stages: stage.stages })];
      default:
        return [];
    }
  });
  return [...inSource, ...inStages];
}
