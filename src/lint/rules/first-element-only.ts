/** `list[0]` in a condition: what stands second is never looked at, and the attacker chooses the order. */
import type { Comparison, Expr, In, Index, Member, Presence, TextTest } from "../../syntax/ast.ts";
import { walkExprs } from "../../syntax/walk.ts";
import { isInside, rewriting, sourceOf } from "../edits.ts";
import { withoutGroups } from "../same-text.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const firstElementOnly: LintRule = {
  name: "first-element-only",
  topic: "matching",
  severity: "warning",
  summary: "a list of which only one place is read",
  visit: { expr: { comparison: inTest, in: inTest, "text-test": inTest, presence: inTest, index: inIndex } },
};

type Test = Comparison | In | TextTest | Presence;

/** A test of an element can ask for any of them; an index elsewhere is only told of. */
function inTest(test: Test, at: Written): Finding | undefined {
  const value = test.kind === "comparison" ? test.left : test.value;
  const index = indexIn(value);
  if (!index) return undefined;
  const { module } = at;
  const name = freeName(module.file.text);
  const rest = module.file.text.slice(index.span.end, test.span.end);
  const list = sourceOf(index.object.span, module);
  const isBare = !isQuantified(test, at) && !("negated" in test && test.negated) && name !== undefined;
  return {
    ...said(index),
    ...(isBare ? rewriting("ask for any of them", test.span, `(ANY ${name} IN ${list}: ${name}${rest})`, module) : {}),
  };
}

/** Whether it stands inside of ANY or ALL, which nest no deeper than two. */
function isQuantified(test: Test, { declaration }: Written): boolean {
  let found = false;
  walkExprs(declaration, (expr) => {
    found ||= expr.kind === "quantifier" && isInside(test.span, expr.body.span);
    return !found;
  });
  return found;
}

function inIndex(index: Index): Finding | undefined {
  return index.index.kind === "number" ? said(index) : undefined;
}

function said(index: Index): Finding {
  const place = index.index.kind === "number" ? index.index.raw : "";
  return {
    span: index.span,
    message: `only element ${place} of this list is read`,
    help: ["look at all of them: `ANY v IN …: …`"],
  };
}

/** The element that a path begins with: `documents[0]` of `documents[0].text`. */
function indexIn(value: Expr): Index | undefined {
  let at: Expr = withoutGroups(value);
  while (isAccess(at)) {
    if (at.kind === "index" && at.index.kind === "number") return at;
    at = at.object;
  }
  return undefined;
}

function isAccess(expr: Expr): expr is Member | Index {
  return expr.kind === "member" || expr.kind === "index";
}

/** A variable that nothing in the file is called. */
function freeName(text: string): string | undefined {
  return ["v", "w", "element"].find((name) => !new RegExp(`\\b${name}\\b`).test(text));
}
