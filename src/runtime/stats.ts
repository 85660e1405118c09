/** What a detector has counted since it began. */
export type Stats = {
  readonly events: number;
  readonly alerts: number;
  readonly alertsByRule: ReadonlyMap<string, number>;
  readonly suppressed: number;
  readonly duplicates: number;
  readonly late: number;
  readonly untimed: number;
  readonly future: number;
  readonly withoutType: number;
  /** Alerts by rule that a missing field made possible. */
  readonly onAbsence: ReadonlyMap<string, number>;
  readonly openDeadlines: number;
  /** Open ones, and those that were broken and not cleared away yet. */
  readonly waitingDeadlines: number;
  readonly buffered: number;
  /** How often each limit was passed, by kind. */
  readonly notices: ReadonlyMap<string, number>;
};
