/** How many instructions RE2's linear engine needs for a pattern, from above and without compiling it. */
import type { Regex } from "./tree.ts";

/**
 * At least the size of RE2's program: each repetition counted as the copies that it is written out to. What RE2 saves by
 * factoring alternatives and simplifying is not taken off. O(nodes). google/re2, "Simplification" and "Compiling"; the test compares with the engine.
 */
export function programSizeBound(tree: Regex): number {
  // One instruction fails, one has found.
  return 2 + sizeOf(tree);
}

function sizeOf(tree: Regex): number {
  switch (tree.kind) {
    case "empty":
    case "character":
    case "class":
    case "any":
    case "assertion":
      return 1;
    case "group":
      return sizeOf(tree.body) + (tree.capture ? 2 : 0);
    case "sequence":
      return Math.max(1, sumOf(tree.parts));
    case "alternation":
      return sumOf(tree.parts) + tree.parts.length;
    case "repeat": {
      const body = sizeOf(tree.body);
      if (tree.max === undefined) return Math.max(1, tree.min) * body + 2;
      return Math.max(1, tree.max * body + (tree.max - tree.min) + 1);
    }
  }
}

function sumOf(parts: readonly Regex[]): number {
  return parts.reduce((sum, part) => sum + sizeOf(part), 0);
}
