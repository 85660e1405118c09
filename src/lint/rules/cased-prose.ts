/** A pattern over prose without `i`: the attack in capitals goes through. */
import type { Test } from "../../ir/plan.ts";
import type { Regex } from "../../regex/tree.ts";
import { rewriting } from "../edits.ts";
import { isProse } from "../fields.ts";
import { partsOf, patternsOf } from "../patterns.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const casedProse: LintRule = {
  name: "cased-prose",
  topic: "matching",
  severity: "warning",
  summary: "a pattern over prose that minds upper and lower case",
  visit: { predicate: { test: inTest } },
};

/** So many letters in a row are a word that people write in either case. */
const lettersMin = 3;

function inTest(test: Test, { rule: { module } }: Planned): Finding[] {
  const { subject } = test;
  if (!isProse(subject) || (subject.kind === "call" && (subject.word === "lower" || subject.word === "upper"))) return [];
  return patternsOf(test).flatMap(({ literal, pattern, tree }) => {
    if (pattern.flags.includes("i") || longestWord(tree) < lettersMin) return [];
    const text = `/${pattern.source}/${[...pattern.flags, "i"].sort().join("")}`;
    return {
      span: literal.span,
      message: "this pattern minds case, and people who write prose do not",
      help: [`write \`/…/${[...pattern.flags, "i"].sort().join("")}\`, or \`(?i)\` before the words`],
      ...(literal.span.file === module.file.name ? rewriting("ignore case", literal.span, text, module) : {}),
    };
  });
}

/** Letters in the longest run of them that must be written exactly so. */
function longestWord(tree: Regex): number {
  if (tree.kind !== "sequence") return Math.max(isCasedLetter(tree) ? 1 : 0, ...partsOf(tree).map(longestWord));
  let longest = 0;
  let run = 0;
  for (const part of tree.parts) {
    run = isCasedLetter(part) ? run + 1 : 0;
    longest = Math.max(longest, run, isCasedLetter(part) ? 0 : longestWord(part));
  }
  return longest;
}

function isCasedLetter(tree: Regex): boolean {
  return (
    tree.kind === "character" && !tree.fold && /\p{L}/u.test(String.fromCodePoint(tree.point)) && hasCase(String.fromCodePoint(tree.point))
  );
}

function hasCase(letter: string): boolean {
  return letter.toLowerCase() !== letter.toUpperCase();
}
