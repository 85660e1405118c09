/** A literal that is looked for in a view of a text must be one that the view can give (language.md §6, `normalize`). */
import type { FunctionWord } from "../builtins/words.ts";
import type { Term } from "../ir/plan.ts";
import { fold } from "../runtime/fold.ts";
import { lower, normalize, skeleton, upper } from "../runtime/words.ts";
import type { Value } from "../runtime/value.ts";
import { type Report, report } from "./diagnostics.ts";

/** Views that change a text character by character, so that a part of their result is a result again. */
const views: { readonly [word in FunctionWord]?: (text: Value) => Value } = { normalize, skeleton, lower, upper };

/** Reports each literal tested against a view that the view would change by more than its case, where case is ignored. */
export function checkFixedPoints(subject: Term, object: Term, ignoresCase: boolean, add: Report): void {
  const word = subject.kind === "call" ? subject.word : undefined;
  const view = word && views[word];
  if (!word || !view) return;
  const literals = object.kind === "list" ? object.items : [object];
  for (const literal of literals) {
    if (literal.kind !== "literal" || typeof literal.value !== "string") continue;
    // Blanks at an end are lost at the ends of a text only, so they do not count against a phrase. `x` is `X` to `upper`, and cut off again.
    const padded = view(`x${literal.value}x`);
    const fixed = typeof padded === "string" ? padded.slice(1, -1) : literal.value;
    const same = ignoresCase ? fold(fixed) === fold(literal.value) : fixed === literal.value;
    if (!same) add(report.notAFixedPoint(literal.span, { word, literal: literal.value, fixed }));
  }
}
