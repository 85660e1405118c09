/** What a search has to compute before its condition can be asked: gathered while the condition is lowered, put in order at the end. */
import type { Operand } from "../../builtins/lowering.ts";
import { printExpr } from "../../targets/spl/print.ts";
import type { Command, Expr } from "../../targets/spl/query.ts";

/** Events that a window, a look back or a baseline keeps, and under which key. */
export type Kept = {
  /** Columns that key and conditions read: set before them. */
  readonly prepare: Assignments;
  /** Whether the event in hand is kept: of a source type, its `where` holds, its key is there. */
  readonly taking: Expr;
  /** A text for each key; null where a part of it is missing. */
  readonly key: Expr;
};
export type Assignments = readonly (readonly [column: string, value: Expr])[];

/** What is counted of the events that lie in a window. */
export type Measure =
  /** Events (`value` absent), or the sum of a number. */
  | { readonly kind: "total"; readonly value?: Expr; readonly as: string }
  | { readonly kind: "distinct"; readonly value: Expr; readonly as: string }
  /** Events with the value that the event in hand asks for. `asked` is absent where that is its own. */
  | { readonly kind: "same"; readonly value: Expr; readonly asked?: Expr; readonly as: string };

/** (t − withinMs, t], the event in hand included if it is kept. */
export type Window = Kept & { readonly kind: "window"; readonly withinMs: number; readonly measures: readonly Measure[] };
/** Values of the kept event before this one, and its time. */
export type LookBack = Kept & { readonly kind: "look-back"; readonly values: ReadonlyMap<string, Expr>; readonly asTime: string };
export type BucketStatistic = "count" | "sum" | "avg" | "stdev" | "min" | "max";
/** Closed buckets of `bucketMs` within `overMs`. */
export type Buckets = Kept & {
  readonly kind: "buckets";
  readonly value: Expr;
  readonly overMs: number;
  readonly bucketMs: number;
  readonly statistics: ReadonlyMap<BucketStatistic, string>;
};
export type Memory = Window | LookBack | Buckets;

/** Memories of one depth need nothing of each other; `after` makes their columns into what the condition reads. */
export type Phase = { readonly memories: ReadonlyMap<number, Memory>; readonly after: Assignments };

export type Plan = {
  /** Operand of a state term that was asked for before. */
  known(id: string): Operand<Expr> | undefined;
  remember(id: string, depth: number, operand: Operand<Expr>): void;
  /** A name that no column has yet: `aidr_count1`. */
  name(what: string): string;
  /** Lowers what a memory reads; memories asked for inside come in an earlier phase. The answer's depth is for `add`. */
  inside<X>(lower: () => X): { readonly value: X; readonly depth: number };
  /** The number of the memory, and the memory itself: an equal one that is there already takes in what is new. */
  add(depth: number, memory: Memory): { readonly index: number; readonly memory: Memory };
  /** A column made of a memory's columns, once they are there. */
  after(depth: number, column: string, value: Expr): void;
  /** Commands of the event alone, before anything is remembered (a lookup). */
  before(command: Command): void;
  readonly phases: readonly Phase[];
  readonly first: readonly Command[];
};

export function newPlan(): Plan {
  const operands = new Map<string, { readonly operand: Operand<Expr>; readonly depth: number }>();
  const names = new Map<string, number>();
  const phases: { readonly memories: Map<number, Memory>; readonly after: [string, Expr][] }[] = [];
  const first: Command[] = [];
  const open: number[] = [];
  let numbered = 0;
  const phase = (depth: number) => {
    while (phases.length <= depth) phases.push({ memories: new Map(), after: [] });
    return phases[depth] ?? { memories: new Map<number, Memory>(), after: [] };
  };
  /** What is lowered around a memory comes after it. */
  const rise = (depth: number) => {
    const outer = open.at(-1);
    if (outer !== undefined) open[open.length - 1] = Math.max(outer, depth + 1);
  };
  return {
    known(id) {
      const known = operands.get(id);
      if (known) rise(known.depth);
      return known?.operand;
    },
    remember: (id, depth, operand) => void operands.set(id, { operand, depth }),
    name(what) {
      const count = (names.get(what) ?? 0) + 1;
      names.set(what, count);
      return `aidr_${what}${count}`;
    },
    inside(lower) {
      open.push(0);
      const value = lower();
      return { value, depth: open.pop() ?? 0 };
    },
    add(depth, memory) {
      rise(depth);
      const { memories } = phase(depth);
      for (const [index, there] of memories) {
        const joined = join(there, memory);
        if (!joined) continue;
        memories.set(index, joined);
        return { index, memory: joined };
      }
      numbered++;
      memories.set(numbered, memory);
      return { index: numbered, memory };
    },
    after: (depth, column, value) => void phase(depth).after.push([column, value]),
    before: (command) => void first.push(command),
    phases,
    first,
  };
}

/** One memory for both, or undefined where they keep different events. */
function join(there: Memory, other: Memory): Memory | undefined {
  if (!sameEvents(there, other)) return undefined;
  if (there.kind === "window" && other.kind === "window" && there.withinMs === other.withinMs && !asksApart(there) && !asksApart(other))
    return { ...there, measures: [...there.measures, ...other.measures] };
  if (there.kind === "look-back" && other.kind === "look-back") return { ...there, values: new Map([...there.values, ...other.values]) };
  if (
    there.kind === "buckets" &&
    other.kind === "buckets" &&
    there.overMs === other.overMs &&
    printExpr(there.value) === printExpr(other.value)
  )
    return { ...there, statistics: new Map([...other.statistics, ...there.statistics]) };
  return undefined;
}

function sameEvents(there: Kept, other: Kept): boolean {
  return printExpr(there.taking) === printExpr(other.taking) && printExpr(there.key) === printExpr(other.key);
}

/** Whether the value that is kept is another than the one that is asked for. */
export function asksApart(window: Window): boolean {
  return window.measures.some((measure) => measure.kind === "same" && measure.asked !== undefined);
}
