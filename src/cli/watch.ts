/** `--watch`: does the work again whenever files below a folder change, until somebody presses Ctrl-C. */
import { watch } from "node:fs";
import { join, sep } from "node:path";
import { reasonOf } from "../project/read-text.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { misuse } from "./usage-error.ts";

/** An editor saves in several steps; what comes within this time is one change. */
const settleMs = 120;
/** How long Ctrl-C may take to be noticed while nothing happens. */
const lookMs = 200;

/** `work` is given the paths that changed; undefined the first time, for everything. */
export async function watchAndRepeat(
  folder: string,
  work: (changed: ReadonlySet<string> | undefined) => Promise<ExitCode>,
  context: Context,
): Promise<ExitCode> {
  const changed = new Set<string>();
  let wake: (() => void) | undefined;
  const watcher = startWatching(folder, (path) => {
    changed.add(path);
    wake?.();
  });
  try {
    await work(undefined);
    while (!context.interrupted()) {
      if (changed.size === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        continue;
      }
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      const paths = new Set(changed);
      changed.clear();
      context.stderr.write("\n");
      await work(paths);
    }
  } finally {
    watcher.close();
  }
  return exitCodes.interrupted;
}

function startWatching(folder: string, tell: (path: string) => void): { close(): void } {
  try {
    return watch(folder, { recursive: true }, (_kind, name) => {
      if (name !== null && !isIgnored(name)) tell(join(folder, name));
    });
  } catch (error) {
    throw misuse(`\`${folder}\` cannot be watched: ${reasonOf(error)}`);
  }
}

function isIgnored(name: string): boolean {
  return name.split(sep).some((part) => part === "node_modules" || part.startsWith("."));
}
