/** A bar on standard error for work that takes over a second, only where somebody watches it, never in CI. */
import type { Environment, Output } from "./terminal.ts";

export type Progress = {
  /** Called as often as one likes; draws at most ten times a second. `total` is undefined where the size is unknown. */
  update(done: number, total: number | undefined, words: string): void;
  /** Wipes the bar, so that the next line stands alone. */
  end(): void;
};

const silentMs = 1000;
const betweenMs = 100;

export function startProgress(stderr: Output, environment: Environment, now: () => number): Progress {
  if (!stderr.isTerminal || isCi(environment)) return { update: () => {}, end: () => {} };
  const started = now();
  let drawn = 0;
  return {
    update: (done, total, words) => {
      const time = now();
      if (time - started < silentMs || time - drawn < betweenMs) return;
      drawn = time;
      stderr.write(`\r\u001b[K${bar(done, total, words, stderr.columns)}`);
    },
    end: () => {
      if (drawn > 0) stderr.write("\r\u001b[K");
    },
  };
}

function isCi(environment: Environment): boolean {
  const value = environment["CI"];
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}

function bar(done: number, total: number | undefined, words: string, columns: number): string {
  if (total === undefined || total <= 0) return words.slice(0, columns - 1);
  const share = Math.min(1, done / total);
  const width = Math.max(10, Math.min(40, columns - words.length - 10));
  const filled = Math.round(share * width);
  return `${"█".repeat(filled)}${"░".repeat(width - filled)} ${String(Math.floor(share * 100)).padStart(3)}% ${words}`.slice(
    0,
    columns - 1,
  );
}
