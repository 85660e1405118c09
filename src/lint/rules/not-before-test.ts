/** `NOT x IN list` for `x NOT IN list`: the NOT stands so far from its test that it is overlooked. */
import type { Expr, Not } from "../../syntax/ast.ts";
import { replacing, sourceOf } from "../edits.ts";
import { withoutGroups } from "../same-text.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const notBeforeTest: LintRule = {
  name: "not-before-test",
  topic: "meaning",
  severity: "info",
  summary: "a NOT before a test that has a negated form",
  visit: { expr: { not: inNot } },
};

/** A longer test is not repeated in the advice. */
const shownMax = 80;

function inNot(not: Not, at: Written): Finding | undefined {
  const test = withoutGroups(not.operand);
  const text = negated(test, at);
  if (text === undefined) return undefined;
  return {
    span: not.span,
    message: "this `NOT` belongs into the test",
    help: [text.length <= shownMax ? `write \`${text.replace(/\s+/g, " ")}\`` : "write it behind the value: `x NOT IN …`"],
    ...replacing("write the negated test", not.span, text, at.module),
  };
}

/** The opposite of a test as one test; undefined where there is none, as for `<`, of which `>=` is not the opposite for a missing value. */
function negated(test: Expr, { module }: Written): string | undefined {
  const source = (from: number, to: number): string => module.file.text.slice(from, to);
  switch (test.kind) {
    case "comparison": {
      if (test.operator !== "==" && test.operator !== "!=") return undefined;
      const { operatorSpan: at, span } = test;
      return `${source(span.start, at.start)}${test.operator === "==" ? "!=" : "=="}${source(at.end, span.end)}`;
    }
    case "in":
    case "text-test":
    case "between":
    case "seen-in": {
      const value = sourceOf(test.value.span, module);
      const rest = source(test.value.span.end, test.span.end);
      return test.negated ? value + rest.replace(/^(\s*)NOT\b\s*/, "$1") : `${value} NOT ${rest.trimStart()}`;
    }
    case "presence": {
      const value = sourceOf(test.value.span, module);
      return (test.word === "EXISTS") !== test.negated ? `${value} IS MISSING` : `${value} EXISTS`;
    }
    default:
      return undefined;
  }
}
