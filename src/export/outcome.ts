/** What becomes of one rule in one target: a query with what it promises, or a refusal with its reasons. */
import type { Span } from "../source/span.ts";
import type { Assumption, RefusalCode, TargetName } from "../builtins/target.ts";
import type { ProjectPlan, RulePlan } from "../ir/plan.ts";
import type { Mapping } from "../schema/mapping.ts";

export type ExportInput = {
  readonly plan: ProjectPlan;
  readonly rule: RulePlan;
  readonly mapping: Mapping;
  readonly options: ExportOptions;
};

export type ExportOptions = {
  /** Whether a query that finds more than the rule is accepted in place of a refusal. */
  readonly broader: boolean;
  /** Whether it is enough that the same keys fire, each first on the same event. */
  readonly entity: boolean;
  readonly folding: "plain" | "strict";
  /** Present: the query is one run of a scheduled search, and finds the candidates of that run alone. Absent: the query is over all data. */
  readonly schedule?: Schedule;
  /** `querydsl` alone: which of its two printers. */
  readonly as?: "query" | "lucene";
};

/** A run at T looks for events in (T − lateMs − everyMs, T − lateMs]. */
export type Schedule = { readonly everyMs: number; readonly lateMs: number };

export type Outcome = Written | Refused;
export type Written = {
  readonly kind: "exact" | "scheduled" | "broader";
  readonly target: TargetName;
  /** The query as it is run. */
  readonly text: string;
  /** `spl` alone: the query from its first pipe on, for events that come from elsewhere than an index; it picks out their types itself. */
  readonly piped?: string;
  readonly granularity: "event" | "entity";
  readonly assumptions: readonly Assumption[];
  /** What finds more than the rule; not empty exactly for `broader`. */
  readonly widened: readonly Widened[];
  /** Tables that the query reads beside the events, to be deployed with it. */
  readonly lookups: readonly Lookup[];
  /** Columns of the answer. */
  readonly columns: readonly ResultColumn[];
  /** How far before a candidate the query reads: the longest of the rule's windows; 0 for a rule without state. */
  readonly lookBackMs: number;
  /** Sources (tables, indexes) that the query reads. */
  readonly sources: readonly string[];
  /** How this kind of query is verified, in the words of the report. */
  readonly evidence: string;
};
export type Refused = { readonly kind: "refused"; readonly target: TargetName; readonly refusals: readonly Refusal[] };

export type Refusal = {
  readonly code: RefusalCode;
  /** What of the rule cannot be said. */
  readonly construct: Span;
  readonly reason: string;
  /** What the author can do instead. */
  readonly alternative: string;
};
export type Widened = { readonly construct: Span; readonly why: string };
/** A table of the query's own: `rows` hold one value for each of `columns`. */
export type Lookup = { readonly name: string; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
/** `path`: the field of aidr that the column holds, where it is one. */
export type ResultColumn = { readonly column: string; readonly path?: readonly string[] };
