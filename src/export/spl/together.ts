/**
 * Steps in any order, each by an event of its own. An event completes the rule as one of the steps if the others find events before it: for every choice of
 * them, as many events that fit some of the choice as it has steps (P. Hall, 1935).
 */
import type { Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import type { Together } from "../../ir/state.ts";
import { and, arithmetic, choose, compare, field, nothing, number, or } from "../../targets/spl/build.ts";
import type { Command, Expr, SortKey, Statistic } from "../../targets/spl/query.ts";
import type { Lowering } from "../context.ts";
import type { Making } from "./context.ts";
import { streamCap } from "./context.ts";
import { timeColumn } from "./fields.ts";
import { stepReference } from "./sequence.ts";
import type { Completion } from "./steps.ts";
import { flagsOf, isSet, keyColumn, readsSteps } from "./steps.ts";

const stepsMax = 4;
const ms = field(timeColumn);

export function togetherOf(
  together: Together,
  making: Making,
  context: Lowering<"spl">,
  ties: readonly SortKey[],
): Completion | Unsupported {
  const steps = together.steps.flatMap((step) => Array.from({ length: step.repeat }, () => step));
  if (readsSteps(steps)) return stepReference;
  if (steps.length > stepsMax)
    return unsupported(
      "construct-missing",
      `${steps.length} steps in any order would be too many passes over the data`,
      "leave out a step, or count the events",
    );
  const refused = streamCap(making);
  if (refused) return refused;
  const flags = flagsOf(steps, making, context);
  if ("ok" in flags) return flags;
  const columns = steps.map((step) => flags.flag(step, step.name, "positive", making, context));
  const order: readonly SortKey[] = [
    { field: keyColumn, as: "str", descending: false },
    { field: timeColumn, as: "num", descending: false },
    ...ties,
  ];
  const commands: Command[] = [...flags.commands(), { kind: "sort", keys: order }];
  const choices = choicesOf(columns).filter((choice) => choice.length < columns.length);
  const statistics = choices.map((choice, index): Statistic => {
    const last = `aidr_last${index + 1}`;
    commands.push(...lastOf(choice, last));
    return { name: "max", of: last, as: `${last}_before` };
  });
  commands.push({ kind: "streamstats", current: false, statistics, by: [keyColumn] });
  const found = (choice: readonly string[]): Expr => {
    const index = choices.findIndex((one) => one.length === choice.length && one.every((flag) => choice.includes(flag)));
    return compare(arithmetic(ms, "-", field(`aidr_last${index + 1}_before`)), "<", number(together.withinMs));
  };
  const completes = columns.map((own) => and([isSet(own), ...choicesOf(columns.filter((other) => other !== own)).map(found)]));
  return { commands, condition: or(completes) };
}

/** On the events that fit a choice of n steps: when the nth last of them was, the event itself among them. */
function lastOf(choice: readonly string[], as: string): readonly Command[] {
  const fits = or(choice.map(isSet));
  if (choice.length === 1) return [{ kind: "eval", assignments: [[as, choose(fits, ms, nothing)]] }];
  const [flag, first, count] = [`${as}_fits`, `${as}_first`, `${as}_count`];
  return [
    { kind: "eval", assignments: [[flag, choose(fits, number(1), number(0))]] },
    {
      kind: "streamstats",
      current: true,
      window: choice.length,
      statistics: [
        { name: "min", of: timeColumn, as: first },
        { name: "count", as: count },
      ],
      by: [keyColumn, flag],
    },
    {
      kind: "eval",
      assignments: [[as, choose(and([isSet(flag), compare(field(count), "==", number(choice.length))]), field(first), nothing)]],
    },
  ];
}

/** All choices of at least one. */
function choicesOf(columns: readonly string[]): readonly (readonly string[])[] {
  const choices: (readonly string[])[] = [];
  for (const column of columns) choices.push(...choices.map((choice) => [...choice, column]), [column]);
  return choices;
}
