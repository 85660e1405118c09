/** The rows on which a rule fires: those that complete its condition and are not excepted. */
import type { Predicate, RulePlan } from "../../ir/plan.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Named, Pipeline } from "../../targets/kql/query.ts";
import type { ResultColumn } from "../outcome.ts";
import { lowerPredicate } from "../predicate.ts";
import type { Builder, Scope } from "./builder.ts";
import { isRead, readField } from "./fields.ts";
import { rowsOf } from "./rows.ts";
import { since, until } from "./scan.ts";
import { newScope } from "./scope.ts";

export type Answer = { readonly pipeline: Pipeline; readonly columns: readonly ResultColumn[] };

/** A condition on one event. `extra`: paths whose columns the answer has in any case. */
export function whenAnswer(builder: Builder, predicate: Predicate, extra: readonly (readonly string[])[]): Answer {
  const { on, span } = builder.rule;
  const scope = newScope(builder, on);
  const parts = [lowerPredicate(predicate, scope.context), ...exceptions(builder.rule, scope)];
  const output = outputOf(builder, scope, extra);
  const pipeline = rowsOf(builder, scope, { condition: kql.and(parts), output, times: runTimes(builder, 0), label: "candidates", span });
  return { pipeline, columns: resultColumns(builder, output, scope) };
}

/** `AND NOT (unless)`, until event time passes the exception's end. */
export function exceptions(rule: RulePlan, scope: Scope): readonly Expr[] {
  return rule.exceptions.map(({ unless, untilMs, span }) => {
    const not = lowerPredicate({ kind: "not", part: unless, span }, scope.context);
    if (untilMs === undefined) return not;
    const time = scope.context.terms.field(
      { kind: "field", path: ["timestamp"], type: { kind: "timestamp" }, optional: false, span },
      "both",
    );
    return time.ok ? kql.or([kql.compare(">=", time.query.term, { kind: "datetime", milliseconds: untilMs }), not]) : not;
  });
}

/** The candidates of one run: events in (T − every − late, T − late], `earlierMs` before that where they wait for something. */
export function runTimes(builder: Builder, earlierMs: number): readonly Expr[] {
  const { schedule } = builder.options;
  if (!schedule) return [];
  return [since(builder, schedule.everyMs + schedule.lateMs + earlierMs), until(builder, schedule.lateMs + earlierMs)];
}

/** Time and id, who it was, what the rule reads, and what was joined. */
export function outputOf(builder: Builder, scope: Scope, extra: readonly (readonly string[])[]): readonly Named[] {
  const { mapping } = builder;
  const columns = new Map<string, Named>();
  const add = (name: string, value: Expr): void => void (columns.has(name) || columns.set(name, { name, value }));
  add(mapping.time, kql.column(mapping.time, "datetime"));
  add(mapping.id, kql.column(mapping.id, "string"));
  for (const path of extra) {
    const read = readField(mapping, path, { kind: "any" });
    if (!isRead(read)) continue;
    const type = kql.typeOf(read.operand.term);
    add(read.column, kql.column(read.column, type));
    if (!scope.columns.has(read.column)) scope.columns.set(read.column, { type, path });
  }
  for (const [name, { type }] of scope.columns) add(name, kql.column(name, type));
  for (const group of scope.groups.values()) for (const name of group.columns) add(name, kql.column(name, "dynamic"));
  return [...columns.values()];
}

export function resultColumns(builder: Builder, output: readonly Named[], scope: Scope): readonly ResultColumn[] {
  const paths = new Map<string, readonly string[]>([
    [builder.mapping.time, ["timestamp"]],
    [builder.mapping.id, ["event_id"]],
  ]);
  for (const [name, { path }] of scope.columns) if (path && !paths.has(name)) paths.set(name, path);
  return output.map(({ name }): ResultColumn => {
    const path = paths.get(name);
    return path ? { column: name, path } : { column: name };
  });
}
