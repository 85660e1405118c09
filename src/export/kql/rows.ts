/** Rows of a scope that fulfil a condition, as a pipeline: read, filtered, joined with what they remember, filtered again. */
import type { Span } from "../../source/span.ts";
import * as kql from "../../targets/kql/build.ts";
import { extendStages, needsStage, walkExpr, whereStages } from "../../targets/kql/hoist.ts";
import type { Expr, Named, Pipeline, Stage } from "../../targets/kql/query.ts";
import { type Builder, declare, type Scope } from "./builder.ts";
import type { Group } from "./group.ts";
import { scan } from "./scan.ts";

export type RowsWanted = {
  readonly condition: Expr;
  /** Columns of the answer, in order. */
  readonly output: readonly Named[];
  /** Bounds of the event time, where the rows are those of one run. */
  readonly times: readonly Expr[];
  /** What the rows would be called, if they need a name. */
  readonly label: string;
  readonly span: Span;
};

export function rowsOf(builder: Builder, scope: Scope, { condition, output, times, label, span }: RowsWanted): Pipeline {
  const base = scan(builder, scope.events, span);
  const head: readonly Stage[] = [...base.stages, ...(times.length === 0 ? [] : [{ kind: "where", condition: kql.and(times) } as const])];
  if (scope.groups.size === 0) {
    const stages = [...head, ...whereStages(condition, scope.naming), ...projectStages(output, scope)];
    return { source: base.source, stages };
  }
  return joinedRows(builder, scope, { source: base.source, stages: head }, { condition, output, label });
}

/** The cheap conditions first, then a name for what is left, then a join for each thing remembered, then the rest of the condition. */
function joinedRows(
  builder: Builder,
  scope: Scope,
  base: Pipeline,
  { condition, output, label }: Pick<RowsWanted, "condition" | "output" | "label">,
): Pipeline {
  const parts = condition.kind === "and" ? condition.parts : [condition];
  const all = new Set([...scope.groups.values()].flatMap((group) => [...group.columns]));
  const later = parts.filter((part) => reads(part, all));
  const early = parts.filter((part) => !later.includes(part));
  let rows: Pipeline = { source: base.source, stages: [...base.stages, ...whereStages(kql.and(early), scope.naming)] };
  const joined = new Map<string, Named>();
  let waiting = [...scope.groups.values()];
  while (waiting.length > 0) {
    const open = new Set(waiting.flatMap((group) => [...group.columns]));
    const ready = waiting.filter((group) => !group.own.some(({ value }) => reads(value, open)));
    // A group reads only what was lowered before it, so there is always one that waits for nobody.
    const now = ready.length > 0 ? ready : waiting.slice(0, 1);
    rows = withGroups(builder, scope, rows, now, [...joined.values()], label);
    for (const group of now) for (const name of group.columns) joined.set(name, { name, value: kql.column(name, "dynamic") });
    waiting = waiting.filter((group) => !now.includes(group));
  }
  return { source: rows.source, stages: [...rows.stages, ...whereStages(kql.and(later), scope.naming), ...projectStages(output, scope)] };
}

/** Names the rows, and joins to them what looks back from them. */
function withGroups(
  builder: Builder,
  scope: Scope,
  rows: Pipeline,
  groups: readonly Group[],
  joined: readonly Named[],
  label: string,
): Pipeline {
  const own = [...ownColumns(builder, scope, groups), ...joined];
  const named = { source: rows.source, stages: [...rows.stages, ...projectStages(own, scope)] };
  const name = declare(builder, label, named, { materialized: true });
  scope.naming.known.clear();
  const id = idColumn(builder);
  const stages: Stage[] = [];
  for (const group of groups) {
    const table = declare(builder, group.wish, joinOf(group, name, id), {
      materialized: false,
      ...(group.comment === undefined ? {} : { comment: group.comment }),
    });
    stages.push(
      {
        kind: "join",
        how: "leftouter",
        right: { source: { kind: "table", name: table }, stages: [] },
        on: [{ left: id.name, right: id.name }],
      },
      { kind: "project-away", columns: [`${id.name}1`] },
    );
  }
  return { source: { kind: "table", name }, stages };
}

function joinOf(group: Group, rows: string, id: Named): Pipeline {
  const stages: Stage[] = [
    { kind: "join", how: "inner", right: group.past(), on: group.keys.map(({ own, past }) => ({ left: own, right: past })) },
    { kind: "where", condition: group.pair },
    ...group.reduce(id),
  ];
  return { source: { kind: "table", name: rows }, stages };
}

/** What the rows keep: id, time, number, all columns that are read, and what the joins ask for. */
function ownColumns(builder: Builder, scope: Scope, groups: readonly Group[]): readonly Named[] {
  const own = new Map<string, Named>();
  const keep = (name: string, value: Expr): void => void own.set(name, { name, value });
  for (const one of orderColumns(builder)) keep(one.name, one.value);
  for (const [name, { type }] of scope.columns) keep(name, kql.column(name, type));
  for (const group of groups) for (const one of group.own) keep(one.name, one.value);
  return [...own.values()];
}

export function idColumn({ mapping }: Builder): Named {
  return { name: mapping.id, value: kql.column(mapping.id, "string") };
}

/** Time, id and, where the mapping has one, the number of an event. */
export function orderColumns(builder: Builder): readonly Named[] {
  const { mapping } = builder;
  const sequence = mapping.ties.kind === "sequence" ? [{ name: mapping.ties.column, value: kql.column(mapping.ties.column, "long") }] : [];
  return [{ name: mapping.time, value: kql.column(mapping.time, "datetime") }, ...sequence, idColumn(builder)];
}

function projectStages(output: readonly Named[], scope: Scope): readonly Stage[] {
  const computed = output.filter(({ value }) => needsStage(value));
  if (computed.length === 0) return [{ kind: "project", columns: output }];
  const columns = output.map(
    (one): Named => (computed.includes(one) ? { name: one.name, value: kql.column(one.name, kql.typeOf(one.value)) } : one),
  );
  return [...extendStages(computed, scope.naming), { kind: "project", columns }];
}

function reads(expr: Expr, names: ReadonlySet<string>): boolean {
  let found = false;
  walkExpr(expr, (node) => {
    if (node.kind === "column" && names.has(node.name)) found = true;
    // The walk goes into the full form of a count; the plain one reads no other columns.
  });
  return found;
}
