/** Numbers, durations and times as notes in explanations say them. */

const units: readonly (readonly [string, number])[] = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
];

/** As it is written in a rule: the largest unit that divides it. */
export function showDuration(ms: number): string {
  for (const [unit, size] of units) if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}

/** At most four digits behind the point. */
export function showNumber(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}

export function showTime(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : "unknown time";
}
