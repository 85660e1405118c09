/** Patterns of a rule as trees, and what several lints ask of them. */
import type { Literal, PatternValue, Term, Test } from "../ir/plan.ts";
import { requiredLiterals } from "../regex/literals.ts";
import { parseRegex } from "../regex/parse.ts";
import type { Regex } from "../regex/tree.ts";

export type WrittenPattern = { readonly literal: Literal; readonly pattern: PatternValue; readonly tree: Regex };

const trees = new WeakMap<PatternValue, Regex | undefined>();

/** The patterns that a MATCHES looks for, written where it stands or in a list. */
export function patternsOf({ word, object }: Test): WrittenPattern[] {
  if (word !== "matches") return [];
  const items = object.kind === "list" ? object.items : [object];
  return items.flatMap((item) => patternOf(item) ?? []);
}

function patternOf(term: Term): WrittenPattern | undefined {
  if (term.kind !== "literal" || typeof term.value !== "object" || !("source" in term.value)) return undefined;
  const tree = treeOf(term.value);
  return tree ? { literal: term, pattern: term.value, tree } : undefined;
}

function treeOf(pattern: PatternValue): Regex | undefined {
  if (trees.has(pattern)) return trees.get(pattern);
  const read = parseRegex(pattern.source, pattern.flags);
  const tree = "tree" in read ? read.tree : undefined;
  trees.set(pattern, tree);
  return tree;
}

const lookups = new WeakMap<Regex, boolean>();

/** Whether a text must occur for a pattern to match; of one that is about letters beyond ASCII, which are looked for otherwise, the same is said. */
export function hasNeededText({ tree }: WrittenPattern): boolean {
  const known = lookups.get(tree);
  if (known !== undefined) return known;
  const found = requiredLiterals(tree).length > 0 || namesBeyondAscii(tree);
  lookups.set(tree, found);
  return found;
}

function namesBeyondAscii(tree: Regex): boolean {
  if (tree.kind === "character") return tree.point > 0x7f;
  if (tree.kind === "class") return !tree.opaque && tree.ranges.length > 0 && tree.ranges.every(([first]) => first > 0x7f);
  return partsOf(tree).some(namesBeyondAscii);
}

/** The parts directly inside a part. */
export function partsOf(tree: Regex): readonly Regex[] {
  switch (tree.kind) {
    case "group":
    case "repeat":
      return [tree.body];
    case "sequence":
    case "alternation":
      return tree.parts;
    default:
      return [];
  }
}

/** A part without the groups around it. */
export function ungrouped(tree: Regex): Regex {
  let inner = tree;
  while (inner.kind === "group") inner = inner.body;
  return inner;
}

/** The text of a part that is made of plain characters only; undefined for any other. */
export function plainText(tree: Regex): string | undefined {
  const inner = ungrouped(tree);
  if (inner.kind === "character") return String.fromCodePoint(inner.point);
  if (inner.kind === "empty") return "";
  if (inner.kind !== "sequence") return undefined;
  let text = "";
  for (const part of inner.parts) {
    const more = plainText(part);
    if (more === undefined) return undefined;
    text += more;
  }
  return text;
}
