/** Stages put together as a sequence: shared keys, the span, the order that it rests on, and whether it finds every match or each key's first. */
import type { Span } from "../../../source/span.ts";
import { and, exists } from "../../../targets/eql/build.ts";
import type { Expr, Filter, Query, Stage } from "../../../targets/eql/query.ts";
import type { Mapping } from "../../../schema/mapping.ts";
import type { Account } from "../../account.ts";
import type { ExportOptions } from "../../outcome.ts";
import { canonical } from "../../../ir/identity.ts";

export type Found = { readonly query: Query; readonly granularity: "event" | "entity" };

/** `with runs` goes up to here (EQL syntax reference); more are several stages. */
const runsMax = 100;
/** A stage is a search of its own; beyond so many nobody would wait for the answer. */
const stagesMax = 500;

export type Plan = {
  readonly span: Span;
  /** The first event lies less than so much before the last. */
  readonly withinMs: number;
  readonly stages: readonly Stage[];
  readonly until?: Filter;
  /** Whether the rule fires on events that complete no match, behind a key's first. */
  readonly firstOnly?: boolean;
};

/** The query, unless the account says why there is none. */
export function sequenceOf(
  { span, withinMs, stages, until, firstOnly = false }: Plan,
  mapping: Mapping,
  options: ExportOptions,
  account: Account,
): Found {
  const [first] = stages;
  const isAlone = stages.length === 1 && first?.runs === 1;
  if (first && isAlone) return { query: { kind: "events", where: and([first.where, ...first.by.map(exists)]) }, granularity: "event" };
  const granularity = findsEveryMatch(stages) && !until && !firstOnly ? "event" : "entity";
  if (granularity === "entity" && !options.entity)
    account.refuse(span, {
      code: "construct-missing",
      reason: "an EQL sequence uses up the events that it matched, so of each key only the first match is sure to be found",
      alternative: "accept that with `--granularity entity`, or export to KQL or SPL",
    });
  requireOrder(span, mapping, account);
  if (withinMs < 2)
    account.refuse(span, {
      code: "construct-missing",
      reason: "the events lie within one millisecond, and `maxspan` counts whole ones",
      alternative: "widen the window",
    });
  if (stages.reduce((sum, { runs }) => sum + runs, 0) > stagesMax)
    account.refuse(span, {
      code: "query-too-long",
      reason: `the sequence has more than ${stagesMax} events`,
      alternative: "lower the count, or export to KQL or SPL",
    });
  return { query: sharedKeys(withinMs - 1, stages.flatMap(cutRuns), until), granularity };
}

/** EQL orders by time and a tiebreaker field; without one, events of one time stand in any order. */
function requireOrder(span: Span, mapping: Mapping, account: Account): void {
  switch (mapping.ties.kind) {
    case "sequence":
      return account.assume({ kind: "tiebreak", column: mapping.ties.column });
    case "unique-time":
      return account.assume({ kind: "unique-time" });
    case "none":
      return account.refuse(span, {
        code: "no-row-order",
        reason: "events of one time have no order without a tiebreaker",
        alternative: "name a numbering column in the mapping (`ties: { sequence: … }`), or promise `ties: unique-time`",
      });
  }
}

function cutRuns(stage: Stage): readonly Stage[] {
  const whole = Array.from({ length: Math.floor(stage.runs / runsMax) }, () => ({ ...stage, runs: runsMax }));
  const rest = stage.runs % runsMax;
  return rest === 0 ? whole : [...whole, { ...stage, runs: rest }];
}

function sharedKeys(maxspanMs: number, stages: readonly Stage[], until: Filter | undefined): Query {
  const filters: readonly Filter[] = until ? [...stages, until] : stages;
  const isShared = new Set(filters.map(({ by }) => JSON.stringify(by))).size === 1;
  if (!isShared) return { kind: "sequence", by: [], maxspanMs, stages, ...(until ? { until } : {}) };
  const bare = stages.map((stage) => ({ ...stage, by: [] }));
  return { kind: "sequence", by: stages[0]?.by ?? [], maxspanMs, stages: bare, ...(until ? { until: { ...until, by: [] } } : {}) };
}

/**
 * Where all stages but the last ask the same, and the last asks no less, each event takes the run of those directly before it, which no other event
 * takes: nothing is used up. With one event and an absence behind it, each event is looked at by itself. Otherwise an event can find what it needs taken.
 */
function findsEveryMatch(stages: readonly Stage[]): boolean {
  const positive = stages.filter(({ missing }) => !missing);
  const last = positive.at(-1);
  const [first] = positive;
  if (!first || !last) return false;
  if (positive.length === 1 && last.runs === 1) return true;
  if (stages.length !== positive.length) return false;
  const before = positive.length === 1 ? [] : positive.slice(0, -1);
  if (positive.length > 1 && last.runs > 1 && canonical(first.where) !== canonical(last.where)) return false;
  const isOne = before.every((stage) => canonical(stage.where) === canonical(first.where)) && canonical(first.by) === canonical(last.by);
  return isOne && asksNoLess(last.where, first.where);
}

function asksNoLess(strict: Expr, loose: Expr): boolean {
  const parts = (expr: Expr): readonly string[] => (expr.kind === "and" ? expr.parts : [expr]).map(canonical);
  const asked = new Set(parts(strict));
  return (loose.kind === "boolean" && loose.value) || parts(loose).every((part) => asked.has(part));
}
