/** The commands that compute what a condition remembers, phase by phase. */
import { and, arithmetic, call, choose, compare, field, nothing, number, text } from "../../targets/spl/build.ts";
import type { Command, Expr, SortKey, Statistic } from "../../targets/spl/query.ts";
import { timeColumn } from "./fields.ts";
import type { Assignments, Buckets, LookBack, Phase } from "./plan.ts";
import { windowCommands } from "./window.ts";
import type { Numbered } from "./window.ts";

/** The times, in milliseconds, between which all events lie that are asked for. */
export type Candidates = { readonly after: Expr; readonly until: Expr };

/** All phases in their order. `ties` orders events of one time. `candidates`: where nothing but they read what the last phase computes. */
export function phaseCommands(phases: readonly Phase[], ties: readonly SortKey[], candidates?: Candidates): readonly Command[] {
  return phases.flatMap((phase, index) => onePhase(phase, ties, index === phases.length - 1 ? candidates : undefined));
}

function onePhase({ memories, after }: Phase, ties: readonly SortKey[], candidates: Candidates | undefined): readonly Command[] {
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
  const buckets = all.flatMap(([index, memory]) => (memory.kind === "buckets" ? bucketCommands(index, memory, candidates) : []));
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
function bucketCommands(index: number, buckets: Buckets, candidates: Candidates | undefined): readonly Command[] {
  const { value, overMs, bucketMs, statistics } = buckets;
  const count = Math.floor(overMs / bucketMs);
  const [own, asked, age, sees] = [`aidr_bucket${index}`, `aidr_asked${index}`, `aidr_age${index}`, `aidr_sees${index}`];
  const kept = compare(field(`aidr_in${index}`), "==", number(1));
  const columns = [...statistics];
  const counts = (limit: number) => and([kept, compare(field(age), ">", number(0)), compare(field(age), "<=", number(limit))]);
  const all = `aidr_sample${index}`;
  const fewer = `aidr_later${index}`;
  const statisticsOf = (of: string, suffix: string): readonly Statistic[] =>
    columns.map(([name, as]) => ({ name, of, as: `${as}${suffix}` }));
  // The oldest bucket of the period is seen only until so many milliseconds of a bucket are over.
  const untilMs = overMs - count * bucketMs;
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
        ...askedFor(index, count, bucketMs, candidates),
      ],
    },
    { kind: "mvexpand", field: asked },
    { kind: "eval", assignments: [[age, arithmetic(field(asked), "-", field(own))]] },
    {
      kind: "eval",
      assignments: [
        [all, choose(counts(count), value, nothing)],
        [fewer, choose(counts(count - 1), value, nothing)],
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

/** The buckets that a row speaks for: its own, and for a sample those after it, of which only the candidates' are worth a row. */
function askedFor(index: number, count: number, bucketMs: number, candidates: Candidates | undefined): Assignments {
  const own = field(`aidr_bucket${index}`);
  const kept = compare(field(`aidr_in${index}`), "==", number(1));
  const asked = `aidr_asked${index}`;
  if (!candidates) return [[asked, choose(kept, call("mvrange", own, arithmetic(own, "+", number(count + 1))), own)]];
  const bucketOf = (milliseconds: Expr) => call("floor", arithmetic(milliseconds, "/", number(bucketMs)));
  const [first, last] = [`aidr_first${index}`, `aidr_last${index}`];
  const isWorth = and([kept, compare(own, "<", field(last)), compare(arithmetic(own, "+", number(count)), ">=", field(first))]);
  const from = call("max", arithmetic(own, "+", number(1)), field(first));
  const to = call("min", arithmetic(own, "+", number(count)), field(last));
  return [
    [first, bucketOf(candidates.after)],
    [last, bucketOf(candidates.until)],
    [asked, choose(isWorth, call("mvappend", own, call("mvrange", from, arithmetic(to, "+", number(1)))), own)],
  ];
}
