/** Whether a pattern can be found in ASCII at all: many look for other scripts, or for characters that nobody sees. */
import type { Regex } from "./tree.ts";

/** Whether every match has a character beyond ASCII. True is certain, false is not. O(size). */
export function isBeyondAscii(tree: Regex): boolean {
  switch (tree.kind) {
    case "character":
      return tree.point > 0x7f && !(tree.fold && foldsToAscii(tree.point));
    case "class":
      return !tree.opaque && tree.ranges.length > 0 && tree.ranges.every(([first]) => first > 0x7f);
    case "group":
      return isBeyondAscii(tree.body);
    case "sequence":
      return tree.parts.some(isBeyondAscii);
    case "alternation":
      return tree.parts.every(isBeyondAscii);
    case "repeat":
      return tree.min > 0 && isBeyondAscii(tree.body);
    case "any":
    case "empty":
    case "assertion":
      return false;
  }
}

/** The long s and the Kelvin sign. */
function foldsToAscii(point: number): boolean {
  return point === 0x17f || point === 0x212a;
}
