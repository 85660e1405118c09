/** Text edits that several lints make. */
import type { Fix, TextEdit } from "../diagnostics/diagnostic.ts";
import type { Span } from "../source/span.ts";
import type { Module } from "../syntax/ast.ts";

/** The written text of a span. */
export function sourceOf(span: Span, module: Module): string {
  return module.file.text.slice(span.start, span.end);
}

/** A fix by one edit, unless that would drop a comment. */
export function replacing(title: string, span: Span, text: string, module: Module): { readonly fixes: readonly Fix[] } {
  return fixing(title, true, [{ span, text }], module);
}

/** As `replacing`, for an edit after which the rule may mean something else. */
export function rewriting(title: string, span: Span, text: string, module: Module): { readonly fixes: readonly Fix[] } {
  return fixing(title, false, [{ span, text }], module);
}

/** A fix, unless one of its edits would drop a comment. */
export function fixing(title: string, safe: boolean, edits: readonly TextEdit[], module: Module): { readonly fixes: readonly Fix[] } {
  const drops = edits.some(({ span }) =>
    module.comments.some((comment) => comment.span.start >= span.start && comment.span.end <= span.end),
  );
  return { fixes: drops ? [] : [{ title, safe, edits }] };
}

/** Takes one of several parts away, with the operator or comma before it, or after it when it is the first. */
export function removing(parts: readonly { readonly span: Span }[], index: number): TextEdit | undefined {
  const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]];
  if (!part) return undefined;
  if (before) return { span: { ...part.span, start: before.span.end }, text: "" };
  return after ? { span: { ...part.span, end: after.span.start }, text: "" } : undefined;
}

/** Whether a place of a plan stands in a file as it was written, and not in a definition elsewhere. */
export function isInside(inner: Span, outer: Span): boolean {
  return inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end;
}
