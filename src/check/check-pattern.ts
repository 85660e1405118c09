/** Patterns: read as RE2 and bounded in size. */
import type { PatternValue } from "../ir/plan.ts";
import { knownRegex } from "../regex/known.ts";
import { programSizeBound } from "../regex/size.ts";
import { compilePattern, programSizeMax } from "../runtime/pattern.ts";
import type { Span } from "../source/span.ts";
import type { PatternLiteral } from "../syntax/ast.ts";
import { type Report, report } from "./diagnostics.ts";

/** The pattern; reported and undefined where it cannot be used. */
export function checkPattern(literal: PatternLiteral, add: Report): PatternValue | undefined {
  const { source, flags } = literal;
  const read = knownRegex(source, flags);
  if ("error" in read) {
    const { message, help, start, end } = read.error;
    add(report.badPattern(placeIn(literal, start, end), { reason: message }, { help: help === "" ? [] : [help] }));
    return undefined;
  }
  // The engine is asked only where its program could be too large: compiling each pattern was most of what a check took.
  if (programSizeBound(read.tree) <= programSizeMax) return { source, flags };
  const compiled = compilePattern(source, flags);
  if ("error" in compiled) {
    const { message, start, end } = compiled.error;
    add(report.badPattern(placeIn(literal, start, end), { reason: message }));
    return undefined;
  }
  const size = compiled.pattern.programSize;
  if (size > programSizeMax) {
    add(report.patternTooLarge(literal.span, { size, limit: programSizeMax }));
    return undefined;
  }
  return { source, flags };
}

/** The wrong part inside the slashes; all of a pattern that came from a file, whose text is elsewhere. */
function placeIn(literal: PatternLiteral, start: number, end: number): Span {
  const { span, source, flags } = literal;
  if (span.end - span.start !== source.length + flags.length + 2) return span;
  return { file: span.file, start: span.start + 1 + start, end: span.start + 1 + Math.max(end, start + 1) };
}
