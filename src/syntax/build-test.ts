/** Comparisons and tests: one operator between two values, and what people write instead of it. */
import type { IToken } from "chevrotain";
import type { TestCstNode, TestObjectCstNode, TestTailCstNode } from "../../grammar/cst.generated.ts";
import { coverSpans, type Span } from "../source/span.ts";
import type { Casing, Comparison, Expr, TextTest } from "./ast.ts";
import { buildStateClauses } from "./build-state.ts";
import { type Building, behind, errorExpr, first, fix, fixAll, sourceText, spanBetween, spanOf } from "./building.ts";
import { report } from "./diagnostics.ts";
import { firstToken } from "./first-token.ts";

/** A value, or a value with one test; a second test is reported and left out. */
export function buildTest(node: TestCstNode | undefined, after: Span, build: Building): Expr {
  const { arithmetic, testTail, wrongTail } = node?.children ?? {};
  const value = build.arithmetic(arithmetic?.[0], after);
  const tail = testTail?.[0];
  if (!tail) return value;
  const test = buildTail(value, tail, build);
  const second = wrongTail?.[0];
  if (!second) return test;
  const place = firstToken(second);
  build.report(report.chainedTest(place.startOffset >= 0 ? spanOf(build, place) : behind(test.span)));
  return errorExpr(coverSpans(test.span, place.startOffset >= 0 ? spanOf(build, place) : test.span));
}

function buildTail(value: Expr, node: TestTailCstNode, build: Building): Expr {
  const { children } = node;
  const not = first(children.NOT);
  const negated = not !== undefined;
  const start = not ?? firstToken(node);
  const from = start.startOffset >= 0 ? spanOf(build, start) : behind(value.span);
  const casing = casingOf(node);
  const ended = (span: Span): Span => coverSpans(value.span, casing ? spanOf(build, casing.token) : span);
  const upTo = (token: IToken | undefined): Span => (token ? coverSpans(from, spanOf(build, token)) : from);

  const comparison = children.comparisonOperator?.[0];
  if (comparison) return buildComparison(value, node, not, build);

  const seenIn = first(children.seenIn);
  if (first(children.SEEN)) {
    const operatorSpan = upTo(seenIn);
    refuseCasing(casing, "SEEN IN", "values are compared by `==`", build);
    const open = first(children.LParen);
    const of = build.expression(children.expression?.[0], open ? spanOf(build, open) : operatorSpan);
    const { window, min, excludingAlerted, ...clauses } = buildStateClauses(children.stateClauses?.[0], build);
    const close = first(children.RParen);
    // Without its end it may lack clauses that were written.
    if (!close) return errorExpr(coverSpans(value.span, of.span));
    const within = window?.duration;
    return {
      kind: "seen-in",
      value,
      negated,
      of,
      ...clauses,
      ...(within ? { within } : {}),
      operatorSpan,
      span: coverSpans(value.span, close ? spanOf(build, close) : of.span),
    };
  }
  const exists = first(children.EXISTS);
  if (exists) {
    refuseCasing(casing, "EXISTS", "leave it out", build);
    return {
      kind: "presence",
      value,
      word: "EXISTS",
      negated,
      operatorSpan: upTo(exists),
      span: coverSpans(value.span, spanOf(build, exists)),
    };
  }
  const is = first(children.IS);
  if (is) return buildMissing(value, node, casing, build);

  const between = first(children.BETWEEN);
  if (between) {
    const [lowNode, highNode] = children.arithmetic ?? [];
    const operatorSpan = upTo(between);
    const and = first(children.AND);
    const low = build.arithmetic(lowNode, operatorSpan);
    const high = build.arithmetic(highNode, and ? spanOf(build, and) : low.span);
    refuseCasing(casing, "BETWEEN", "numbers, timestamps and durations have no case", build);
    return { kind: "between", value, low, high, negated, operatorSpan, span: coverSpans(value.span, high.span) };
  }
  const inToken = first(children.IN);
  if (inToken) {
    const operatorSpan = upTo(inToken);
    build.isListNext = true;
    const list = listObject(buildObject(children.testObject?.[0], operatorSpan, build), build);
    return { kind: "in", value, list, negated, ...(casing ? { casing: casing.word } : {}), operatorSpan, span: ended(list.span) };
  }
  return buildTextTest(value, node, from, build);
}

/** What stands right of a test; `NOT` is no part of it. */
function buildObject(node: TestObjectCstNode | undefined, after: Span, build: Building): Expr {
  const wrong = first(node?.children.wrongNot);
  const object = build.arithmetic(node?.children.arithmetic?.[0], wrong ? spanOf(build, wrong) : after);
  if (!wrong) return object;
  build.report(report.notOperand(spanOf(build, wrong)));
  return errorExpr(coverSpans(spanOf(build, wrong), object.span));
}

/** `IN ("a")` is a list of one that was written in parentheses. */
function listObject(list: Expr, build: Building): Expr {
  if (list.kind !== "group" || (list.inner.kind !== "string" && list.inner.kind !== "number")) return list;
  const { file, start, end } = list.span;
  const edits = [
    { span: { file, start, end: start + 1 }, text: "[" },
    { span: { file, start: end - 1, end }, text: "]" },
  ];
  build.report(report.listInParentheses(list.span, {}, { fixes: [fixAll("write `[...]`", edits)] }));
  return { kind: "list", items: [list.inner], span: list.span };
}

