/** Fixes as new texts: what can be applied together is, the rest waits for the next look at the text. */
import type { SourceFile } from "../source/source-file.ts";
import type { Diagnostic, Fix, TextEdit } from "./diagnostic.ts";

/** Which fixes may be applied: those that cannot change what is meant, or all. */
export type FixLevel = "safe" | "unsafe";

/**
 * New texts by file name, for the files that a fix changes. A fix is applied whole or not at all: one of its edits that meets an edit of an
 * earlier diagnostic leaves it for the next round. O(n log n).
 */
export function applyFixes(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceFile>,
  level: FixLevel,
): ReadonlyMap<string, string> {
  const taken = new Map<string, TextEdit[]>();
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.find((one) => one.safe || level === "unsafe");
    if (fix && isFree(fix, taken, sources)) for (const edit of fix.edits) insert(edit, taken);
  }
  return new Map([...taken].map(([name, edits]) => [name, edited(sources.get(name)?.text ?? "", edits)]));
}

/** A text with edits that do not meet. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}

function isFree(fix: Fix, taken: ReadonlyMap<string, readonly TextEdit[]>, sources: ReadonlyMap<string, SourceFile>): boolean {
  return fix.edits.every((edit) => sources.has(edit.span.file) && !(taken.get(edit.span.file) ?? []).some((other) => meet(edit, other)));
}

/** Edits that touch are kept apart too: two insertions at one place have no order. */
function meet(one: TextEdit, other: TextEdit): boolean {
  return one.span.start <= other.span.end && other.span.start <= one.span.end;
}

function insert(edit: TextEdit, taken: Map<string, TextEdit[]>): void {
  const known = taken.get(edit.span.file);
  if (known) known.push(edit);
  else taken.set(edit.span.file, [edit]);
}
