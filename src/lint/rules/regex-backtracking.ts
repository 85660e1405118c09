/** A pattern that is linear here and is not where an export sends it. */
import type { Test } from "../../ir/plan.ts";
import { lastSet, firstSet, mayBeEmpty, overlap } from "../../regex/shape.ts";
import type { Regex } from "../../regex/tree.ts";
import { oncePerTree, partsOf, patternsOf, ungrouped } from "../patterns.ts";
import type { Finding, LintRule } from "../rule.ts";

export const regexBacktracking: LintRule = {
  name: "regex-backtracking",
  topic: "cost",
  severity: "warning",
  summary: "a pattern with loops in loops, or three in a row, that share characters",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test): Finding[] {
  return patternsOf(test).flatMap((written) =>
    isSlow(written)
      ? {
          span: written.literal.span,
          message: "its loops overlap: linear here, and in `spl`, which tries all ways to part a text, not",
          help: ["let what follows a loop begin with what the loop cannot match, or merge the loops"],
        }
      : [],
  );
}

const isSlow = oncePerTree(hasOverlap);

/** A loop in a loop that could do its work, or three of them side by side: two take the square of a text, which is short. */
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

/** So many loops in a row that share characters, with nothing between them that must be there. */
const loopsMin = 3;

function meets(parts: readonly Regex[]): boolean {
  let run: Regex[] = [];
  for (const part of parts) {
    const inner = ungrouped(part);
    if (isLoop(inner)) {
      const before = run.at(-1);
      run = before && !overlap(lastSet(before), firstSet(inner)) ? [inner] : [...run, inner];
      if (run.length >= loopsMin) return true;
    } else if (!mayBeEmpty(part)) run = [];
  }
  return false;
}
