/** A list of one: it reads as if more had been there, or should be. */
import type { Expr, In, TextTest } from "../../syntax/ast.ts";
import { fixing, sourceOf } from "../edits.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const singleEntryList: LintRule = {
  name: "single-entry-list",
  topic: "meaning",
  severity: "info",
  summary: "a test of a written list with one entry",
  visit: { expr: { in: inMembership, "text-test": inTextTest } },
};

function inMembership(test: In, { module }: Written): Finding | undefined {
  const only = onlyItem(test.list);
  if (!only) return undefined;
  const operator = test.negated ? "!=" : "==";
  const edits = [
    { span: test.operatorSpan, text: operator },
    { span: test.list.span, text: sourceOf(only.span, module) },
  ];
  return {
    span: test.list.span,
    message: "this list has one entry",
    help: [`write \`${operator}\`, or the entries that are missing`],
    ...fixing(`write \`${operator}\``, true, edits, module),
  };
}

function inTextTest(test: TextTest, { module }: Written): Finding | undefined {
  const only = onlyItem(test.object);
  if (!only || test.all) return undefined;
  return {
    span: test.object.span,
    message: "this list has one entry",
    help: ["write the entry alone, or the ones that are missing"],
    ...fixing("write the entry alone", true, [{ span: test.object.span, text: sourceOf(only.span, module) }], module),
  };
}

/** The one literal of a list that is written where it is used. */
function onlyItem(list: Expr): Expr | undefined {
  const [only, ...more] = list.kind === "list" ? list.items : [];
  const isLiteral = only?.kind === "string" || only?.kind === "number" || only?.kind === "pattern";
  return isLiteral && more.length === 0 ? only : undefined;
}
