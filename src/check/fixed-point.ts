/** A literal that is looked for in a view of a text must be one that the view can give (language.md §6, `normalize`). */
import { fold } from "../runtime/fold.ts";
import { normalize } from "../runtime/words.ts";
import type { Term } from "../ir/plan.ts";
import { type Report, report } from "./diagnostics.ts";

/** Reports each literal tested against `normalize(…)` that normalization changes by more than its case. */
export function checkFixedPoints(subject: Term, object: Term, ignoresCase: boolean, add: Report): void {
  if (subject.kind !== "call" || subject.word !== "normalize") return;
  const literals = object.kind === "list" ? object.items : [object];
  for (const literal of literals) {
    if (literal.kind !== "literal" || typeof literal.value !== "string") continue;
    // Blanks at an end are lost at the ends of a text only, so they do not count against a phrase.
    const padded = normalize(`x${literal.value}x`);
    const fixed = typeof padded === "string" ? padded.slice(1, -1) : literal.value;
    const same = ignoresCase ? fold(fixed) === fold(literal.value) : fixed === literal.value;
    if (!same) add(report.notAFixedPoint(literal.span, { word: "normalize", literal: literal.value, fixed }));
  }
}
