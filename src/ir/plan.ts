/**
 * The typed plan: what a rule means, after names, types, sugar and tuning are settled. `check` alone makes it;
 * `detect`, `emit` and every exporter read it. Nothing here is untyped, unresolved or sugar.
 */
import type { Span } from "../source/span.ts";
import type { RecordType, Type } from "../types/type.ts";
import type { ExactInteger } from "../runtime/value.ts";
import type { FunctionWord, TestWord } from "../builtins/words.ts";
import type { Aggregate, Baseline, Frequency, Novelty, Previous, Seen, Sequence, StateId, Together } from "./state.ts";

export type ProjectPlan = {
  /** Enabled rules, lower layers first, then by id. */
  readonly rules: readonly RulePlan[];
  readonly disabled: readonly { readonly id: string; readonly reason: string }[];
  readonly actions: ReadonlyMap<string, ActionPlan>;
  readonly playbooks: readonly PlaybookPlan[];
  /** `BASELINE path = …`: read where the telemetry does not carry the path. */
  readonly baselines: readonly { readonly path: readonly string[]; readonly value: Term; readonly span: Span }[];
  /** Static shape of each event type, for reading values and printing them. */
  readonly events: ReadonlyMap<string, RecordType>;
};

export type RulePlan = {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly meta: RuleMeta;
  readonly span: Span;
  /** Event types that can complete the rule: ON, or the types of the last step. Never empty. */
  readonly on: readonly string[];
  readonly condition: Condition;
  readonly exceptions: readonly ExceptionPlan[];
  readonly alert: AlertPlan;
  readonly actions: readonly ActionCallPlan[];
  readonly suppress?: SuppressPlan;
  /** 0 for a rule that reads no alerts; else one more than the highest layer it reads. */
  readonly layer: number;
  /** SHA-256, hex, of the plan's meaning: comments, layout and metadata do not count. */
  readonly meaning: string;
};

export type RuleMeta = {
  readonly description?: string;
  readonly status: "stable" | "test" | "experimental" | "deprecated";
  readonly author?: string;
  readonly date?: string;
  readonly modified?: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
};

/** `AND NOT (unless)` on the rule's completing event, until event time passes `untilMs`. */
export type ExceptionPlan = { readonly unless: Predicate; readonly reason: string; readonly untilMs?: number; readonly span: Span };

/** What the first alerting action says. Terms read the completing event. */
export type AlertPlan = {
  readonly severity: Severity;
  readonly category: string;
  readonly risk: number;
  readonly confidence: Term;
  readonly description: Term;
  readonly attackVector?: Term;
};
export type Severity = "CRITICAL" | "HIGH" | "MEDIUM" | "LOW" | "INFO";

export type ActionPlan = {
  readonly name: string;
  readonly params: readonly { readonly name: string; readonly type: Type; readonly default?: Term }[];
  readonly alerting: boolean;
  readonly span: Span;
};
export type ActionCallPlan = { readonly action: string; readonly args: ReadonlyMap<string, Term>; readonly span: Span };
export type PlaybookPlan = {
  readonly id: string;
  readonly title: string;
  /** Reads the alert through `binding` terms named `alert`; absent: runs only when a rule calls it. */
  readonly for?: Predicate;
  readonly steps: readonly {
    readonly call: ActionCallPlan;
    readonly limit?: { readonly count: number; readonly perMs: number };
    readonly requiresApproval: boolean;
  }[];
  readonly span: Span;
};
/** `by` empty: one alert a rule. `store`: as in `Baseline`. */
export type SuppressPlan = { readonly durationMs: number; readonly by: readonly Term[]; readonly store?: StateId };

export type Condition = { readonly kind: "when"; readonly predicate: Predicate } | Sequence | Together;

/** Two-valued, and total: a test with a missing or wrong-typed operand is false. */
export type Predicate =
  | { readonly kind: "and" | "or"; readonly parts: readonly Predicate[]; readonly span: Span }
  | { readonly kind: "at-least"; readonly count: number; readonly parts: readonly Predicate[]; readonly span: Span }
  | { readonly kind: "not"; readonly part: Predicate; readonly span: Span }
  | Test
  /** Present and not null, whatever its type. */
  | { readonly kind: "exists"; readonly term: Term; readonly span: Span }
  /** A boolean value that is true. */
  | { readonly kind: "holds"; readonly term: Term; readonly span: Span }
  | {
      readonly kind: "quantified";
      readonly every: boolean;
      readonly variable: string;
      readonly list: Term;
      readonly part: Predicate;
      readonly span: Span;
    }
  | { readonly kind: "constant"; readonly value: boolean; readonly span: Span };

/**
 * `subject word object`. `of` says what a list object means: `one` = the object itself is the operand, `any`/`all` =
 * the word is applied to the elements of the object, which is a list; where its type is `any`, to a value that is no list as well. (`a IN list` is word `in-list` with `of: "one"`.)
 */
export type Test = {
  readonly kind: "test";
  readonly word: TestWord;
  readonly subject: Term;
  readonly object: Term;
  readonly of: "one" | "any" | "all";
  /** Whether case is ignored. */
  readonly fold: boolean;
  readonly span: Span;
};

export type Term =
  | Literal
  /** A list known at compile time; `name` where it was declared. */
  | { readonly kind: "list"; readonly name?: string; readonly items: readonly Term[]; readonly type: Type; readonly span: Span }
  | FieldTerm
  /** A step's field, a quantifier's variable, or the alert in a playbook; empty path: the value itself. */
  | { readonly kind: "binding"; readonly name: string; readonly path: readonly string[]; readonly type: Type; readonly span: Span }
  /** `key` of a record term, or the nth element of a list term (0-based). */
  | { readonly kind: "member"; readonly of: Term; readonly key: string; readonly type: Type; readonly span: Span }
  | { readonly kind: "element"; readonly of: Term; readonly index: number; readonly type: Type; readonly span: Span }
  | { readonly kind: "call"; readonly word: FunctionWord; readonly args: readonly Term[]; readonly type: Type; readonly span: Span }
  /** A condition used as a value (argument of a boolean DEFINE parameter, COUNT's x): true or false, never missing. */
  | { readonly kind: "truth"; readonly predicate: Predicate; readonly type: Type; readonly span: Span }
  | Aggregate
  | Baseline
  | Novelty
  | Frequency
  | Previous
  | Seen;

/**
 * Strings, numbers, booleans; a timestamp or duration is its milliseconds; a pattern its source and flags.
 * `value: undefined` is a literal out of range, which is missing.
 */
export type Literal = {
  readonly kind: "literal";
  readonly value: string | number | boolean | ExactInteger | undefined | PatternValue;
  readonly type: Type;
  readonly span: Span;
};
/** `required`, written in emitted modules alone: what every text it is found in has, as in `ir/pattern.ts`. */
export type PatternValue = { readonly source: string; readonly flags: string; readonly required?: readonly (readonly string[])[] };

/**
 * A path of the event in hand (in a step's or state's `where`: of that event). `scores.<name>.<field>` of SCORE has
 * three segments, its name and its field path being one key each. A BASELINE declaration of the path is in
 * `fallback`: read when the event does not carry the field.
 */
export type FieldTerm = {
  readonly kind: "field";
  readonly path: readonly string[];
  readonly type: Type;
  readonly optional: boolean;
  readonly fallback?: Term;
  readonly span: Span;
};
