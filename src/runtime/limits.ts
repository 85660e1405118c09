/** Every bound of the engine, in one table. A limit never truncates in silence: passing one is an `engine` event. */

export type Limits = {
  /** Steps of work that one rule may take on one event. */
  readonly workSteps: number;
  /** Keys that one state term keeps. */
  readonly keysPerState: number;
  /** Keys of all state terms together. */
  readonly keysTotal: number;
  /** Timestamps or samples a key and term. */
  readonly entriesPerKey: number;
  /** Distinct values a key and term. */
  readonly valuesPerKey: number;
  /** Begun matches a step and key of a sequence whose steps read earlier ones. */
  readonly partialsPerKey: number;
  /** Open deadlines a key of a final ABSENT. */
  readonly deadlinesPerKey: number;
  /** Evidence in an alert: how many texts, and UTF-16 units of each. */
  readonly evidenceItems: number;
  readonly evidenceLength: number;
  /** How far a time may run ahead of its source before a second event must confirm it. */
  readonly futureMs: number;
  /** How long the id of an event is remembered, and how many at most. */
  readonly duplicateMs: number;
  readonly duplicateIds: number;
  /** Events that wait for their place in the order. */
  readonly bufferedEvents: number;
  /** Sources with a clock of their own; the rest share one. */
  readonly sources: number;
  /** A source that is silent for so long, by ingest time, holds up nobody. */
  readonly idleMs: number;
};

export const defaultLimits: Limits = {
  workSteps: 1_000_000,
  keysPerState: 200_000,
  keysTotal: 2_000_000,
  entriesPerKey: 10_000,
  valuesPerKey: 4_096,
  partialsPerKey: 64,
  deadlinesPerKey: 64,
  evidenceItems: 20,
  evidenceLength: 512,
  futureMs: 86_400_000,
  duplicateMs: 600_000,
  duplicateIds: 1_000_000,
  bufferedEvents: 100_000,
  sources: 4_096,
  idleMs: 60_000,
};
