/** `.*` at the end of a pattern that is found anywhere: it changes nothing and costs a look at the rest of the text. */
import type { Test } from "../../ir/plan.ts";
import type { Regex } from "../../regex/tree.ts";
import { rewriting } from "../edits.ts";
import { patternsOf, ungrouped } from "../patterns.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const regexLooseEnds: LintRule = {
  name: "regex-loose-ends",
  topic: "matching",
  severity: "info",
  summary: "a pattern that begins or ends with `.*`",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test, { rule: { module } }: Planned): Finding[] {
  return patternsOf(test).flatMap(({ literal, pattern, tree }) => {
    const parts = tree.kind === "sequence" ? tree.parts : [tree];
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last || parts.length < 2) return [];
    const start = isAnything(first) ? first.end : 0;
    const end = isAnything(last) ? last.start : pattern.source.length;
    if (start === 0 && end === pattern.source.length) return [];
    const text = `/${pattern.source.slice(start, end)}/${pattern.flags}`;
    const isHere = literal.span.file === module.file.name;
    return {
      span: literal.span,
      message: "a pattern is found anywhere in a text: `.*` at its end changes nothing",
      help: [`write \`${text}\``],
      ...(isHere && start < end ? rewriting("leave it out", literal.span, text, module) : {}),
    };
  });
}

function isAnything(part: Regex): boolean {
  const inner = ungrouped(part);
  return inner.kind === "repeat" && inner.min === 0 && inner.max === undefined && inner.body.kind === "any";
}
