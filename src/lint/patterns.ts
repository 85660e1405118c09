/** Patterns of a rule as trees, and what several lints ask of them. */
import type { Literal, PatternValue, Term, Test } from "../ir/plan.ts";
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
