/** The other side of a join: events of a state term's source, with their keys, places and values, and which of them a row is paired with. */
import type { Unsupported } from "../../builtins/lowering.ts";
import type { State } from "../../ir/state.ts";
import { meaningOf } from "../../ir/identity.ts";
import type { Term } from "../../ir/plan.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Named, Pipeline, ScalarType, Stage } from "../../targets/kql/query.ts";
import type { Polarity } from "../account.ts";
import { lowerPredicate } from "../predicate.ts";
import type { Builder, Scope } from "./builder.ts";
import type { Group } from "./group.ts";
import { isKey, keyOf } from "./keys.ts";
import { placeColumns, type Place } from "./order.ts";
import { rowsOf } from "./rows.ts";
import { newScope } from "./scope.ts";
import { since } from "./scan.ts";

/** Where a past event stands beside the row that looks back at it. */
export const pastPlace: Place = { time: "past_time", sequence: "past_sequence" };

/** A join under construction: state terms that look at the same events in the same way share it. */
export type Draft = Group & {
  readonly scope: Scope;
  /** Columns of the past events that aggregates read. */
  readonly values: Map<string, Named>;
  readonly aggregates: Named[];
  /** Whether the row has the whole key. */
  readonly keyIsThere: Expr;
};

export type Look = {
  /** What tells this way of looking from another at the same events: kind, window, filtered value. */
  readonly way: readonly unknown[];
  readonly wish: string;
  readonly comment?: string;
  readonly pair: Expr;
  /** How long before a row the past may lie; absent: without a bound. */
  readonly withinMs?: number;
  /** Further conditions on a past event, asked in its own scope. */
  readonly only?: (scope: Scope) => readonly Expr[] | Unsupported;
  readonly reduce: (draft: Draft, id: Named) => readonly Stage[];
  /** Stages on the past rows before the join. */
  readonly shape?: (draft: Draft) => readonly Stage[];
};

/** The join of a state term on the rows of a scope; made once for all terms that share it. */
export function draftOf(builder: Builder, scope: Scope, node: State, polarity: Polarity, look: Look): Draft | Unsupported {
  const identity = meaningOf([look.way, node.source, node.by]);
  const known = scope.groups.get(identity);
  if (known) return known as Draft; // only drafts are put there
  const key = keyOf(node.by, scope);
  if (!isKey(key)) return key;
  const past = newScope(builder, node.source.events);
  const pastKey = keyOf(node.by, past);
  if (!isKey(pastKey)) return pastKey;
  const only = look.only?.(past) ?? [];
  if ("ok" in only) return only;
  const where = node.source.where === undefined ? kql.yes : lowerPredicate(node.source.where, past.context, polarity);
  const own = key.parts.map(
    (part, index): Named => ({ name: part.kind === "column" ? part.name : builder.fresh(`key_${index + 1}`), value: part }),
  );
  const keys = own.map(({ name }, index) => ({ own: name, past: pastKeyName(pastKey.parts[index], name, index) }));
  const values = new Map<string, Named>();
  const draft: Draft = {
    wish: look.wish,
    ...(look.comment === undefined ? {} : { comment: look.comment }),
    own: [...own],
    keys: keys.length === 0 ? [everyone] : keys,
    pair: look.pair,
    columns: new Set(),
    scope: past,
    values,
    aggregates: [],
    keyIsThere: key.isThere,
    past: () => {
      const keyColumns = keys.map(({ past: name }, index): Named => ({ name, value: pastKey.parts[index] ?? kql.no }));
      const condition = kql.and([pastKey.isThere, where, ...only]);
      const output = [
        ...(keys.length === 0 ? [everyoneColumn] : []),
        ...keyColumns,
        ...placeColumns(builder, pastPlace),
        ...values.values(),
      ];
      const rows = rowsOf(builder, past, {
        condition,
        output: distinctNames(output),
        times: timesOf(builder, look.withinMs),
        label: `${look.wish}_events`,
        span: node.span,
      });
      return withStages(rows, look.shape?.(draft) ?? []);
    },
    reduce: (id) => look.reduce(draft, id),
  };
  if (keys.length === 0) draft.own.push(everyoneColumn);
  scope.groups.set(identity, draft);
  return draft;
}

export function isDraft(draft: Draft | Unsupported): draft is Draft {
  return "aggregates" in draft;
}

/** Without BY all events are of one key. */
const everyone = { own: "everyone", past: "everyone" } as const;
const everyoneColumn: Named = { name: "everyone", value: kql.long(1) };

function pastKeyName(part: Expr | undefined, own: string, index: number): string {
  return part?.kind === "column" ? part.name : own.startsWith("key_") ? own : `key_${index + 1}`;
}

function distinctNames(columns: readonly Named[]): readonly Named[] {
  return [...new Map(columns.map((one) => [one.name, one])).values()];
}

/** In a scheduled run older events than the candidates can need are left where they are. */
function timesOf(builder: Builder, withinMs: number | undefined): readonly Expr[] {
  const { schedule } = builder.options;
  if (!schedule || withinMs === undefined || builder.reach.beforeMs === undefined) return [];
  return [since(builder, builder.reach.beforeMs)];
}

function withStages({ source, stages }: Pipeline, more: readonly Stage[]): Pipeline {
  return { source, stages: [...stages, ...more] };
}

/** A column of the past events under a name that says whose it is. */
export function pastValue(draft: Draft, name: string, value: Expr): Expr {
  draft.values.set(name, { name, value });
  return kql.column(name, kql.typeOf(value));
}

/** A column that the join adds to the rows. */
export function addColumn(builder: Builder, draft: Draft, wish: string, value: Expr, type: ScalarType): Expr {
  const known = draft.aggregates.find((one) => JSON.stringify(one.value) === JSON.stringify(value));
  const name = known?.name ?? builder.fresh(wish);
  if (!known) draft.aggregates.push({ name, value });
  draft.columns.add(name);
  return kql.column(name, type);
}

/** What a value is called: the last name of its path. */
export function nameOf(term: Term): string {
  switch (term.kind) {
    case "field":
    case "binding":
      return snake(term.path.at(-1) ?? (term.kind === "binding" ? term.name : "value"));
    case "member":
      return snake(term.key);
    case "call":
      return snake(term.word);
    default:
      return "value";
  }
}

function snake(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  return plain === "" || /^[0-9]/.test(plain) ? `value_${plain}` : plain;
}
