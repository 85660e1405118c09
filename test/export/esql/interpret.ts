/** Runs a pipeline over rows. Each command from its page of Elastic's "ES|QL commands". */
import type { Clock } from "./expressions.ts";
import { evaluate } from "./expressions.ts";
import type { Named, Node, Stage } from "./syntax.ts";
import type { Cell, One, Row } from "./values.ts";
import { cellOf, isSeveral, keyOf, order, single, valuesOf } from "./values.ts";

export type Document = { readonly index: string; readonly id: string; readonly row: Row };
export type Lookups = ReadonlyMap<string, readonly Row[]>;

export function runEsql(
  stages: readonly Stage[],
  documents: readonly Document[],
  clock: Clock,
  lookups: Lookups = new Map(),
): readonly Row[] {
  let rows: readonly Row[] = [];
  for (const stage of stages) rows = after(stage, rows, documents, clock, lookups);
  return rows;
}

function after(stage: Stage, rows: readonly Row[], documents: readonly Document[], clock: Clock, lookups: Lookups): readonly Row[] {
  switch (stage.kind) {
    case "from":
      return documents.filter(({ index }) => stage.sources.includes(index)).map((document) => withMetadata(document, stage.metadata));
    case "row":
      return [assigned(new Map(), stage.columns, clock)];
    case "where":
      return rows.filter((row) => evaluate(stage.condition, row, clock) === true);
    case "eval":
      return rows.map((row) => assigned(row, stage.columns, clock));
    case "stats":
      return groups(rows, stage.by).map(({ key, members }) => new Map([...aggregated(stage.aggregations, members, clock), ...key]));
    case "inline-stats":
      return inline(rows, stage, clock);
    case "mv-expand":
      return rows.flatMap((row) => {
        const values = valuesOf(row.get(stage.column) ?? null);
        return values.length === 0 ? [row] : values.map((value) => new Map([...row, [stage.column, value]]));
      });
    case "lookup-join":
      return joined(rows, stage.on, lookups.get(stage.index) ?? []);
    case "keep":
      return rows.map((row) => new Map(stage.columns.map((name) => [name, row.get(name) ?? null])));
    case "limit":
      return rows.slice(0, stage.rows);
  }
}

function withMetadata({ index, id, row }: Document, metadata: readonly string[]): Row {
  const known: Readonly<Record<string, Cell>> = { _id: id, _index: index, _version: 1 };
  return new Map([...row, ...metadata.map((name) => [name, known[name] ?? null] as const)]);
}

function assigned(row: Row, columns: readonly Named[], clock: Clock): Row {
  const next = new Map(row);
  for (const { name, value } of columns) next.set(name, evaluate(value, next, clock));
  return next;
}

type Group = { readonly key: Row; readonly members: readonly Row[] };

/** A row with several values of a key is in the group of each; rows without one are a group as well. Without BY all rows are one group, also none. */
function groups(rows: readonly Row[], by: readonly string[]): readonly Group[] {
  if (by.length === 0) return [{ key: new Map(), members: rows }];
  const found = new Map<string, { readonly key: Row; readonly members: Row[] }>();
  for (const row of rows)
    for (const key of keysOf(row, by)) {
      const name = by.map((column) => keyOf(single(key.get(column) ?? null))).join("\n");
      const group = found.get(name) ?? { key, members: [] };
      group.members.push(row);
      found.set(name, group);
    }
  return [...found.values()];
}

function keysOf(row: Row, by: readonly string[]): readonly Row[] {
  let keys: readonly Row[] = [new Map()];
  for (const column of by) {
    const values = [...new Map(valuesOf(row.get(column) ?? null).map((value) => [keyOf(value), value])).values()];
    const choices: readonly Cell[] = values.length === 0 ? [null] : values;
    keys = keys.flatMap((key) => choices.map((choice) => new Map([...key, [column, choice]])));
  }
  return keys;
}

function aggregated(aggregations: readonly Named[], members: readonly Row[], clock: Clock): Row {
  return new Map(
    aggregations.map(({ name, value, where }) => {
      const counted = where ? members.filter((row) => evaluate(where, row, clock) === true) : members;
      return [name, aggregate(value, counted, clock)] as const;
    }),
  );
}

/** An aggregate, or a function of one. */
function aggregate(node: Node, rows: readonly Row[], clock: Clock): Cell {
  if (node.kind !== "call") throw new Error("no aggregate");
  const [argument] = node.args;
  const values = () => (argument ? rows.flatMap((row) => [...valuesOf(evaluate(argument, row, clock))]) : []);
  switch (node.name) {
    case "COUNT":
      return argument?.kind === "star" ? rows.length : values().length;
    case "VALUES":
      return cellOf([...new Map(values().map((value) => [keyOf(value), value])).values()]);
    case "MIN":
    case "MAX":
      return extreme(values(), node.name === "MAX" ? 1 : -1);
    default: {
      if (!argument) throw new Error(`no aggregate ${node.name}`);
      const inner = aggregate(argument, rows, clock);
      return evaluate({ kind: "call", name: node.name, args: [{ kind: "column", name: "inner" }] }, new Map([["inner", inner]]), clock);
    }
  }
}

function extreme(values: readonly One[], sign: 1 | -1): Cell {
  return values.reduce<One | null>((best, value) => (best === null || (order(value, best) ?? 0) * sign > 0 ? value : best), null);
}

/** Every row with the aggregates of its group; rows without a key are a group. elastic/elasticsearch, inlinestats.csv-spec, maxOfIntByKeyword. */
function inline(rows: readonly Row[], stage: Extract<Stage, { readonly kind: "stats" | "inline-stats" }>, clock: Clock): readonly Row[] {
  if (rows.some((row) => stage.by.some((column) => isSeveral(row.get(column) ?? null))))
    throw new Error("INLINE STATS by several values is not modelled");
  const found = groups(rows, stage.by).flatMap(({ members }) => {
    const made = aggregated(stage.aggregations, members, clock);
    return members.map((row) => [row, new Map([...row, ...made])] as const);
  });
  const next = new Map(found);
  return rows.map((row) => next.get(row) ?? row);
}

/** A left join: one row for each match, one with nulls where there is none. A missing key matches nothing. */
function joined(rows: readonly Row[], on: string, table: readonly Row[]): readonly Row[] {
  const others = [...new Set(table.flatMap((row) => [...row.keys()]))].filter((name) => name !== on);
  return rows.flatMap((row) => {
    const value = single(row.get(on) ?? null);
    const matches = value === null ? [] : table.filter((each) => order(value, single(each.get(on) ?? null) ?? Number.NaN) === 0);
    if (matches.length === 0) return [new Map([...row, ...others.map((name) => [name, null] as const)])];
    return matches.map((match) => new Map([...row, ...others.map((name) => [name, match.get(name) ?? null] as const)]));
  });
}