function buildComparison(left: Expr, node: TestTailCstNode, not: IToken | undefined, build: Building): Expr {
  const { comparisonOperator, testObject } = node.children;
  const token = firstToken(comparisonOperator?.[0] ?? node);
  const operatorSpan = spanOf(build, token);
  const right = buildObject(testObject?.[0], operatorSpan, build);
  const casing = casingOf(node);
  const span = coverSpans(left.span, casing ? spanOf(build, casing.token) : right.span);
  let operator = token.image;
  if (operator === "=") {
    build.report(report.foreignOperator(operatorSpan, { text: "=", meant: "==" }, { fixes: [fix("write `==`", operatorSpan, "==")] }));
    operator = "==";
  }
  if (not) {
    const place = coverSpans(spanOf(build, not), operatorSpan);
    const meant = opposites[operator];
    const fixes = meant ? [fix(`write \`${meant}\``, place, meant)] : [];
    build.report(report.negatedTest(place, { text: `NOT ${operator}`, meant: meant ?? `NOT (... ${operator} ...)` }, { fixes }));
    operator = meant ?? operator;
  }
  if (right.kind === "name" && !right.quoted && /^null$/i.test(right.name) && (operator === "==" || operator === "!=")) {
    const place = coverSpans(operatorSpan, right.span);
    const word = operator === "==" ? "IS MISSING" : "EXISTS";
    build.report(report.nullComparison(place, { meant: word }, { fixes: [fix(`write \`${word}\``, place, word)] }));
    return { kind: "presence", value: left, word, negated: false, operatorSpan: place, span };
  }
  // The six signs are the only ones left in this rule of the grammar.
  const sign = operator as Comparison["operator"];
  return { kind: "comparison", operator: sign, left, right, ...(casing ? { casing: casing.word } : {}), operatorSpan, span };
}

const opposites: Readonly<Record<string, string>> = { "==": "!=", "!=": "==" };

function buildMissing(value: Expr, node: TestTailCstNode, casing: CasingToken | undefined, build: Building): Expr {
  const { IS, MISSING, NOT, wrongNot } = node.children;
  const is = first(IS);
  const end = first(MISSING) ?? is;
  const start = first(NOT) ?? is;
  const operatorSpan = start && end ? coverSpans(spanOf(build, start), spanOf(build, end)) : behind(value.span);
  refuseCasing(casing, "IS MISSING", "leave it out", build);
  const span = coverSpans(value.span, operatorSpan);
  const isNot = first(wrongNot) ?? first(NOT);
  if (isNot) {
    const text = sourceText(build, operatorSpan).replace(/\s+/g, " ");
    build.report(report.negatedTest(operatorSpan, { text, meant: "EXISTS" }, { fixes: [fix("write `EXISTS`", operatorSpan, "EXISTS")] }));
    return { kind: "presence", value, word: "EXISTS", negated: false, operatorSpan, span };
  }
  return { kind: "presence", value, word: "IS MISSING", negated: false, operatorSpan, span };
}

function buildTextTest(value: Expr, node: TestTailCstNode, from: Span, build: Building): Expr {
  const { children } = node;
  const two = first(children.STARTS) ?? first(children.ENDS);
  const head = first(children.CONTAINS) ?? two ?? first(children.LIKE) ?? first(children.MATCHES);
  if (!head) return errorExpr(coverSpans(value.span, from));
  const word = two ? (`${two.image} WITH` as "STARTS WITH" | "ENDS WITH") : (head.image as "CONTAINS" | "LIKE" | "MATCHES"); // the five words of this rule of the grammar
  const containsWords = [...(children.ALL ?? []), ...(children.WORD ?? []), ...(children.wrongAny ?? [])].sort(
    (a, b) => a.startOffset - b.startOffset,
  );
  const last = first(children.WITH) ?? containsWords[containsWords.length - 1] ?? head;
  const operatorSpan = coverSpans(from, spanOf(build, last));
  const object = buildObject(children.testObject?.[0], operatorSpan, build);
  const all = first(children.ALL) !== undefined;
  const wholeWord = first(children.WORD) !== undefined;
  const written = containsWords.map((token) => token.image).join(" ");
  const meant = [...(all ? ["ALL"] : []), ...(wholeWord ? ["WORD"] : [])].join(" ");
  if (written !== meant) {
    const place = spanBetween(build, head.startOffset, operatorSpan.end);
    const text = `CONTAINS${meant === "" ? "" : " "}${meant}`;
    build.report(
      report.containsWords(place, { text: sourceText(build, place), meant: text }, { fixes: [fix(`write \`${text}\``, place, text)] }),
    );
  }
  const casing = casingOf(node);
  const span = coverSpans(value.span, casing ? spanOf(build, casing.token) : object.span);
  const test: TextTest = {
    kind: "text-test",
    word,
    all,
    wholeWord,
    negated: first(children.NOT) !== undefined,
    value,
    object,
    operatorSpan,
    span,
  };
  return casing ? { ...test, casing: casing.word } : test;
}

type CasingToken = { readonly token: IToken; readonly word: Casing };

function casingOf(node: TestTailCstNode): CasingToken | undefined {
  const cased = first(node.children.CASED);
  if (cased) return { token: cased, word: "CASED" };
  const nocase = first(node.children.NOCASE);
  return nocase ? { token: nocase, word: "NOCASE" } : undefined;
}

function refuseCasing(casing: CasingToken | undefined, word: string, advice: string, build: Building): void {
  if (casing) build.report(report.casingNotHere(spanOf(build, casing.token), { casing: casing.word, word, advice }));
}
