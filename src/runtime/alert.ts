/** What a firing rule says: one object of the `ai_security` schema, and why it fired. */
import type { Value, ValueRecord } from "./value.ts";

export type Alert = {
  readonly event_type: "alert";
  /** ISO 8601, UTC: time of the completing event, or of the deadline that passed. */
  readonly timestamp: string;
  readonly severity: "CRITICAL" | "HIGH" | "MEDIUM" | "LOW" | "INFO";
  readonly category: string;
  readonly ai_system_id?: string;
  readonly session_id?: string;
  readonly user_id?: string;
  readonly finding: {
    readonly description: string;
    readonly confidence: number;
    readonly evidence: readonly string[];
    readonly attack_vector?: string;
  };
  readonly context: {
    readonly conversation_turn?: number;
    readonly tool_calls_in_session?: number;
    readonly session_cost_usd?: number;
  };
  readonly alert_id: string;
  readonly rule_id: string;
  readonly rule_title: string;
  readonly rule_version: string;
  readonly risk: number;
  readonly entities: readonly string[];
  readonly tags: readonly string[];
  readonly actions: readonly AlertAction[];
  /** Of the events that convinced the rule, the completing one first. */
  readonly event_ids: readonly string[];
  readonly explanation: Explanation;
  /** Fields whose absence made the rule fire. */
  readonly on_absence?: readonly string[];
  readonly degraded?: true;
  /** How many firings of this key were dropped by SUPPRESS since the alert before this one. */
  readonly suppressed?: number;
};

export type AlertAction = { readonly action: string; readonly args: ValueRecord };

/** An alert, or a part of one, while it is made field by field. */
export type Unfinished<T> = { -readonly [K in keyof T]: T[K] };

/** One condition of the rule and what it came to, with its parts. Shown to people and to machines. */
export type Explanation = {
  /** The condition as the user wrote it. */
  readonly condition: string;
  readonly held: boolean;
  /** Field that was read and what it was. */
  readonly field?: string;
  readonly value?: Value;
  /** What was found in a text, and where, in UTF-16 units of the raw value. */
  readonly match?: { readonly text: string; readonly offset?: number; readonly length?: number };
  /** A sentence for what a state term saw: the count and its window, the baseline with n, mean and deviation. */
  readonly note?: string;
  /** Name of the step of a sequence. */
  readonly step?: string;
  /** Ids of the events that this part rests on. */
  readonly event_ids?: readonly string[];
  /** How far from its bound it was: only where somebody asked why a rule does not fire. */
  readonly distance?: Distance;
  readonly parts?: readonly Explanation[];
};

/** `by` from `value` to `bound`, in `unit`; durations and times in milliseconds. `words` say it to people. */
export type Distance = {
  readonly unit: "number" | "duration" | "time" | "samples" | "events";
  readonly value: number;
  readonly bound: number;
  readonly by: number;
  readonly words: string;
};
