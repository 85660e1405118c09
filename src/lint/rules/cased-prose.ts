/** A pattern over prose without `i`: the attack in capitals goes through. */
import type { Test } from "../../ir/plan.ts";
import { hasPoint } from "../../regex/classes.ts";
import type { Regex } from "../../regex/tree.ts";
import { rewriting } from "../edits.ts";
import { isProse } from "../fields.ts";
import { oncePerTree, partsOf, patternsOf } from "../patterns.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const casedProse: LintRule = {
  name: "cased-prose",
  topic: "matching",
  severity: "warning",
  summary: "a pattern of words over prose that minds upper and lower case",
  visit: { predicate: { test: inTest } },
};

/** So many letters in a row are a word that people write in either case. */
const lettersMin = 3;

function inTest(test: Test, { rule: { module } }: Planned): Finding[] {
  const { subject } = test;
  if (!isProse(subject) || (subject.kind === "call" && (subject.word === "lower" || subject.word === "upper"))) return [];
  return patternsOf(test).flatMap((written) => {
    const { literal, pattern } = written;
    if (pattern.flags.includes("i") || !isWords(written)) return [];
    const text = `/${pattern.source}/${[...pattern.flags, "i"].sort().join("")}`;
    return {
      span: literal.span,
      message: "this pattern minds case, and people who write prose do not",
      help: [`write \`/…/${[...pattern.flags, "i"].sort().join("")}\`, or \`(?i)\` before the words`],
      ...(literal.span.file === module.file.name ? rewriting("ignore case", literal.span, text, module) : {}),
    };
  });
}

const isWords = oncePerTree(isSentence);

/** Words with blanks between them, one of them in small letters: what people write, and no key, path or marker. */
function isSentence(tree: Regex): boolean {
  const text = wordsOf(tree);
  return text.includes(" ") && text.split(/[\s\0]+/).some((word) => word.length >= lettersMin && /\p{Ll}/u.test(word));
}

/** The letters of a pattern that must be written exactly so, in their order, and blanks; whatever else it has parts the words. */
function wordsOf(tree: Regex): string {
  if (tree.kind === "character") {
    const letter = String.fromCodePoint(tree.point);
    if (/\s/.test(letter)) return " ";
    return !tree.fold && letter.toLowerCase() !== letter.toUpperCase() ? letter : "\0";
  }
  if (tree.kind === "class") return hasPoint(tree.ranges, 0x20) && !hasPoint(tree.ranges, 0x61) ? " " : "\0";
  return partsOf(tree)
    .map(wordsOf)
    .join(tree.kind === "alternation" ? "\0" : "");
}
