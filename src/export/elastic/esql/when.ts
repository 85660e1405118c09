/** A rule about one event, as a pipeline: the events, what must be computed for them, what they must meet, what is shown of them. */
import type { Predicate } from "../../../ir/plan.ts";
import { walkPredicate, walkTerm } from "../../../ir/walk.ts";
import type { Visitor } from "../../../ir/walk.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { and, column, compare, or } from "../../../targets/esql/build.ts";
import type { Command, Expr, Query } from "../../../targets/esql/query.ts";
import type { Account } from "../../account.ts";
import type { ExportInput, ResultColumn } from "../../outcome.ts";
import type { Lowering } from "../../context.ts";
import { lowerPredicate } from "../../predicate.ts";
import { columnOf } from "../fields.ts";
import { columnsIn } from "./columns-read.ts";
import { rowsMax } from "./limits.ts";
import { indexesOf } from "../places.ts";
import { typeCondition } from "./places.ts";
import { timesOf } from "./schedule.ts";
import { sentencesOf } from "./sentences.ts";
import type { Expansion } from "./stages.ts";
import { columnsOfExpansion, expansionCommands, joinCommands, Stages } from "./stages.ts";
import type { Reading } from "./terms.ts";
import { termsOf, timeExpr } from "./terms.ts";
import { windowState } from "./windows.ts";

export type Made = {
  readonly query: Query;
  readonly granularity: "event" | "entity";
  readonly columns: readonly ResultColumn[];
  readonly lookBackMs: number;
  /** Event types that the query reads. */
  readonly types: readonly string[];
};

/** What deduplicates alerts of a rule that does not aggregate. Elastic, "Create an ES|QL rule". */
export const metadata = ["_id", "_index", "_version"] as const;

export function whenQuery(input: ExportInput, predicate: Predicate, account: Account): Made {
  const { rule, mapping, options } = input;
  const stages = new Stages();
  const windows = windowState(input, account, stages);
  const reading: Reading = { mapping, account, bindings: new Map(), lists: new Set(), state: windows.state };
  const context = contextOf(reading, stages, account, options.folding);
  windows.begin(context);
  const conditions = [lowerPredicate(predicate, context), ...exceptionsOf(input, context)].flatMap(conjuncts);
  const all = [...new Set([...rule.on, ...windows.types])];
  const picked = typeCondition(rule.on, all, mapping);
  const read = typeCondition(all, all, mapping);
  if (!picked.ok) account.refuse(rule.span, picked);
  if (!read.ok && picked.ok) account.refuse(rule.span, read);
  const candidates = [...(picked.ok && picked.query ? [picked.query] : []), ...timesOf(mapping.time, options.schedule, 0)];
  const columns = resultColumns(input);
  const commands: Command[] = [{ kind: "from", sources: indexesOf(all, mapping), metadata }];
  if (stages.windows.length > 0) {
    const known = [...(read.ok && read.query ? [read.query] : []), ...timesOf(mapping.time, options.schedule, windows.lookBackMs)];
    if (known.length > 0) commands.push(where(known));
    commands.push(...stages.windows.map(({ command }) => command));
  }
  commands.push(...filtered([...candidates, ...conditions], stages, reading.lists, columns));
  commands.push({ kind: "keep", columns: [...metadata, ...columns.map(({ column }) => column)] }, { kind: "limit", rows: rowsMax });
  return { query: { commands }, granularity: "event", columns, lookBackMs: windows.lookBackMs, types: all };
}

export function contextOf(reading: Reading, stages: Stages, account: Account, folding: "plain" | "strict"): Lowering<"esql"> {
  return { target: "esql", sentences: sentencesOf(reading, stages), terms: termsOf(reading), account, folding };
}

/** Filters come as early as they can: before the stages what needs none of them. */
function filtered(
  conditions: readonly Expr[],
  stages: Stages,
  lists: ReadonlySet<string>,
  columns: readonly ResultColumn[],
): readonly Command[] {
  const windows = new Set(stages.windows.map(({ name }) => name));
  const late = (condition: Expr) => [...columnsIn(condition)].some((name) => stages.made.has(name) && !windows.has(name));
  const early = conditions.filter((condition) => !late(condition));
  const rest = conditions.filter(late);
  const commands: Command[] = early.length > 0 ? [where(early)] : [];
  commands.push(...joinCommands(stages.joins));
  const shown = columns.map(({ column }) => column);
  stages.expansions.forEach((expansion, index) => {
    const later = stages.expansions.slice(index + 1).flatMap((one: Expansion) => [...columnsOfExpansion(one)]);
    const made = stages.expansions.slice(0, index).flatMap(({ aggregations }) => aggregations.map(({ name }) => name));
    const needed = [...rest.flatMap((condition) => [...columnsIn(condition)]), ...made, ...later, ...shown];
    const ahead = new Set(stages.expansions.slice(index + 1).flatMap(({ aggregations }) => aggregations.map(({ name }) => name)));
    commands.push(...expansionCommands(expansion, metadata, new Set(needed.filter((name) => !ahead.has(name))), lists));
  });
  if (rest.length > 0) commands.push(where(rest));
  return commands;
}

function where(conditions: readonly Expr[]): Command {
  return { kind: "where", condition: and(conditions) };
}

function conjuncts(condition: Expr): readonly Expr[] {
  if (condition.kind === "boolean" && condition.value) return [];
  return condition.kind === "and" ? condition.parts : [condition];
}

/** AND NOT, until it ends: from then on the event passes. */
export function exceptionsOf({ rule, mapping }: ExportInput, context: Lowering<"esql">): readonly Expr[] {
  return rule.exceptions.map(({ unless, untilMs, span }) => {
    const passes = lowerPredicate({ kind: "not", part: unless, span }, context);
    if (untilMs === undefined) return passes;
    return or([passes, compare(">=", column(mapping.time), timeExpr(untilMs))]);
  });
}

/** Time, id, and whatever the rule reads of the event. */
export function resultColumns({ rule, mapping }: ExportInput): readonly ResultColumn[] {
  const columns = new Map<string, ResultColumn>([
    [mapping.time, { column: mapping.time, path: ["timestamp"] }],
    [mapping.id, { column: mapping.id, path: ["event_id"] }],
  ]);
  const visit: Visitor = {
    term(node) {
      if (node.kind === "field") addColumn(columns, mapping, node.path);
    },
  };
  for (const term of rule.suppress?.by ?? []) walkTerm(term, visit);
  if (rule.condition.kind === "when") walkPredicate(rule.condition.predicate, visit);
  for (const exception of rule.exceptions) walkPredicate(exception.unless, visit);
  return [...columns.values()];
}

function addColumn(columns: Map<string, ResultColumn>, mapping: Mapping, path: readonly string[]): void {
  const found = columnOf(mapping, path);
  if (!found.ok || columns.has(found.column.name)) return;
  const { shape } = found.column;
  // An object is no column of its own.
  if (shape.kind !== "json" && !(shape.kind === "list" && shape.of.kind === "json"))
    columns.set(found.column.name, { column: found.column.name, path });
}
