/** Patterns of a rule as trees, and what several lints ask of them. */
import type { Literal, PatternValue, Term, Test } from "../ir/plan.ts";
import { requiredLiterals } from "../regex/literals.ts";
import { parseRegex } from "../regex/parse.ts";
import type { Regex } from "../regex/tree.ts";

export type WrittenPattern = { readonly literal: Literal; readonly pattern: PatternValue; readonly tree: Regex };

const trees = new WeakMap<PatternValue, Regex | undefined>();

/** The patterns that a MATCHES looks for, written where it stands or in a list. */
export function patternsOf({ word, object }: Test): readonly WrittenPattern[] {
  if (word !== "matches") return [];
  const known = read.get(object);
  if (known) return known;
  const items = object.kind === "list" ? object.items : [object];
  const made = items.flatMap((item) => patternOf(item) ?? []);
  read.set(object, made);
  return made;
}

/** A list has one term, whichever rules test it. */
const read = new WeakMap<Term, readonly WrittenPattern[]>();

function patternOf(term: Term): WrittenPattern | undefined {
  if (term.kind !== "literal" || typeof term.value !== "object" || !("source" in term.value)) return undefined;
  const tree = treeOf(term.value);
  return tree ? { literal: term, pattern: term.value, tree } : undefined;
}

function treeOf(pattern: PatternValue): Regex | undefined {
  if (trees.has(pattern)) return trees.get(pattern);
  const parsed = parseRegex(pattern.source, pattern.flags);
  const tree = "tree" in parsed ? parsed.tree : undefined;
  trees.set(pattern, tree);
  return tree;
}

/** A question about a pattern, answered once for each tree: a list of the library is tested by many rules. */
export function oncePerTree<T>(answer: (tree: Regex) => T): (written: WrittenPattern) => T {
  const known = new WeakMap<Regex, { readonly answer: T }>();
  return ({ tree }) => {
    const found = known.get(tree);
    if (found) return found.answer;
    const made = { answer: answer(tree) };
    known.set(tree, made);
    return made.answer;
  };
}

/** Whether a text must occur for a pattern to match; of one that is about letters beyond ASCII, which are looked for otherwise, the same is said. */
export const hasNeededText = oncePerTree((tree) => requiredLiterals(tree).length > 0 || namesBeyondAscii(tree));

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
