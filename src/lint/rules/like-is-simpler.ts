/** LIKE for what a plainer test says: no wildcard at all, or only at the ends. */
import type { TextTest } from "../../syntax/ast.ts";
import { rewriting, sourceOf } from "../edits.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const likeIsSimpler: LintRule = {
  name: "like-is-simpler",
  topic: "matching",
  severity: "info",
  summary: "a LIKE that is a comparison, a CONTAINS, a STARTS WITH or an ENDS WITH",
  visit: { expr: { "text-test": inTest } },
};

function inTest(test: TextTest, { module }: Written): Finding | undefined {
  if (test.word !== "LIKE" || test.object.kind !== "string") return undefined;
  const words = plainer(test.object.value, test);
  if (words === undefined) return undefined;
  return {
    span: { ...test.operatorSpan, end: test.object.span.end },
    message: test.object.value.includes("*") ? "a `*` at an end alone has a plainer test" : "there is no wildcard in this `LIKE`",
    help: [`write \`${words}\``],
    // A view such as `upper()` may never give that text; LIKE is not asked, the plainer tests are.
    ...(test.value.kind === "call"
      ? {}
      : rewriting(`write \`${words}\``, test.span, `${sourceOf(test.value.span, module)} ${words}`, module)),
  };
}

function plainer(pattern: string, { negated, casing }: TextTest): string | undefined {
  const [, before = "", inner = "", after = ""] = /^(\*?)(.*?)(\*?)$/s.exec(pattern) ?? [];
  if (inner === "" || /[*?\\]/.test(inner)) return undefined;
  const text = JSON.stringify(inner);
  const not = negated ? "NOT " : "";
  const cased = casing ? ` ${casing}` : "";
  if (before === "" && after === "") return `${negated ? "!=" : "=="} ${text}${casing === "CASED" ? "" : " NOCASE"}`;
  if (before === "") return `${not}STARTS WITH ${text}${cased}`;
  return after === "" ? `${not}ENDS WITH ${text}${cased}` : `${not}CONTAINS ${text}${cased}`;
}
