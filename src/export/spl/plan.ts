/** What a search has to compute before its condition can be asked: gathered while the condition is lowered, put in order at the end. */
import type { Operand } from "../../builtins/lowering.ts";
import type { Command, Expr } from "../../targets/spl/query.ts";

/** Events that a window, a look back or a baseline keeps, and under which key. */
export type Kept = {
  /** Whether the event in hand is kept: of a source type, its `where` holds, its key is there. */
  readonly taking: Expr;
  /** A text for each key; null where a part of it is missing. */
  readonly key: Expr;
};

/** What is counted of the events that lie in a window. */
export type Measure =
  /** Events (`value` absent), or the sum of a number. */
  | { readonly kind: "total"; readonly value?: Expr; readonly as: string }
  | { readonly kind: "distinct"; readonly value: Expr; readonly as: string }
  /** Events with the value that the event in hand asks for. `asked` is absent where that is its own. */
  | { readonly kind: "same"; readonly value: Expr; readonly asked?: Expr; readonly as: string };

/** (t − withinMs, t], the event in hand included if it is kept. */
export type Window = Kept & { readonly kind: "window"; readonly withinMs: number; readonly measures: readonly Measure[] };
/** The value of the kept event before this one. */
export type LookBack = Kept & { readonly kind: "look-back"; readonly value: Expr; readonly as: string; readonly asTime: string };
export type BucketStatistic = "count" | "sum" | "avg" | "stdev" | "min" | "max";
/** Closed buckets of `bucketMs`: for an event in the middle of one, `buckets` − 1 or `buckets` of them lie wholly within `overMs`. */
export type Buckets = Kept & {
  readonly kind: "buckets";
  readonly value: Expr;
  readonly overMs: number;
  readonly bucketMs: number;
  readonly statistics: ReadonlyMap<BucketStatistic, string>;
};
export type Memory = Window | LookBack | Buckets;

/** Memories of one depth need nothing of each other; `after` makes their columns into what the condition reads. */
export type Phase = {
  readonly memories: readonly (readonly [number: number, memory: Memory])[];
  readonly after: readonly (readonly [string, Expr])[];
};

export type Plan = {
  /** Operand of a state term that was asked for before. */
  known(id: string): Operand<Expr> | undefined;
  remember(id: string, depth: number, operand: Operand<Expr>): void;
  /** A name that no column has yet: `aidr_count1`. */
  name(what: string): string;
  /** Lowers what a memory reads; memories asked for inside come in an earlier phase. The answer's depth is for `add`. */
  inside<X>(lower: () => X): { readonly value: X; readonly depth: number };
  add(depth: number, memory: Memory): void;
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
  const phases: { memories: [number, Memory][]; after: [string, Expr][] }[] = [];
  const first: Command[] = [];
  const open: number[] = [];
  let numbered = 0;
  const phase = (depth: number) => {
    while (phases.length <= depth) phases.push({ memories: [], after: [] });
    return phases[depth] ?? { memories: [], after: [] };
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
      numbered++;
      phase(depth).memories.push([numbered, memory]);
      rise(depth);
    },
    after: (depth, column, value) => void phase(depth).after.push([column, value]),
    before: (command) => void first.push(command),
    phases,
    first,
  };
}
