/** Strings with which every match of a part begins: what tells branches apart that cannot match at the same place. */
import type { Range, Regex } from "./tree.ts";

/**
 * One of these strings, in lower case, begins every match (in lower case, `ſ` read as `s`, the Kelvin sign as `k`). `[""]` says nothing. `whole`: the strings are
 * all of the part, so that what comes after it may go on.
 */
export type Prefixes = { readonly strings: readonly string[]; readonly whole: boolean };

const stringsMax = 48;
const lengthMax = 24;
const unknown: Prefixes = { strings: [""], whole: false };
const nothing: Prefixes = { strings: [""], whole: true };

export function prefixesOf(tree: Regex): Prefixes {
  switch (tree.kind) {
    case "empty":
    case "assertion":
      return nothing;
    case "character":
      return tree.point <= 0x7f ? { strings: [String.fromCharCode(tree.point).toLowerCase()], whole: true } : unknown;
    case "class":
      return tree.opaque ? unknown : ofClass(tree.ranges);
    case "any":
      return unknown;
    case "group":
      return prefixesOf(tree.body);
    case "sequence":
      return inSequence(tree.parts);
    case "alternation":
      return ofAll(tree.parts.map(prefixesOf));
    case "repeat": {
      if (tree.max === 0) return nothing;
      const one = prefixesOf(tree.body);
      if (tree.min > 0) return tree.max === 1 ? one : { strings: one.strings, whole: false };
      return tree.max === 1 ? ofAll([one, nothing]) : unknown;
    }
  }
}

function ofClass(ranges: readonly Range[]): Prefixes {
  const found = new Set<string>();
  for (const [first, last] of ranges) {
    if (last - first > stringsMax) return unknown;
    for (let point = first; point <= last; point++) {
      const letter = point === 0x17f ? "s" : point === 0x212a ? "k" : String.fromCodePoint(point).toLowerCase();
      if (letter > "\u007f") return unknown;
      found.add(letter);
    }
  }
  return found.size === 0 || found.size > stringsMax ? unknown : { strings: [...found], whole: true };
}

function inSequence(parts: readonly Regex[]): Prefixes {
  let strings: readonly string[] = [""];
  for (const part of parts) {
    const next = prefixesOf(part);
    const joined = strings.flatMap((head) => next.strings.map((tail) => head + tail));
    if (joined.length > stringsMax || joined.some((text) => text.length > lengthMax)) return { strings, whole: false };
    strings = [...new Set(joined)];
    if (!next.whole) return { strings, whole: false };
  }
  return { strings, whole: true };
}

function ofAll(parts: readonly Prefixes[]): Prefixes {
  const strings = [...new Set(parts.flatMap((part) => part.strings))];
  return strings.length > stringsMax ? unknown : { strings, whole: parts.every((part) => part.whole) };
}

/** Whether two parts might match at the same place: one string of the one begins one of the other. */
export function mayBothMatch(left: Prefixes, right: Prefixes): boolean {
  return left.strings.some((one) => right.strings.some((other) => one.startsWith(other) || other.startsWith(one)));
}
