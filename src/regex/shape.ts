/** What a part of a pattern can begin and end with, as sets of characters. */
import { foldedAscii, merged } from "./classes.ts";
import type { Range, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";

export const everything: readonly Range[] = [[0, pointMax]];

/** The characters of which a part matches exactly one; undefined for a part that is no single character. */
export function singleSet(tree: Regex): readonly Range[] | undefined {
  switch (tree.kind) {
    case "character":
      return tree.fold ? (foldedAscii([[tree.point, tree.point]]) ?? everything) : [[tree.point, tree.point]];
    case "class":
      return tree.opaque ? everything : tree.ranges;
    case "any":
      return tree.newline
        ? everything
        : [
            [0, 9],
            [11, pointMax],
          ];
    case "group":
      return singleSet(tree.body);
    default:
      return undefined;
  }
}

/** Whether a part may match the empty string. */
export function mayBeEmpty(tree: Regex): boolean {
  switch (tree.kind) {
    case "empty":
    case "assertion":
      return true;
    case "character":
    case "class":
    case "any":
      return false;
    case "group":
      return mayBeEmpty(tree.body);
    case "repeat":
      return tree.min === 0 || mayBeEmpty(tree.body);
    case "sequence":
      return tree.parts.every(mayBeEmpty);
    case "alternation":
      return tree.parts.some(mayBeEmpty);
  }
}

/** Characters that a non-empty match of the part can begin with. */
export function firstSet(tree: Regex): readonly Range[] {
  return edgeSet(tree, (parts) => parts);
}

/** Characters that a non-empty match of the part can end with. */
export function lastSet(tree: Regex): readonly Range[] {
  return edgeSet(tree, (parts) => [...parts].reverse());
}

function edgeSet(tree: Regex, inOrder: (parts: readonly Regex[]) => readonly Regex[]): readonly Range[] {
  switch (tree.kind) {
    case "group":
      return edgeSet(tree.body, inOrder);
    case "repeat":
      return tree.max === 0 ? [] : edgeSet(tree.body, inOrder);
    case "alternation":
      return merged(tree.parts.flatMap((part) => edgeSet(part, inOrder)));
    case "sequence": {
      const found: Range[] = [];
      for (const part of inOrder(tree.parts)) {
        found.push(...edgeSet(part, inOrder));
        if (!mayBeEmpty(part)) break;
      }
      return merged(found);
    }
    default:
      return singleSet(tree) ?? [];
  }
}

export function overlap(left: readonly Range[], right: readonly Range[]): boolean {
  return left.some(([first, last]) => right.some(([from, to]) => first <= to && from <= last));
}

export function isWithin(inner: readonly Range[], outer: readonly Range[]): boolean {
  return inner.every(([first, last]) => outer.some(([from, to]) => first >= from && last <= to));
}
