/** A mistake in how a command was called, found below commander: caught once in `main`, shown calmly, exit code 3. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nowhere, report } from "../project/diagnostics.ts";

export class UsageError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** For what has no code of its own: an option that does not exist, a value that is missing. */
export function misuse(problem: string, help: readonly string[] = []): UsageError {
  return new UsageError(report.usage(nowhere(), { problem }, { help }));
}

/** A result that cannot be written, and why. */
export function unwritable(path: string, reason: string): UsageError {
  return new UsageError(report.cannotWrite(nowhere(), { path, reason }));
}
