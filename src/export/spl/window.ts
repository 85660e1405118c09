/**
 * Counts over (t − d, t], to the millisecond. The documentation does not say whether `streamstats time_window` takes in its edge, and lets it see 10,000 events;
 * so each kept event becomes two rows: one where it is, one at t + d that takes it away again. A running total in the order of time is then the count, and at
 * the end of a key it is 0, so that the next key begins anew. Splunk, "accum": the running total of a numeric field; "mvexpand": one row for each value.
 */
import { and, arithmetic, call, choose, compare, field, join, number, or, text } from "../../targets/spl/build.ts";
import type { Command, Expr, SortKey } from "../../targets/spl/query.ts";
import { timeColumn } from "./fields.ts";
import type { Measure, Window } from "./plan.ts";
import { asksApart } from "./plan.ts";

export type Numbered = readonly [number: number, window: Window];

const row = field("aidr_row");
const isNow = compare(row, "==", text("now"));
const at = "aidr_at";
const turn = "aidr_turn";

/** Rows for all windows of a phase, a running total for each measure, and then the events alone again. `ties` orders events of one time. */
export function windowCommands(windows: readonly Numbered[], ties: readonly SortKey[]): readonly Command[] {
  if (windows.length === 0) return [];
  const rows = windows.flatMap(([index, window]) => {
    const kept = compare(field(`aidr_in${index}`), "==", number(1));
    return [choose(kept, text(`${asksApart(window) ? ` in${index}` : ""} out${index}`), text(""))];
  });
  const later = [...new Set(windows.map(([, { withinMs }]) => withinMs))];
  const leaves = later.flatMap((withinMs) => {
    const outs = windows.flatMap(([index, window]) => (window.withinMs === withinMs ? [compare(row, "==", text(`out${index}`))] : []));
    return [or(outs), number(withinMs)];
  });
  return [
    {
      kind: "eval",
      assignments: [["aidr_row", call("split", join(text("now"), ...rows), text(" "))]],
      note: "a kept event comes once, and leaves the window again when its time is over",
    },
    { kind: "mvexpand", field: "aidr_row" },
    {
      kind: "eval",
      assignments: [
        [at, arithmetic(field(timeColumn), "+", call("case", ...leaves, call("true"), number(0)))],
        [turn, choose(compare(call("substr", row, number(1), number(3)), "==", text("out")), number(0), number(1))],
      ],
    },
    ...windows.flatMap(([index, window]) => measureCommands(index, window, ties)),
    { kind: "where", condition: isNow },
  ];
}

function measureCommands(index: number, window: Window, ties: readonly SortKey[]): readonly Command[] {
  const key: SortKey = { field: `aidr_key${index}`, as: "str", descending: false };
  // What leaves at a time has left before anything comes; what an event asks for is asked before it is kept itself.
  const order: readonly SortKey[] = [
    { field: at, as: "num", descending: false },
    { field: turn, as: "num", descending: false },
    ...ties,
    ...(asksApart(window) ? [{ field: "aidr_row", as: "str", descending: true } as const] : []),
  ];
  const totals = window.measures.filter((measure) => measure.kind === "total");
  const others = window.measures.filter((measure) => measure.kind !== "total");
  return [
    ...others.flatMap((measure) => byValue(index, window, measure, key, order)),
    ...(totals.length === 0
      ? []
      : [
          ...(totals.length > 0 ? [steps(index, window, totals)] : []),
          { kind: "sort", keys: [key, ...order] } as const,
          ...totals.map(({ as }): Command => ({ kind: "accum", field: as, as })),
        ]),
  ];
}

function steps(index: number, window: Window, totals: readonly Extract<Measure, { readonly kind: "total" }>[]): Command {
  return { kind: "eval", assignments: totals.map(({ value, as }) => [as, stepOf(index, window, value ?? number(1))]) };
}

/** What a row adds: a kept event its amount, and the row that takes it away the opposite. */
function stepOf(index: number, window: Window, amount: Expr): Expr {
  const kept = compare(field(`aidr_in${index}`), "==", number(1));
  const comes = asksApart(window) ? compare(row, "==", text(`in${index}`)) : and([isNow, kept]);
  const opposite: Expr = amount.kind === "number" ? number(-Number(amount.value)) : arithmetic(number(0), "-", amount);
  return call("case", comes, amount, compare(row, "==", text(`out${index}`)), opposite, call("true"), number(0));
}

/** Rows of one value together: how many of it are in the window; for a distinct count, when it comes and when the last of it leaves. */
function byValue(
  index: number,
  window: Window,
  measure: Exclude<Measure, { readonly kind: "total" }>,
  key: SortKey,
  order: readonly SortKey[],
): readonly Command[] {
  const { as } = measure;
  const valueColumn = `${as}_value`;
  const asked = measure.kind === "same" ? measure.asked : undefined;
  const shown = asked ? choose(isNow, asked, measure.value) : measure.value;
  const hasValue = call("isnotnull", measure.value);
  const step =
    measure.kind === "same" && !asked ? choose(hasValue, stepOf(index, window, number(1)), number(0)) : stepOf(index, window, number(1));
  const value: SortKey = { field: valueColumn, as: "str", descending: false };
  const same: readonly Command[] = [
    {
      kind: "eval",
      assignments: [
        [valueColumn, call("coalesce", shown, text(""))],
        [`${as}_step`, step],
      ],
    },
    { kind: "sort", keys: [key, value, ...order] },
    { kind: "accum", field: `${as}_step`, as: measure.kind === "same" ? as : `${as}_live` },
  ];
  if (measure.kind === "same") return same;
  const live = field(`${as}_live`);
  const first = and([compare(field(`${as}_step`), "==", number(1)), compare(live, "==", number(1))]);
  const last = and([compare(field(`${as}_step`), "==", number(-1)), compare(live, "==", number(0))]);
  return [
    ...same,
    { kind: "eval", assignments: [[as, call("case", first, number(1), last, number(-1), call("true"), number(0))]] },
    { kind: "sort", keys: [key, ...order] },
    { kind: "accum", field: as, as },
  ];
}
