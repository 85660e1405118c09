/** What every command works with, so that nothing below `main` touches the process. */
import type { Readable } from "node:stream";
import type { Environment, Output } from "./terminal.ts";

export type Context = {
  readonly cwd: string;
  readonly environment: Environment;
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Milliseconds of a clock that only moves forward; for durations, never for verdicts. */
  readonly now: () => number;
  /** True once somebody pressed Ctrl-C; long work stops at its next batch. */
  readonly interrupted: () => boolean;
  readonly version: string;
};
