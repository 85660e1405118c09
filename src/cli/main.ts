#!/usr/bin/env node
/** The `aidr` command as a process: its streams, its signals and its exit code. */
import { reasonOf } from "../project/read-text.ts";
import type { Context } from "./context.ts";
import { exitCodes } from "./exit.ts";
import { colourWish, failure, runCommand } from "./program.ts";
import { endWhenClosed, outputTo } from "./terminal.ts";
import { optimiseLate } from "./tiering.ts";
import { unwritable } from "./usage-error.ts";
import { version } from "./version.ts";

async function main(words: readonly string[]): Promise<number> {
  let wasInterrupted = false;
  process.on("SIGINT", () => {
    // The second time, whatever is still running is left.
    if (wasInterrupted) process.exit(exitCodes.interrupted);
    wasInterrupted = true;
    // Wakes whoever waits for more input.
    process.stdin.destroy();
  });
  const wish = colourWish(words);
  const context: Context = {
    cwd: process.cwd(),
    environment: process.env,
    stdin: process.stdin,
    stdout: outputTo(process.stdout, wish, process.env),
    stderr: outputTo(process.stderr, wish, process.env),
    now: () => performance.now(),
    interrupted: () => wasInterrupted,
    version: version(),
  };
  const end = (error: unknown): never => process.exit(failure(error, context));
  endWhenClosed(process.stdout, (error) => end(unwritable("standard output", reasonOf(error))));
  endWhenClosed(process.stderr, () => process.exit(exitCodes.usage));
  process.on("uncaughtException", end);
  return runCommand(words, context);
}

optimiseLate();
process.exitCode = await main(process.argv.slice(2));
