/** Exit codes, the same for every command and every format; scripts and pipelines rely on them. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

export const exitCodes = {
  /** Nothing found that fails. */
  done: 0,
  /** A failed test, an unformatted file, a fire with `--fail-on-alert`. */
  findings: 1,
  /** A rule does not compile. */
  broken: 2,
  /** Usage, configuration or input: no such file, bad option, unreadable events. */
  usage: 3,
  /** aidr itself is wrong; never the user. */
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What diagnostics of loading and checking come to: a mistake in a rule file is `broken`, one in anything else `usage`, which weighs more. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): ExitCode {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length === 0) return exitCodes.done;
  return errors.every(isOfRule) ? exitCodes.broken : exitCodes.usage;
}

function isOfRule(diagnostic: Diagnostic): boolean {
  return (
    diagnostic.code === undefined ||
    !diagnostic.code.startsWith("AIDR5") ||
    (diagnostic.span.end > 0 && diagnostic.span.file.endsWith(".aidr"))
  );
}
