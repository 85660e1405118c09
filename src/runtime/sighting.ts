/** What is known of an event before its turn comes: found on another thread, or in its bytes. It is plain data, which threads can pass on. */
import type { Alert } from "./alert.ts";
import type { ValueRecord } from "./value.ts";

export type Sighting = {
  readonly type: string;
  readonly id: string | undefined;
  /** Event time in milliseconds; NaN when unreadable. */
  readonly timeMs: number;
  /** `sequence` of the telemetry; -Infinity without. */
  readonly sequence: number;
  /** `source` of the telemetry, or nothing. */
  readonly source: string;
  /** Hash of the content under the engine's seed in two halves; 0 where the event has no id by which it could come twice. */
  readonly low: number;
  readonly high: number;
  /** Rules that are woken, ascending: twice the number of a rule, and one more where it was asked and fires. */
  readonly rules: Int32Array;
  /** By place in `rules`: what the rule makes of the event, where nothing of the past has a part in it; shorter where nothing follows. */
  readonly firings: readonly (SeenFiring | undefined)[];
  /** Numbers of those that may learn from the event, ascending. */
  readonly learners: Int32Array;
  /** What rules and terms that remember ask of the event alone: numbers, each with its value behind it. Undefined where no rule was asked. */
  readonly told: readonly unknown[] | undefined;
};

/**
 * The key by which the rule suppresses, its alert, for an event that is known by its id alone, and what alerts as events repeat of it. There is no alert
 * where one of the same key was made shortly before: SUPPRESS will most likely drop it, and otherwise it is made in its turn.
 */
export type SeenFiring = { readonly key: string | undefined; readonly alert?: Alert; readonly context?: ValueRecord };

/** Whether an event concerns nobody: it is counted, and moves the clock. */
export function isQuiet({ rules, learners }: Sighting): boolean {
  return rules.length === 0 && learners.length === 0;
}

/** Looks at lines of JSON ahead of their turn, without making objects of them. */
export type LineSight = {
  /** Takes over bytes that have lines, in place of those before. O(length). */
  load(chunk: Uint8Array): void;
  /**
   * What the loaded bytes from `start` to `end` tell of the event that they are; undefined where `readJsonLine` must read them: the line is unusual, or a rule
   * asks for what bytes do not tell. No rule is asked: which of them fire, their turn tells. O(length).
   */
  sight(start: number, end: number): Sighting | undefined;
};
