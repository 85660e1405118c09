/** A list written as a chain: thirty arms of an OR that differ in one string. */
import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import type { AndOr, Comparison, Expr, In, TextTest } from "../../syntax/ast.ts";
import { fixing, removing, sourceOf } from "../edits.ts";
import { withoutGroups, writtenKey } from "../same-text.ts";
import type { Finding, LintRule, Written } from "../rule.ts";

export const unrolledList: LintRule = {
  name: "unrolled-list",
  topic: "meaning",
  severity: "info",
  summary: "three tests or more of one value that are one test of a list",
  visit: { expr: { and: inChain, or: inChain } },
};

const armsMin = 3;

type Arm = { readonly index: number; readonly test: Comparison | In | TextTest; readonly value: Expr; readonly items: readonly Expr[] };

function inChain(chain: AndOr, at: Written): Finding[] {
  const groups = new Map<string, Arm[]>();
  for (const [index, part] of chain.parts.entries()) {
    const arm = armOf(part, index, chain.kind);
    if (!arm) continue;
    const key = keyOf(arm);
    groups.set(key, [...(groups.get(key) ?? []), arm]);
  }
  return [...groups.values()].flatMap((arms) => (arms.length < armsMin ? [] : inArms(arms, chain, at)));
}

function inArms(arms: readonly Arm[], chain: AndOr, { module }: Written): Finding[] {
  const [first, ...rest] = arms;
  const last = rest.at(-1);
  if (!first || !last) return [];
  const list = `[${arms.flatMap((arm) => arm.items.map((item) => sourceOf(item.span, module))).join(", ")}]`;
  const casing = first.test.casing ? ` ${first.test.casing}` : "";
  const text = `${sourceOf(first.value.span, module)} ${wordsOf(first, chain.kind)} ${list}${casing}`;
  const edits: TextEdit[] = [{ span: first.test.span, text }];
  for (const arm of rest) {
    const edit = removing(chain.parts, arm.index);
    if (edit) edits.push(edit);
  }
  return [
    {
      span: { ...first.test.span, end: last.test.span.end },
      message: `${arms.length} tests of one value are one test of a list`,
      help: [`write \`${wordsOf(first, chain.kind)} […]\`, or give the list a name`],
      ...fixing("write one list", true, edits, module),
    },
  ];
}

function wordsOf({ test }: Arm, kind: AndOr["kind"]): string {
  if (test.kind !== "text-test") return "IN";
  return `${test.word}${test.wholeWord ? " WORD" : ""}${kind === "and" ? " ALL" : ""}`;
}

/** A test that could be one of several with a list: any of it under OR, all of it under AND. */
function armOf(part: Expr, index: number, kind: AndOr["kind"]): Arm | undefined {
  const test = withoutGroups(part);
  if (test.kind === "comparison") {
    const isLiteral = test.right.kind === "string" || test.right.kind === "number";
    return kind === "or" && test.operator === "==" && isLiteral ? { index, test, value: test.left, items: [test.right] } : undefined;
  }
  if (test.kind === "in") {
    const items = test.list.kind === "list" ? test.list.items : [];
    return kind === "or" && !test.negated && items.length > 0 ? { index, test, value: test.value, items } : undefined;
  }
  if (test.kind !== "text-test" || test.negated || test.word === "LIKE") return undefined;
  // `CONTAINS ALL` is the only test of all of a list.
  if (kind === "and" && (test.word !== "CONTAINS" || test.wholeWord)) return undefined;
  if (test.object.kind === "string" || test.object.kind === "pattern") return { index, test, value: test.value, items: [test.object] };
  const isSame = test.object.kind === "list" && test.object.items.length > 0 && test.all === (kind === "and");
  return isSame && test.object.kind === "list" ? { index, test, value: test.value, items: test.object.items } : undefined;
}

function keyOf({ test, value }: Arm): string {
  const word = test.kind === "text-test" ? `${test.word} ${test.wholeWord}` : "IN";
  return `${word} ${test.casing ?? ""} ${writtenKey(value)}`;
}
