/** A pattern without anything that needs one. */
import type { Test } from "../../ir/plan.ts";
import type { Regex } from "../../regex/tree.ts";
import { isInside, rewriting, sourceOf } from "../edits.ts";
import { patternsOf, plainText, ungrouped } from "../patterns.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const regexIsLiteral: LintRule = {
  name: "regex-is-literal",
  topic: "matching",
  severity: "info",
  summary: "a pattern that is only a text, or a choice of texts",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test, { rule: { module } }: Planned): Finding | undefined {
  const [only, ...more] = patternsOf(test);
  if (!only || more.length > 0 || only.literal !== test.object || !isInside(only.literal.span, test.span)) return undefined;
  const texts = textsOf(only.tree);
  if (!texts || texts.some((text) => text === "")) return undefined;
  const list = texts.map((text) => JSON.stringify(text)).join(", ");
  const folds = /i/.test(only.pattern.flags);
  const words = `CONTAINS ${texts.length === 1 ? list : `[${list}]`}${folds ? "" : " CASED"}`;
  const operator = module.file.text.slice(test.subject.span.end, only.literal.span.start);
  const negated = /^\s*NOT\b/.test(operator);
  return {
    span: only.literal.span,
    message: texts.length === 1 ? "this pattern is a text" : "this pattern is a choice of texts",
    help: [`write \`${words}\``],
    // A view such as `upper()` may never give that text; a pattern is not asked, CONTAINS is.
    ...(test.span.file === module.file.name && test.subject.kind !== "call"
      ? rewriting("write CONTAINS", test.span, `${sourceOf(test.subject.span, module)} ${negated ? "NOT " : ""}${words}`, module)
      : {}),
  };
}

/** The texts that a pattern is a choice of; undefined where it is anything else. */
function textsOf(tree: Regex): string[] | undefined {
  const inner = ungrouped(tree);
  const arms = inner.kind === "alternation" ? inner.parts : [inner];
  const texts = arms.map(plainText);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}
