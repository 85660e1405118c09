/** The commands that compute what a condition remembers, phase by phase. */
import { and, arithmetic, call, choose, compare, field, nothing, number, text } from "../../targets/spl/build.ts";
import type { Command, SortKey, Statistic } from "../../targets/spl/query.ts";
import { timeColumn } from "./fields.ts";
import type { Assignments, Buckets, LookBack, Phase } from "./plan.ts";
import { windowCommands } from "./window.ts";
import type { Numbered } from "./window.ts";

/** All phases in their order. `ties` orders events of one time. */
export function phaseCommands(phases: readonly Phase[], ties: readonly SortKey[]): readonly Command[] {
  return phases.flatMap((phase) => onePhase(phase, ties));
}

function onePhase({ memories, after }: Phase, ties: readonly SortKey[]): readonly Command[] {
  if (memories.size === 0) return [];
  const all = [...memories];
  const prepared = new Map(all.flatMap(([, { prepare }]) => prepare));
  const kept = all.flatMap(
    ([index, { taking, key }]): Assignments => [
      [`aidr_in${index}`, choose(taking, number(1), number(0))],
      [`aidr_key${index}`, key.kind === "string" ? key : call("coalesce", key, text(""))],
    ],
  );
  const lookBacks = all.flatMap(([index, memory]) => (memory.kind === "look-back" ? lookBackCommands(index, memory, ties) : []));
  const buckets = all.flatMap(([index, memory]) => (memory.kind === "buckets" ? bucketCommands(index, memory) : []));
  const windows = all.flatMap(([index, memory]): readonly Numbered[] => (memory.kind === "window" ? [[index, memory]] : []));
  return [
    { kind: "eval", assignments: [...prepared, ...kept] },
    ...lookBacks,
    ...buckets,
    ...windowCommands(windows, ties),
    ...(after.length === 0 ? [] : [{ kind: "eval", assignments: after } as const]),
  ];
}

/** Splunk, "streamstats": with `current=f` the statistics are of the rows before; sorted by key, the last 10,000 rows are those of the key in hand. */
function lookBackCommands(index: number, { values, asTime }: LookBack, ties: readonly SortKey[]): readonly Command[] {
  const kept = compare(field(`aidr_in${index}`), "==", number(1));
  const columns = [...values];
  return [
    {
      kind: "eval",
      assignments: [
        ...columns.map(([as, value]) => [`${as}_kept`, choose(kept, value, nothing)] as const),
        [`${asTime}_kept`, choose(kept, field(timeColumn), nothing)],
      ],
      note: "the event before",
    },
    {
      kind: "sort",
      keys: [{ field: `aidr_key${index}`, as: "str", descending: false }, { field: timeColumn, as: "num", descending: false }, ...ties],
    },
    {
      kind: "streamstats",
      current: false,
      statistics: [
        ...columns.map(([as]): Statistic => ({ name: "last", of: `${as}_kept`, as })),
        { name: "max", of: `${asTime}_kept`, as: asTime },
      ],
      by: [`aidr_key${index}`],
    },
  ];
}

/**
 * A sample of a bucket counts for the buckets after it, as long as its own begins within the period: it becomes a row for each of them, where
 * `eventstats` adds it up. An event at the very beginning of its bucket sees one bucket more than those later in it. Splunk, "mvrange": the end is left out.
 */
function bucketCommands(index: number, { value, overMs, bucketMs, statistics }: Buckets): readonly Command[] {
  const buckets = Math.floor(overMs / bucketMs);
  const [own, asked, age, sees] = [`aidr_bucket${index}`, `aidr_asked${index}`, `aidr_age${index}`, `aidr_sees${index}`];
  const kept = compare(field(`aidr_in${index}`), "==", number(1));
  const range = call("mvrange", field(own), arithmetic(field(own), "+", number(buckets + 1)));
  const columns = [...statistics];
  const counts = (limit: number) => and([kept, compare(field(age), ">", number(0)), compare(field(age), "<=", number(limit))]);
  const all = `aidr_sample${index}`;
  const fewer = `aidr_later${index}`;
  const statisticsOf = (of: string, suffix: string): readonly Statistic[] =>
    columns.map(([name, as]) => ({ name, of, as: `${as}${suffix}` }));
  // The oldest bucket of the period is seen only until so many milliseconds of a bucket are over.
  const untilMs = overMs - buckets * bucketMs;
  return [
    {
      kind: "eval",
      assignments: [[own, call("floor", arithmetic(field(timeColumn), "/", number(bucketMs)))]],
      note: "closed days (hours) only, in UTC",
    },
    {
      kind: "eval",
      assignments: [
        [
          sees,
          choose(
            compare(arithmetic(field(timeColumn), "-", arithmetic(field(own), "*", number(bucketMs))), "<=", number(untilMs)),
            number(1),
            number(0),
          ),
        ],
        [asked, choose(kept, range, field(own))],
      ],
    },
    { kind: "mvexpand", field: asked },
    { kind: "eval", assignments: [[age, arithmetic(field(asked), "-", field(own))]] },
    {
      kind: "eval",
      assignments: [
        [all, choose(counts(buckets), value, nothing)],
        [fewer, choose(counts(buckets - 1), value, nothing)],
      ],
    },
    { kind: "eventstats", statistics: [...statisticsOf(all, "_all"), ...statisticsOf(fewer, "_later")], by: [`aidr_key${index}`, asked] },
    { kind: "where", condition: compare(field(age), "==", number(0)) },
    {
      kind: "eval",
      assignments: columns.map(([, as]) => [as, choose(compare(field(sees), "==", number(1)), field(`${as}_all`), field(`${as}_later`))]),
    },
  ];
}
