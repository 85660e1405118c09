/** A search, run over rows as Splunk's documentation says. It is a model: nothing of it has run on Splunk. */
import type { Reading, Row, Single, Value, World } from "./expression.ts";
import { many, numberOf, show, textOrder, truthOf, valueAt } from "./expression.ts";
import type { Aggregation, Parsed, Search, Stage } from "./parse-spl.ts";

export type Run = {
  readonly nowMs: number;
  readonly reading: Reading;
  /** Events that `streamstats` keeps ("streamstats": 10,000 by `max_stream_window`). */
  readonly streamMax?: number;
  readonly lookups?: ReadonlyMap<string, ReadonlySet<string>>;
};

/** The rows that the search answers with. Rows come as an index gives them: newest first. */
export function runParsed({ search, stages }: Parsed, rows: readonly Row[], run: Run): readonly Row[] {
  const world: World = { nowSeconds: run.nowMs / 1000, reading: run.reading };
  let current: readonly Row[] = rows.filter((row) => finds(search, row));
  for (const stage of stages) current = applied(stage, current, world, run);
  return current;
}

/** "search": values are compared without case, `*` is a wildcard, any value of a field will do, a missing field matches nothing. */
function finds(search: Search, row: Row): boolean {
  if (search.kind !== "compare") {
    return search.kind === "and" ? search.parts.every((part) => finds(part, row)) : search.parts.some((part) => finds(part, row));
  }
  const value = row.get(search.field) ?? null;
  if (value === null) return false;
  const patterns = search.values.map((one) => new RegExp(`^${one.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "[^]*")}$`, "i"));
  return many(value).some((one) => patterns.some((pattern) => pattern.test(show(one))));
}

function applied(stage: Stage, rows: readonly Row[], world: World, run: Run): readonly Row[] {
  switch (stage.kind) {
    case "where":
      return rows.filter((row) => truthOf(stage.condition, row, world) === true);
    case "eval":
      // "eval": expressions from left to right; each sees the fields of those before it.
      return rows.map((row) =>
        stage.assignments.reduce<Row>((made, [name, node]) => withField(made, name, valueAt(node, made, world)), row),
      );
    case "sort":
      return sorted(run.reading.sortKeepsOrder ? rows : [...rows].reverse(), stage.keys);
    case "streamstats":
      return streamed(stage, rows, run.streamMax ?? 10_000);
    case "eventstats":
      return grouped(stage.by, rows, (group) => {
        const statistics = stage.aggregations.map((one) => [one.as, statistic(one, group)] as const);
        return group.map((row) => statistics.reduce<Row>((made, [name, value]) => withField(made, name, value), row));
      });
    case "accum": {
      // "accum": a running total of a numeric field, over the rows as they come.
      let total = 0;
      return rows.map((row) => {
        const number = numberIn(row, stage.field);
        if (number === undefined) return row;
        total += number;
        return withField(row, stage.as, total);
      });
    }
    case "mvexpand":
      // "mvexpand": one row for each value.
      return rows.flatMap((row) => {
        const value = row.get(stage.field) ?? null;
        return value === null ? [row] : many(value).map((one) => withField(row, stage.field, one));
      });
    case "lookup": {
      // "lookup": case is heeded unless the lookup says otherwise; without a match nothing is added.
      const values = run.lookups?.get(`${stage.table}/${stage.column}`);
      if (!values) throw new Error(`no lookup ${stage.table}`);
      return rows.map((row) => {
        const value = row.get(stage.field) ?? null;
        const found = value !== null && !Array.isArray(value) && values.has(show(value as Single));
        return withField(row, stage.as, found ? value : null);
      });
    }
    case "table":
      return rows.map((row) => new Map(stage.fields.map((name) => [name, row.get(name) ?? null])));
  }
}

function withField(row: Row, name: string, value: Value): Row {
  const made = new Map(row);
  if (value === null) made.delete(name);
  else made.set(name, value);
  return made;
}

