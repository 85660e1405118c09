/**
 * Sequences and samples of EQL over rows in order. Written from Elastic's "EQL syntax reference" (how sequence queries handle matches, missing events, until)
 * and from what Elasticsearch's matcher does: stage by stage, an event takes the newest match of the stage before that lies before it, and with it all older ones are
 * gone; maxspan counts from the first event and is inclusive; `until` is asked between two neighbours, of which the earlier counts; a missing event is looked for by time once a match is complete.
 */
import type { Json } from "../carried.ts";
import type { KindOf, Reading, Row } from "./interpret.ts";
import { holds } from "./interpret.ts";
import type { EqlQuery, Item, Key } from "./read-eql.ts";

export type Ordered = { readonly id: string; readonly timeMs: number; readonly row: Row };
/** The events of a match in order, and its key as text. */
export type Match = { readonly key: string; readonly events: readonly Ordered[] };

export type Model = { readonly reading: Reading; readonly kindOf: KindOf; readonly category?: string };

/** `rows` in the order of time and tiebreaker. */
export function matchesOf(query: EqlQuery, rows: readonly Ordered[], model: Model): readonly Match[] {
  switch (query.kind) {
    case "events":
      return rows.filter((row) => meets(query.item, row, model)).map((row) => ({ key: row.id, events: [row] }));
    case "sequence":
      return sequences(query, rows, model);
    case "sample":
      return samples(query, rows, model);
  }
}

function meets(item: Item, { row }: Ordered, { reading, kindOf, category }: Model): boolean {
  return holds(item, row, reading, kindOf, category);
}

/** The keys of a row at a stage: one for each combination of the values of its columns; none where a column is missing that must be there. */
function keysOf(row: Row, by: readonly Key[]): readonly string[] {
  return by
    .reduce<readonly (readonly Json[])[]>(
      (keys, { name, optional }) => {
        const value = row.get(name) ?? null;
        const values = Array.isArray(value) ? value.filter((one: Json) => one !== null) : value === null ? [] : [value];
        const own = values.length === 0 && optional ? [null] : [...new Set<Json>(values)];
        return keys.flatMap((key) => own.map((one) => [...key, one]));
      },
      [[]],
    )
    .map((key) => JSON.stringify(key));
}

type Hit = { readonly at: number; readonly key: string };
type Sequence = Extract<EqlQuery, { readonly kind: "sequence" }>;
type Partial = { readonly key: string; readonly at: readonly number[] };

function sequences(query: Sequence, rows: readonly Ordered[], model: Model): readonly Match[] {
  const hitsOf = (item: Item): readonly Hit[] =>
    rows.flatMap((row, at) => (meets(item, row, model) ? keysOf(row.row, [...query.by, ...item.by]).map((key) => ({ at, key })) : []));
  const stages = query.stages.flatMap((stage) =>
    Array.from({ length: stage.runs }, () => ({ missing: stage.missing, hits: hitsOf(stage) })),
  );
  const until = query.until ? hitsOf(query.until) : [];
  const positive = stages.filter(({ missing }) => !missing);
  let begun: readonly Partial[] = (positive[0]?.hits ?? []).map(({ at, key }) => ({ key, at: [at] }));
  for (const { hits } of positive.slice(1)) begun = advanced(begun, hits, until, query.maxspanMs, rows);
  const gaps = gapsOf(stages);
  return begun
    .filter((partial) => gaps.every((gap) => isFree(gap, partial, query.maxspanMs ?? Number.POSITIVE_INFINITY, rows)))
    .map(({ key, at }) => ({ key, events: at.flatMap((index) => rows[index] ?? []) }));
}

/**
 * The machine as the syntax reference tells it: event by event, one pending match a state and key, the newer in place of the older. Without missing events, of which the page says
 * less. What we print must not depend on where the two differ.
 */
