/**
 * Steps in their order, as columns: each row gets the time at which the match that it continues began, the latest one there is. Of two matches that came as far,
 * the one that came there last also began last, so its beginning and its place decide; no other match completes where it cannot.
 */
import type { Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import type { Sequence, Step } from "../../ir/state.ts";
import { and, arithmetic, call, choose, compare, field, nothing, number, or } from "../../targets/spl/build.ts";
import type { Command, Expr, SortKey, Statistic } from "../../targets/spl/query.ts";
import type { Lowering } from "../context.ts";
import type { Making } from "./context.ts";
import { streamCap } from "./context.ts";
import { timeColumn } from "./fields.ts";
import type { Completion, Flags } from "./steps.ts";
import { flagsOf, isSet, keyColumn, readsSteps } from "./steps.ts";

/** One event to be found: a step, or one of its repetitions. `repeat` above 1: so many events of a first step, found in one pass. */
type Slot = { readonly flag: string; readonly gapMs: number | undefined; readonly absent: readonly string[]; readonly repeat: number };

const slotsMax = 24;
const place = "aidr_place";
const ms = field(timeColumn);

export function sequenceOf(
  sequence: Sequence,
  making: Making,
  context: Lowering<"spl">,
  ties: readonly SortKey[],
): Completion | Unsupported {
  const { steps, absentAfter, withinMs } = sequence;
  const absences = [...steps.flatMap((step) => step.absentBefore), ...(absentAfter ? [absentAfter] : [])];
  if (readsSteps([...steps, ...absences])) return stepReference;
  const refused = streamCap(making);
  if (refused) return refused;
  const flags = flagsOf([...steps, ...absences], making, context);
  if ("ok" in flags) return flags;
  const slots = slotsOf(steps, flags, making, context);
  if (slots.length > slotsMax)
    return unsupported(
      "construct-missing",
      `${slots.length} steps in a row would be ${slots.length} passes over the data`,
      "count the events instead: `COUNT(FROM … WITHIN …) >= n`",
    );
  const after = absentAfter && flags.flag(absentAfter, "absent", "negative", making, context);
  const hasAbsence = slots.some(({ absent }) => absent.length > 0);
  const order: readonly SortKey[] = [
    { field: keyColumn, as: "str", descending: false },
    { field: timeColumn, as: "num", descending: false },
    ...ties,
  ];
  const commands: Command[] = [
    ...flags.commands(),
    { kind: "sort", keys: order },
    ...(hasAbsence
      ? [{ kind: "eval", assignments: [["aidr_one", number(1)]] } as const, { kind: "accum", field: "aidr_one", as: place } as const]
      : []),
  ];
  const complete = slots.map((slot, index) => slotCommands(slots, slot, index, commands)).at(-1) ?? [];
  const began = slots.length === 1 ? "aidr_began1" : `aidr_start${slots.length}`;
  const inTime = compare(arithmetic(ms, "-", field(began)), "<", number(withinMs));
  const condition = and([...complete, inTime]);
  if (!absentAfter || after === undefined) return { commands, condition };
  return stayingAbsent({ commands, condition }, after, absentAfter.withinMs, making, order);
}

export const stepReference = unsupported(
  "step-reference",
  "a step reads the event of another, and Splunk keeps one value for each key",
  "add what the steps share to BY, or run the rule in aidr and ship its alerts",
);

function slotsOf(steps: readonly Step[], flags: Flags, making: Making, context: Lowering<"spl">): readonly Slot[] {
  return steps.flatMap((step, index): readonly Slot[] => {
    const flag = flags.flag(step, step.name, "positive", making, context);
    const absent = step.absentBefore.map((absence) => flags.flag(absence, "absent", "negative", making, context));
    const first: Slot = { flag, gapMs: step.gapMs, absent, repeat: 1 };
    if (step.repeat === 1) return [first];
    if (index === 0 && step.gapMs === undefined) return [{ ...first, repeat: step.repeat }];
    return Array.from({ length: step.repeat }, (_, nth) => (nth === 0 ? first : { ...first, absent: [] }));
  });
}

/** Adds what the slot needs; gives the condition under which a row fills it, behind those before it. */
function slotCommands(slots: readonly Slot[], slot: Slot, index: number, commands: Command[]): readonly Expr[] {
  const nth = index + 1;
  const isLast = nth === slots.length;
  const began = `aidr_began${nth}`;
  if (index === 0) {
    const { condition, since } = firstSlot(slot, commands);
    commands.push({ kind: "eval", assignments: [[began, choose(condition, since, nothing)], ...traces(slots, nth, condition)] });
    return [call("isnotnull", field(began))];
  }
  const [start, last, from, broken] = [`aidr_start${nth}`, `aidr_last${nth}`, `aidr_from${nth}`, `aidr_broken${nth}`];
  const statistics: readonly Statistic[] = [
    { name: "max", of: `aidr_began${index}`, as: start },
    ...(slot.gapMs === undefined ? [] : [{ name: "max", of: `aidr_came${index}`, as: last } as const]),
    ...(slot.absent.length === 0
      ? []
      : [{ name: "max", of: `aidr_place${index}`, as: from } as const, { name: "max", of: `aidr_absence${nth}`, as: broken } as const]),
  ];
  if (slot.absent.length > 0)
    commands.push({ kind: "eval", assignments: [[`aidr_absence${nth}`, choose(or(slot.absent.map(isSet)), field(place), nothing)]] });
  commands.push({ kind: "streamstats", current: false, statistics, by: [keyColumn] });
  const fills = [
    isSet(slot.flag),
    call("isnotnull", field(start)),
    ...(slot.gapMs === undefined ? [] : [compare(arithmetic(ms, "-", field(last)), "<", number(slot.gapMs))]),
    ...(slot.absent.length === 0 ? [] : [or([call("isnull", field(broken)), compare(field(from), ">=", field(broken))])]),
  ];
  if (isLast) return fills;
  commands.push({ kind: "eval", assignments: [[began, choose(and(fills), field(start), nothing)]] });
  const rest = traces(slots, nth, call("isnotnull", field(began)));
  if (rest.length > 0) commands.push({ kind: "eval", assignments: rest });
  return fills;
}

/** Where and when a slot was filled, if the next one asks for it. */
function traces(slots: readonly Slot[], nth: number, filled: Expr): readonly (readonly [string, Expr])[] {
  const next = slots[nth];
  if (!next) return [];
  return [
    ...(next.gapMs === undefined ? [] : [[`aidr_came${nth}`, choose(filled, ms, nothing)] as const]),
    ...(next.absent.length === 0 ? [] : [[`aidr_place${nth}`, choose(filled, field(place), nothing)] as const]),
  ];
}

/** Splunk, "streamstats": with `window` and `global=f` each group has a window of its own; of its last n rows the first is where the match began. */
function firstSlot({ flag, repeat }: Slot, commands: Command[]): { readonly condition: Expr; readonly since: Expr } {
  if (repeat === 1) return { condition: isSet(flag), since: ms };
  commands.push({
    kind: "streamstats",
    current: true,
    window: repeat,
    statistics: [
      { name: "min", of: timeColumn, as: "aidr_first" },
      { name: "count", as: "aidr_repeats" },
    ],
    by: [keyColumn, flag],
  });
  return { condition: and([isSet(flag), compare(field("aidr_repeats"), "==", number(repeat))]), since: field("aidr_first") };
}

/** Backwards through time: the next event that would break the silence. The silence is over only when late events have had their time too. */
function stayingAbsent(done: Completion, absent: string, withinMs: number, making: Making, order: readonly SortKey[]): Completion {
  making.account.assume({ kind: "late", milliseconds: making.mapping.lateMs });
  const latest = arithmetic(arithmetic(call("now"), "*", number(1000)), "-", number(making.mapping.lateMs));
  return {
    commands: [
      ...done.commands,
      {
        kind: "eval",
        assignments: [
          ["aidr_done", choose(done.condition, number(1), number(0))],
          ["aidr_breaks", choose(isSet(absent), ms, nothing)],
        ],
      },
      {
        kind: "sort",
        keys: order.map((key, index) => (index === 0 ? key : { ...key, descending: true })),
        note: "backwards: the next event that breaks the silence",
      },
      { kind: "streamstats", current: false, statistics: [{ name: "min", of: "aidr_breaks", as: "aidr_next" }], by: [keyColumn] },
    ],
    condition: and([
      isSet("aidr_done"),
      or([call("isnull", field("aidr_next")), compare(arithmetic(field("aidr_next"), "-", ms), ">=", number(withinMs))]),
      compare(arithmetic(ms, "+", number(withinMs)), "<=", latest),
    ]),
  };
}
