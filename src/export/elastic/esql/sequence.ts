/** Sequences, of which ES|QL can say only that all their steps are there for a key, the first no later than the last: broader, and one row a key. */
import { unsupported } from "../../../builtins/lowering.ts";
import type { Absence, Sequence, Step, Together } from "../../../ir/state.ts";
import { showDuration } from "../../../ir/show.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import { and, call, column, compare, isPresent, number } from "../../../targets/esql/build.ts";
import type { Aggregation, Command, Expr } from "../../../targets/esql/query.ts";
import type { Account } from "../../account.ts";
import type { ExportInput, ResultColumn } from "../../outcome.ts";
import type { Lowering } from "../../context.ts";
import { lowerPredicate } from "../../predicate.ts";
import { lookBackOf } from "../../schedule.ts";
import { operandOf } from "../../term.ts";
import { columnOf } from "../fields.ts";
import { rowsMax } from "./limits.ts";
import { indexesOf } from "../places.ts";
import { typeCondition } from "./places.ts";
import { timesOf } from "./schedule.ts";
import { Stages } from "./stages.ts";
import type { Reading } from "./terms.ts";
import type { Made } from "./when.ts";
import { contextOf } from "./when.ts";
import { windowState } from "./windows.ts";

export function sequenceQuery(input: ExportInput, condition: Sequence | Together, account: Account): Made {
  const { rule, mapping, options } = input;
  const types = [...new Set(condition.steps.flatMap(({ events }) => events))];
  const stages = new Stages();
  const windows = windowState(input, account, stages);
  const reading: Reading = { mapping, account, bindings: new Map(), lists: new Set(), state: windows.state };
  const context = contextOf(reading, stages, account, options.folding);
  const nothing: Made = { query: { commands: [] }, granularity: "entity", columns: [], lookBackMs: 0, types };
  const what = condition.kind === "sequence" ? "SEQUENCE" : "TOGETHER";
  if (!options.broader || !options.entity) {
    account.refuse(
      condition.span,
      unsupported(
        "no-row-order",
        `\`${what}\` is about events and their order, and rows of ES|QL have none`,
        "export to EQL, KQL or SPL; or allow a broader answer by key (`--allow broader --granularity entity`): all steps are there within one run",
      ),
    );
    return nothing;
  }
  const keys = keyColumns(condition.steps, context, mapping);
  if (!keys.ok) {
    account.refuse(condition.span, keys);
    return nothing;
  }
  account.widen(
    condition.span,
    `of \`${what}\` only this is asked: every step has happened for the key within what a run reads (${showDuration(condition.withinMs)} and the time between runs)`,
  );
  const aggregations: Aggregation[] = [];
  const asked: Expr[] = [];
  for (const [index, step] of condition.steps.entries()) {
    const found = stepCondition(step, types, context, mapping, account);
    const count = stages.fresh(`${step.name}_count`);
    aggregations.push({ name: count, value: call("COUNT", { kind: "star" }), ...(found ? { where: found } : {}) });
    asked.push(compare(">=", column(count), number(step.repeat)));
    if (condition.kind !== "sequence") continue;
    const edge = index === 0 ? "MIN" : "MAX";
    const at = stages.fresh(index === 0 ? `${step.name}_first` : `${step.name}_last`);
    aggregations.push({ name: at, value: call(edge, column(mapping.time)), ...(found ? { where: found } : {}) });
    const first = aggregations[1]?.name;
    // Events of one time may follow each other, so that equal times count.
    if (index > 0 && first !== undefined) asked.push(compare("<=", column(first), column(at)));
  }
  noteAbsences(condition, account);
  for (const exception of rule.exceptions)
    account.widen(exception.span, "left out: an exception, which is about one event of the sequence");
  const read = typeCondition(types, types, mapping);
  if (!read.ok) account.refuse(rule.span, read);
  if (stages.expansions.length > 0 || stages.joins.length > 0)
    account.refuse(
      condition.span,
      unsupported("construct-missing", "a step would take lists apart while others are counted", "export to KQL or SPL"),
    );
  const lookBackMs = lookBackOf(rule);
  const filter = [
    ...(read.ok && read.query ? [read.query] : []),
    ...timesOf(mapping.time, options.schedule, lookBackMs),
    ...keys.names.map((name) => isPresent(column(name))),
  ];
  const commands: Command[] = [{ kind: "from", sources: indexesOf(types, mapping), metadata: [] }];
  if (filter.length > 0) commands.push({ kind: "where", condition: and(filter) });
  commands.push(
    { kind: "stats", aggregations, by: keys.names },
    { kind: "where", condition: and(asked) },
    { kind: "limit", rows: rowsMax },
  );
  const columns: readonly ResultColumn[] = [...keys.columns, ...aggregations.map(({ name }) => ({ column: name }))];
  return { query: { commands }, granularity: "entity", columns, lookBackMs, types };
}

/** The step's event type and condition. What reads another step is left out. */
function stepCondition(
  step: Step,
  all: readonly string[],
  context: Lowering<"esql">,
  mapping: Mapping,
  account: Account,
): Expr | undefined {
  const picked = typeCondition(step.events, all, mapping);
  if (!picked.ok) {
    account.refuse(step.span, picked);
    return undefined;
  }
  const parts = [...(picked.query ? [picked.query] : []), ...(step.where ? [lowerPredicate(step.where, context)] : [])].filter(
    (part) => part.kind !== "boolean" || !part.value,
  );
  return parts.length === 0 ? undefined : and(parts);
}

function noteAbsences(condition: Sequence | Together, account: Account): void {
  const absences: readonly Absence[] = [
    ...condition.steps.flatMap(({ absentBefore }) => absentBefore),
    ...(condition.kind === "sequence" && condition.absentAfter ? [condition.absentAfter] : []),
  ];
  for (const absence of absences) account.widen(absence.span, "left out: what must be absent");
}

type Keys =
  | { readonly ok: true; readonly names: readonly string[]; readonly columns: readonly ResultColumn[] }
  | ReturnType<typeof unsupported>;

/** All steps must keep their key in the same columns. */
function keyColumns(steps: readonly Step[], context: Lowering<"esql">, mapping: Mapping): Keys {
  let names: readonly string[] | undefined;
  const columns: ResultColumn[] = [];
  for (const { by } of steps) {
    const own: string[] = [];
    for (const term of by) {
      const operand = operandOf(term, context.terms, context, "both");
      if (!operand.ok) return operand;
      if (operand.query.term.kind !== "column" || operand.query.shape.kind === "list")
        return unsupported(
          "construct-missing",
          `\`${operand.query.name}\` is no single column, and ES|QL groups by columns`,
          "use a field as the key",
        );
      own.push(operand.query.term.name);
      const found = term.kind === "field" ? columnOf(mapping, term.path) : undefined;
      if (names === undefined && found?.ok) columns.push({ column: found.column.name, path: found.column.path });
    }
    if (names !== undefined && names.join("\n") !== own.join("\n"))
      return unsupported("construct-missing", "the steps have their keys in different columns", "map the keys of all steps to one column");
    names = own;
  }
  return { ok: true, names: names ?? [], columns };
}
