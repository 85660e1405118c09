/** Shares with what they leave open, and the middle of many numbers. */

/** `part` of `whole`; `low` and `high` hold the true share in 19 of 20 samples of this size. */
export type Share = {
  readonly part: number;
  readonly whole: number;
  readonly rate: number | undefined;
  readonly low: number;
  readonly high: number;
};

/** Wilson's interval: unlike the textbook one it is right for few cases and for shares near 0 and 1. */
export function shareOf(part: number, whole: number): Share {
  if (whole === 0) return { part, whole, rate: undefined, low: 0, high: 1 };
  const rate = part / whole;
  const z = 1.959964;
  const base = 1 + (z * z) / whole;
  const centre = (rate + (z * z) / (2 * whole)) / base;
  const half = (z / base) * Math.sqrt((rate * (1 - rate)) / whole + (z * z) / (4 * whole * whole));
  return { part, whole, rate, low: part === 0 ? 0 : centre - half, high: part === whole ? 1 : centre + half };
}

/** `count` values; undefined where there are none. */
export type Middle = { readonly count: number; readonly mean: number; readonly median: number; readonly most: number };

export function middleOf(values: readonly number[]): Middle | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return {
    count: values.length,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    median: sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2,
    most: sorted.at(-1) ?? 0,
  };
}
