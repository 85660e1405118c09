/** A pattern that is linear here and is not where an export sends it. */
import type { Test } from "../../ir/plan.ts";
import { lastSet, firstSet, mayBeEmpty, overlap } from "../../regex/shape.ts";
import type { Regex } from "../../regex/tree.ts";
import { partsOf, patternsOf, ungrouped } from "../patterns.ts";
import type { Finding, LintRule } from "../rule.ts";

export const regexBacktracking: LintRule = {
  name: "regex-backtracking",
  topic: "cost",
  severity: "warning",
  summary: "a pattern with loops that overlap, slow in engines that try again",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test): Finding[] {
  return patternsOf(test).flatMap(({ literal, tree }) =>
    hasOverlap(tree)
      ? {
          span: literal.span,
          message: "its loops overlap: linear here, and in `spl`, which tries all ways to part a text, not",
          help: ["let what follows a loop begin with what the loop cannot match, or merge the loops"],
        }
      : [],
  );
}

/** A loop in a loop that could do its work, or two of them side by side. */
function hasOverlap(tree: Regex): boolean {
  if (isLoop(tree) && loopsInside(tree.body)) return true;
  if (tree.kind === "sequence" && meets(tree.parts)) return true;
  return partsOf(tree).some(hasOverlap);
}

function isLoop(tree: Regex): tree is Extract<Regex, { readonly kind: "repeat" }> {
  return tree.kind === "repeat" && tree.max === undefined;
}

/** Whether the body of a loop can be one turn of a loop inside and nothing else. */
function loopsInside(body: Regex): boolean {
  const inner = ungrouped(body);
  if (isLoop(inner)) return true;
  if (inner.kind === "alternation") return inner.parts.some(loopsInside);
  if (inner.kind !== "sequence") return false;
  return inner.parts.some((part, index) => isLoop(ungrouped(part)) && inner.parts.every((other, at) => at === index || mayBeEmpty(other)));
}

/** Two loops over common characters with nothing between them that must be there. */
function meets(parts: readonly Regex[]): boolean {
  return parts.some((part, index) => {
    const first = ungrouped(part);
    if (!isLoop(first)) return false;
    for (const next of parts.slice(index + 1)) {
      const other = ungrouped(next);
      if (isLoop(other) && overlap(lastSet(first), firstSet(other))) return true;
      if (!mayBeEmpty(next)) return false;
    }
    return false;
  });
}
