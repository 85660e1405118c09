/** The nodes of the plan that remember: aggregates, baselines, looks at the past, provenance, sequences. */
import type { Span } from "../source/span.ts";
import type { Type } from "../types/type.ts";
import type { Predicate, Term } from "./plan.ts";

/** Hash of a term's structure: terms of one id share one store. */
export type StateId = string;

/** Which events a term keeps, and for which key. `by` empty: one state for all. */
export type State = {
  readonly id: StateId;
  readonly source: { readonly events: readonly string[]; readonly where?: Predicate };
  /** Read on the kept event and on the event that asks. */
  readonly by: readonly Term[];
  readonly type: Type;
  readonly span: Span;
};

export type Statistic =
  | { readonly kind: "count" }
  | { readonly kind: "count-distinct" | "sum" | "avg" | "min" | "max" | "stddev" | "median"; readonly of: Term }
  | { readonly kind: "percentile"; readonly of: Term; readonly rank: number };

/** Over (t − withinMs, t], the current event included. `enough`: only `>= n` is ever asked, so n entries suffice. */
export type Aggregate = State & {
  readonly kind: "aggregate";
  readonly statistic: Statistic;
  readonly withinMs: number;
  readonly enough?: number;
};
/** Over closed UTC buckets (days; hours when overMs < 2 d) that begin at or after t − overMs and end at or before t's own bucket begins. */
export type Baseline = State & {
  readonly kind: "baseline";
  readonly statistic: Statistic;
  readonly overMs: number;
  readonly samplesMin: number;
  readonly excludeAlerted: boolean;
  /** Written in emitted modules, whose terms are simpler than those that the name is told from. */
  readonly store?: StateId;
};
/** boolean: at least samplesMin of the key's past events (earlier in the order, later than t − overMs), none of them with this value. */
export type Novelty = State & { readonly kind: "novelty"; readonly value: Term; readonly overMs: number; readonly samplesMin: number };
/** number in [0,1]: share of the past events with this value. */
export type Frequency = State & { readonly kind: "frequency"; readonly value: Term; readonly overMs: number; readonly samplesMin: number };
export type Previous = State & { readonly kind: "previous"; readonly value: Term; readonly withinMs?: number };
/** list: the values of `value` (a list, or one value) of the key's past events in the window; `v SEEN IN (…)` is in-list over it. */
export type Seen = State & { readonly kind: "seen"; readonly value: Term; readonly withinMs: number };

export type Step = {
  readonly name: string;
  readonly events: readonly string[];
  /** May read earlier steps through `binding` terms of their names. */
  readonly where?: Predicate;
  /** The key, read on this step's event. */
  readonly by: readonly Term[];
  /** 1 without REPEAT. */
  readonly repeat: number;
  /** Bound of each gap from the step (or repetition) before it. */
  readonly gapMs?: number;
  /** Events that must not lie strictly between the step before and this one. */
  readonly absentBefore: readonly Absence[];
  /** Names of the steps that `where` reads. */
  readonly reads: readonly string[];
  readonly span: Span;
};
export type Absence = {
  readonly events: readonly string[];
  readonly where?: Predicate;
  readonly by: readonly Term[];
  readonly reads: readonly string[];
  readonly span: Span;
};

export type Sequence = {
  readonly kind: "sequence";
  readonly id: StateId;
  readonly withinMs: number;
  readonly steps: readonly Step[];
  /** A final ABSENT: fires when the watermark passes t_last + withinMs without it. */
  readonly absentAfter?: Absence & { readonly withinMs: number };
  readonly span: Span;
};
export type Together = {
  readonly kind: "together";
  readonly id: StateId;
  readonly withinMs: number;
  readonly steps: readonly Step[];
  readonly span: Span;
};

export type Stateful = Aggregate | Baseline | Novelty | Frequency | Previous | Seen | Sequence | Together;
export type Answers<A> = { readonly [K in Stateful["kind"]]: (node: Extract<Stateful, { readonly kind: K }>) => A };