/** "sort": ascending unless `-`; `num` by number, `str` by character; rows without the field last. Of equal rows nothing is said. */
function sorted(rows: readonly Row[], keys: Extract<Stage, { readonly kind: "sort" }>["keys"]): readonly Row[] {
  return [...rows].sort((left, right) => {
    for (const { field, as, descending } of keys) {
      const [a, b] = [left.get(field) ?? null, right.get(field) ?? null];
      if (a === null || b === null) {
        if (a === b) continue;
        return a === null ? 1 : -1;
      }
      const order =
        as === "str"
          ? textOrder(show(many(a)[0] ?? ""), show(many(b)[0] ?? ""))
          : (numberIn(left, field) ?? 0) - (numberIn(right, field) ?? 0);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

/**
 * "streamstats": for each row the statistics of the rows before it and, with `current`, of itself; with `window` of the last so many of its group
 * (`global=f`), else of as many as `max_stream_window` lets it see, which are read here as the last of all rows. Rows without a BY field get nothing.
 */
function streamed(
  stage: Extract<Stage, { readonly kind: "streamstats" | "eventstats" }>,
  rows: readonly Row[],
  streamMax: number,
): readonly Row[] {
  const seen = new Map<string, { readonly at: number; readonly row: Row }[]>();
  return rows.map((row, at) => {
    const key = keyOf(stage.by, row);
    if (key === undefined) return row;
    const before = seen.get(key) ?? [];
    const all = stage.current ? [...before, { at, row }] : before;
    const reach = stage.window === undefined ? all.filter((one) => at - one.at <= streamMax) : all.slice(-stage.window);
    seen.set(key, [...before, { at, row }]);
    const window = reach.map((one) => one.row);
    return stage.aggregations.reduce<Row>((made, one) => withField(made, one.as, statistic(one, window)), row);
  });
}

function grouped(by: readonly string[], rows: readonly Row[], make: (group: readonly Row[]) => readonly Row[]): readonly Row[] {
  const groups = new Map<string, Row[]>();
  const without: Row[] = [];
  for (const row of rows) {
    const key = keyOf(by, row);
    if (key === undefined) without.push(row);
    else groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...[...groups.values()].flatMap(make), ...without];
}

function keyOf(by: readonly string[], row: Row): string | undefined {
  const parts = by.map((name) => row.get(name) ?? null);
  return parts.includes(null) ? undefined : JSON.stringify(parts.map((part) => (part === null ? "" : many(part).map(show))));
}

/** "Statistical and charting functions": over the rows that have the field; of none, only a count has a value. */
function statistic({ name, of }: Aggregation, rows: readonly Row[]): Value {
  if (name === "count") return of === undefined ? rows.length : rows.filter((row) => (row.get(of) ?? null) !== null).length;
  if (of === undefined) throw new Error(`${name} of nothing`);
  if (name === "last") {
    const there = rows.flatMap((row) => row.get(of) ?? []);
    return there.at(-1) ?? null;
  }
  const numbers = rows.flatMap((row) => numberIn(row, of) ?? []);
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((total, one) => total + one, 0);
  const mean = sum / numbers.length;
  switch (name) {
    case "sum":
      return sum;
    case "avg":
      return mean;
    case "min":
      return Math.min(...numbers);
    case "max":
      return Math.max(...numbers);
    // "stdev(<value>)": the sample standard deviation.
    case "stdev":
      return numbers.length < 2 ? 0 : Math.sqrt(numbers.reduce((total, one) => total + (one - mean) ** 2, 0) / (numbers.length - 1));
    default:
      throw new Error(`no statistic ${name}`);
  }
}

function numberIn(row: Row, name: string): number | undefined {
  const value = row.get(name) ?? null;
  return value === null || Array.isArray(value) ? undefined : numberOf(value as Single); // the arrays are gone
}
