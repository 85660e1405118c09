/** The same condition twice in one AND or OR: usually one of them was meant to be another. */
import type { AndOr } from "../../syntax/ast.ts";
import { fixing, removing } from "../edits.ts";
import { writtenKey } from "../same-text.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const duplicateCondition: LintRule = {
  name: "duplicate-condition",
  topic: "meaning",
  severity: "warning",
  summary: "the same condition twice in one AND or OR",
  visit: { expr: { and: inChain, or: inChain } },
};

function inChain(chain: AndOr, { module }: Written): Finding[] {
  const first = new Map<string, AndOr["parts"][number]>();
  return chain.parts.flatMap((part, index) => {
    const key = writtenKey(part);
    const known = first.get(key);
    if (!known) first.set(key, part);
    const edit = known ? removing(chain.parts, index) : undefined;
    if (!known || !edit) return [];
    return {
      span: part.span,
      message: "this condition stands there twice",
      labels: [{ span: known.span, text: "first here" }],
      help: ["if another was meant, write it; else delete one"],
      ...fixing("delete the second", true, [edit], module),
    };
  });
}
