import type { Span } from "../source/span.ts";

/** What a user did that cannot stand, or might not be meant: where, what and how to mend it. */
export type Diagnostic = {
  /** `AIDR` and four digits, never used twice; a lint has none. */
  readonly code?: string;
  /** Kebab-case name, stable as well. */
  readonly name: string;
  readonly severity: Severity;
  /** The smallest text that is wrong. */
  readonly span: Span;
  /** Lower case, no full stop, the user's words in backticks. */
  readonly message: string;
  /** Other places that matter, each with a few words. */
  readonly labels: readonly Label[];
  /** What to do about it, one advice each. */
  readonly help: readonly string[];
  readonly fixes: readonly Fix[];
};

export type Severity = "error" | "warning" | "info";
export type Label = { readonly span: Span; readonly text: string };
/** A change that mends the mistake; `safe` when it cannot change what was meant. */
export type Fix = { readonly title: string; readonly safe: boolean; readonly edits: readonly TextEdit[] };
export type TextEdit = { readonly span: Span; readonly text: string };

/** The answer of everything that reads user text: always a value, and what was wrong. */
export type Result<T> = { readonly value: T; readonly diagnostics: readonly Diagnostic[] };

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}