export function documentedMatches(query: Sequence, rows: readonly Ordered[], model: Model): readonly Match[] {
  const stages = query.stages.flatMap((stage) => Array.from({ length: stage.runs }, () => stage));
  const states = new Map<string, (readonly Ordered[] | undefined)[]>();
  const found: Match[] = [];
  for (const row of rows) {
    for (let at = stages.length - 1; at >= 0; at--) {
      const stage = stages[at];
      if (!stage || !meets(stage, row, model)) continue;
      for (const key of keysOf(row.row, [...query.by, ...stage.by])) {
        const pending = states.get(key) ?? stages.map(() => undefined);
        states.set(key, pending);
        const before = at === 0 ? [] : pending[at - 1];
        if (!before) continue;
        if (at > 0) pending[at - 1] = undefined;
        if (row.timeMs - (before[0] ?? row).timeMs > (query.maxspanMs ?? Number.POSITIVE_INFINITY)) continue;
        if (at === stages.length - 1) found.push({ key, events: [...before, row] });
        else pending[at] = [...before, row];
      }
    }
    if (query.until && meets(query.until, row, model))
      for (const key of keysOf(row.row, [...query.by, ...query.until.by])) states.delete(key);
  }
  return found;
}

/** One stage further: each hit takes the newest match before it, and all older ones of its key go with that. */
function advanced(
  begun: readonly Partial[],
  hits: readonly Hit[],
  until: readonly Hit[],
  maxspanMs: number | undefined,
  rows: readonly Ordered[],
): readonly Partial[] {
  let waiting = [...begun];
  const next: Partial[] = [];
  for (const { at, key } of hits) {
    const before = waiting.filter((partial) => partial.key === key && last(partial) < at);
    const newest = before.reduce<Partial | undefined>(
      (best, one) => (best === undefined || last(one) > last(best) ? one : best),
      undefined,
    );
    if (!newest) continue;
    waiting = waiting.filter((partial) => !before.includes(partial));
    if (timeOf(rows, at) - timeOf(rows, newest.at[0] ?? 0) > (maxspanMs ?? Number.POSITIVE_INFINITY)) continue;
    if (until.some((hit) => hit.key === key && hit.at >= last(newest) && hit.at < at)) continue;
    next.push({ key, at: [...newest.at, at] });
  }
  return next;
}

function last({ at }: Partial): number {
  return at.at(-1) ?? 0;
}

function timeOf(rows: readonly Ordered[], at: number): number {
  return rows[at]?.timeMs ?? 0;
}

/** Between the events at two places; behind the last where there is no `before`. */
type Gap = { readonly after: number; readonly before: number | undefined; readonly hits: readonly Hit[] };

/** Missing stages with the places of the events beside them. */
function gapsOf(stages: readonly { readonly missing: boolean; readonly hits: readonly Hit[] }[]): readonly Gap[] {
  const gaps: Gap[] = [];
  const count = stages.filter(({ missing }) => !missing).length;
  let seen = 0;
  for (const { missing, hits } of stages) {
    if (!missing) seen++;
    else gaps.push({ after: seen - 1, before: seen === count ? undefined : seen, hits });
  }
  return gaps;
}

/** Nothing of the gap by time alone: between two events strictly; behind the last within maxspan of the first. */
function isFree({ after, before, hits }: Gap, { key, at }: Partial, maxspanMs: number, rows: readonly Ordered[]): boolean {
  const first = timeOf(rows, at[0] ?? 0);
  const from = timeOf(rows, at[after] ?? 0);
  const to = before === undefined ? first + maxspanMs + 0.5 : timeOf(rows, at[before] ?? 0);
  return !hits.some((hit) => hit.key === key && timeOf(rows, hit.at) > from && timeOf(rows, hit.at) < to);
}

/** Keys for which each filter has an event of its own. */
function samples(query: Extract<EqlQuery, { readonly kind: "sample" }>, rows: readonly Ordered[], model: Model): readonly Match[] {
  const byKey = new Map<string, Ordered[][]>();
  for (const [index, item] of query.items.entries())
    for (const row of rows)
      if (meets(item, row, model))
        for (const key of keysOf(row.row, [...query.by, ...item.by])) {
          const found = byKey.get(key) ?? query.items.map(() => []);
          found[index]?.push(row);
          byKey.set(key, found);
        }
  return [...byKey].flatMap(([key, found]) => {
    const events = distinct(found, []);
    return events ? [{ key, events }] : [];
  });
}

function distinct(found: readonly (readonly Ordered[])[], taken: readonly Ordered[]): readonly Ordered[] | undefined {
  const [own, ...rest] = found;
  if (!own) return taken;
  for (const row of own) {
    if (taken.includes(row)) continue;
    const whole = distinct(rest, [...taken, row]);
    if (whole) return whole;
  }
  return undefined;
}
