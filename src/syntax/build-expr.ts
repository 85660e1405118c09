/** Expressions: from the flat chains of the grammar to the tree, with precedence, and the mistakes that can be mended on the way. */
import type { IToken } from "chevrotain";
import type {
  AccessCstNode,
  ArithmeticCstNode,
  CallArgumentsCstNode,
  ExpressionCstNode,
  GroupCstNode,
  ListLiteralCstNode,
  NegationCstNode,
  OperandCstNode,
  PrimaryCstNode,
} from "../../grammar/cst.generated.ts";
import { coverSpans, type Span } from "../source/span.ts";
import type { AndOr, Argument, Arithmetic, Call, ErrorExpr, Expr, ListExpr } from "./ast.ts";
import { buildStateCall } from "./build-state.ts";
import { buildLiteral } from "./build-token.ts";
import { type Building, behind, errorExpr, first, fix, nameOf, spanOf, stringOf } from "./building.ts";
import { report } from "./diagnostics.ts";
import { firstToken } from "./first-token.ts";
import { numberValue } from "./literal-values.ts";

/** A chain of AND and OR; AND binds tighter, and each run of one operator is one node. */
export function buildExpression(node: ExpressionCstNode | undefined, after: Span, build: Building): Expr {
  const parts = node?.children.negation;
  if (!parts || parts.length === 0) return errorExpr(behind(after));
  const single = parts.length === 1 ? parts[0] : undefined;
  if (single) return buildNegation(single, after, build);
  const ors = [...(node.children.OR ?? [])].map((token) => token.startOffset);
  const operators = [...(node.children.AND ?? []), ...(node.children.OR ?? [])].sort((a, b) => a.startOffset - b.startOffset);
  const isOr = new Set(ors);
  const groups: Expr[][] = [[]];
  for (const [index, part] of parts.entries()) {
    const operator = operators[index - 1];
    if (operator && isOr.has(operator.startOffset)) groups.push([]);
    groups[groups.length - 1]?.push(buildNegation(part, operator ? spanOf(build, operator) : after, build));
  }
  // A chain that recovery ended behind its operator lacks its last part.
  const dangling = operators[parts.length - 1];
  if (dangling) groups[groups.length - 1]?.push(errorExpr(behind(spanOf(build, dangling))));
  return chain(
    "or",
    groups.map((group) => chain("and", group)),
  );
}

/** The parts of a chain of one operator as one node, or the only one as it is. */
export function chain(kind: AndOr["kind"], parts: readonly Expr[]): Expr {
  const [head, ...rest] = parts;
  const last = rest[rest.length - 1];
  if (!head || !last) return head ?? { kind: "error", span: { file: "", start: 0, end: 0 } };
  return { kind, parts, span: coverSpans(head.span, last.span) };
}

/**
 * NOT before a quantifier, an `n OF` or a test. Of a long run only two or three stay: NOT NOT p is p, and a tree
 * as deep as the text is long would overflow whoever walks it.
 */
function buildNegation(node: NegationCstNode, after: Span, build: Building): Expr {
  const { children } = node;
  const nots = children.NOT ?? [];
  const lastNot = nots[nots.length - 1];
  const before = lastNot ? spanOf(build, lastNot) : after;
  let expr = buildNegated(node, before, build);
  const kept = nots.length <= 3 ? nots : [...nots.slice(0, 1 + (nots.length % 2)), ...nots.slice(-1)];
  for (const not of [...kept].reverse()) expr = { kind: "not", operand: expr, span: coverSpans(spanOf(build, not), expr.span) };
  return expr;
}

function buildNegated(node: NegationCstNode, after: Span, build: Building): Expr {
  const { quantifier, atLeast, test } = node.children;
  if (quantifier?.[0]) {
    const { ANY, ALL, Identifier, arithmetic, expression, Colon, IN } = quantifier[0].children;
    const word = first(ANY) ?? first(ALL);
    const variable = first(Identifier);
    if (!word || !variable) return errorExpr(word ? spanOf(build, word) : behind(after));
    const start = spanOf(build, word);
    const inSpan = first(IN) ? spanOf(build, first(IN) ?? word) : spanOf(build, variable);
    const list = build.arithmetic(arithmetic?.[0], inSpan);
    const colon = first(Colon);
    const body = build.expression(expression?.[0], colon ? spanOf(build, colon) : list.span);
    // Without its list or its colon, what the variable is and where it ends are not known.
    if (!colon || list.kind === "error") return errorExpr(coverSpans(start, body.span));
    return {
      kind: "quantifier",
      every: first(ALL) !== undefined,
      variable: nameOf(build, variable),
      list,
      body,
      span: coverSpans(start, body.span),
    };
  }
  if (atLeast?.[0]) {
    const { Number: counts, OF, expression, RParen } = atLeast[0].children;
    const count = first(counts);
    if (!count) return errorExpr(behind(after));
    const start = spanOf(build, count);
    const of = first(OF);
    const parts = (expression ?? []).map((part) => build.expression(part, of ? spanOf(build, of) : start));
    const end = first(RParen);
    const last = end ? spanOf(build, end) : (parts[parts.length - 1]?.span ?? start);
    return {
      kind: "at-least",
      count: { kind: "number", value: numberValue(count.image), raw: count.image, span: start },
      parts,
      span: coverSpans(start, last),
    };
  }
  return build.test(test?.[0], after);
}

/** The deepest tree that chains may make: operators and path segments lean left, one level each. */
const chainMax = 512;
export const roomAtStart = chainMax;

/** A chain of arithmetic; `*`, `/` and `%` bind tighter than `+` and `-`, all from the left. */
export function buildArithmetic(node: ArithmeticCstNode | undefined, after: Span, build: Building): Expr {
  const operands = node?.children.operand;
  const head = operands?.[0];
  if (!operands || !head) return errorExpr(behind(after));
  const operators = (node.children.arithmeticOperator ?? []).flatMap((one) => {
    const token = Object.values(one.children).flatMap((tokens) => tokens ?? [])[0];
    return token ? [token] : [];
  });
  const needed = operators.length;
  if (needed > build.room) return refuseChain(spanOf(build, operators[build.room] ?? operators[0] ?? firstToken(head)), build);
  build.room -= needed;
  let left = buildOperand(head, after, build);
  build.room += needed;
  let pending: { readonly base: Expr; readonly operator: IToken } | undefined;
  for (const [index, operator] of operators.entries()) {
    const operatorSpan = spanOf(build, operator);
    const next = operands[index + 1];
    const right = next ? buildOperand(next, operatorSpan, build) : errorExpr(behind(operatorSpan));
    if (operator.image === "+" || operator.image === "-") {
      left = pending ? join(pending.base, pending.operator, left, build) : left;
      pending = { base: left, operator };
      left = right;
    } else left = join(left, operator, right, build);
  }
  return pending ? join(pending.base, pending.operator, left, build) : left;
}

/** Two operands and the sign between them. */
export function join(left: Expr, operator: IToken, right: Expr, build: Pick<Building, "file">): Arithmetic {
  // The five signs are the only tokens of this rule of the grammar.
  const sign = operator.image as Arithmetic["operator"];
  return {
    kind: "arithmetic",
    operator: sign,
    left,
    right,
    operatorSpan: spanOf(build, operator),
    span: coverSpans(left.span, right.span),
  };
}

function refuseChain(span: Span, build: Building): Expr {
  build.report(report.chainTooLong(span, { limit: chainMax }));
  return errorExpr(span);
}

function buildOperand(node: OperandCstNode, after: Span, build: Building): Expr {
  const { Minus, wrongMinus, primary, access } = node.children;
  const minus = first(Minus);
  if (minus && wrongMinus?.[0]) {
    const last = wrongMinus[wrongMinus.length - 1] ?? wrongMinus[0];
    const place = coverSpans(spanOf(build, minus), spanOf(build, last));
    build.report(report.doubleMinus(place, {}, { fixes: [fix("write one", place, wrongMinus.length % 2 === 0 ? "-" : "")] }));
  }
  const accesses = access ?? [];
  const before = minus ? spanOf(build, minus) : after;
  if (accesses.length > build.room) {
    const token = firstToken(accesses[build.room] ?? accesses[0] ?? node);
    return refuseChain(token.startOffset >= 0 ? spanOf(build, token) : behind(after), build);
  }
  build.room -= accesses.length;
  let expr = buildPrimary(primary?.[0], before, build);
  build.room += accesses.length;
  for (const one of accesses) expr = buildAccess(expr, one, build);
  return minus ? { kind: "negate", operand: expr, span: coverSpans(spanOf(build, minus), expr.span) } : expr;
}

function buildAccess(object: Expr, node: AccessCstNode, build: Building): Expr {
  const { Dot, Identifier, Number: numbers, Text, LBracket, RBracket } = node.children;
  const key = first(Identifier);
  if (key && object.kind === "error") return errorExpr(coverSpans(object.span, spanOf(build, key)));
  if (key) return { kind: "member", object, key: nameOf(build, key), span: coverSpans(object.span, spanOf(build, key)) };
  const number = first(numbers);
  const text = first(Text);
  const token = number ?? text ?? first(Dot) ?? first(LBracket);
  if (!token || (!number && !text)) return errorExpr(token ? coverSpans(object.span, spanOf(build, token)) : object.span);
  const close = first(RBracket);
  const span = coverSpans(object.span, spanOf(build, close ?? token));
  if (text) return { kind: "index", object, index: stringOf(build, text), span };
  const value = numberValue(token.image);
  if (!/^[0-9_]+$/.test(token.image) || !Number.isSafeInteger(value)) {
    build.report(report.badIndex(spanOf(build, token), { text: token.image }));
    return errorExpr(span);
  }
  return { kind: "index", object, index: { kind: "number", value, raw: token.image, span: spanOf(build, token) }, span };
}

function buildPrimary(node: PrimaryCstNode | undefined, after: Span, build: Building): Expr {
  if (!node) return errorExpr(behind(after));
  const { isListNext } = build;
  build.isListNext = false;
  const { Identifier, callArguments, listLiteral, group, stateCall, SCORE, wrongSequence, wrongLiteral } = node.children;
  const callee = first(Identifier) ?? first(SCORE);
  if (callee) {
    const args = callArguments?.[0];
    const name = nameOf(build, callee);
    if (args) return buildCall(name, args, build);
    if (first(SCORE)) return errorExpr(name.span);
    return { kind: "name", name: name.name, quoted: name.quoted, span: name.span };
  }
  if (listLiteral?.[0]) {
    const list = buildList(listLiteral[0], after, build);
    return first(listLiteral[0].children.RBracket) ? list : errorExpr(list.span);
  }
  if (group?.[0]) return buildGroup(group[0], after, isListNext, build);
  if (stateCall?.[0]) return buildStateCall(stateCall[0], after, build);
  if (wrongSequence?.[0]) return refuseSequence(wrongSequence[0].name, firstToken(wrongSequence[0]), build);
  const wrong = first(wrongLiteral);
  if (wrong) return errorExpr(spanOf(build, wrong));
  const token = firstToken(node);
  return token.startOffset >= 0 ? buildLiteral(token, build) : errorExpr(behind(after));
}

function refuseSequence(kind: "sequence" | "together", token: IToken, build: Building): Expr {
  const span = spanOf(build, token);
  build.report(report.sequencePlace(span, { word: kind === "sequence" ? "a SEQUENCE" : "a TOGETHER" }));
  return errorExpr(span);
}

export function buildList(node: ListLiteralCstNode, after: Span, build: Building): ListExpr {
  const { LBracket, RBracket, expression = [], plainText = [] } = node.children;
  const open = first(LBracket);
  const start = open ? spanOf(build, open) : behind(after);
  const items: Expr[] = plainText.map((item) => stringOf(build, item));
  if (expression.length > 0) {
    items.push(...expression.map((item) => build.expression(item, start)));
    // One kind behind the other: back in the order of the text.
    if (plainText.length > 0) items.sort((a, b) => a.span.start - b.span.start);
  }
  const close = first(RBracket);
  const end = close ? spanOf(build, close) : (items[items.length - 1]?.span ?? start);
  return { kind: "list", items, span: coverSpans(start, end) };
}

function buildGroup(node: GroupCstNode, after: Span, isListNext: boolean, build: Building): Expr {
  const { LParen, RParen, expression, wrongItem, wrongComma } = node.children;
  const open = first(LParen);
  const start = open ? spanOf(build, open) : behind(after);
  const inner = build.expression(expression?.[0], start);
  const items = (wrongItem ?? []).map((item) => build.expression(item, start));
  const close = first(RParen);
  const span = coverSpans(start, close ? spanOf(build, close) : (items[items.length - 1]?.span ?? inner.span));
  const comma = first(wrongComma);
  if (comma && !isListNext) {
    build.leftover(comma, "`)`");
    return errorExpr(span);
  }
  if (comma) {
    const edits = [{ span: start, text: "[" }, ...(close ? [{ span: spanOf(build, close), text: "]" }] : [])];
    build.report(report.listInParentheses(span, {}, { fixes: [{ title: "write `[...]`", safe: true, edits }] }));
    return { kind: "list", items: [inner, ...items], span };
  }
  // Without its end it may hold more, and what follows may belong to it.
  return close ? { kind: "group", inner, span } : errorExpr(span);
}

function buildCall(name: Call["name"], node: CallArgumentsCstNode, build: Building): Call | ErrorExpr {
  const { LParen, RParen, argument } = node.children;
  const open = first(LParen);
  const start = open ? spanOf(build, open) : name.span;
  const args = (argument ?? []).map((one): Argument => {
    const key = first(one.children.Identifier);
    const sign = first(one.children.Assign);
    const value = build.expression(one.children.expression?.[0], sign ? spanOf(build, sign) : key ? spanOf(build, key) : start);
    if (!key) return { value, span: value.span };
    return { name: nameOf(build, key), value, span: coverSpans(spanOf(build, key), value.span) };
  });
  reportArgumentOrder(args, build);
  const close = first(RParen);
  const end = close ? spanOf(build, close) : (args[args.length - 1]?.span ?? start);
  // Without its end it may lack arguments that were written.
  return close ? { kind: "call", name, args, span: coverSpans(name.span, end) } : errorExpr(coverSpans(name.span, end));
}

/** Positional arguments stand first. */
export function reportArgumentOrder(args: readonly Argument[], build: Building): void {
  const named = args.findIndex((arg) => arg.name !== undefined);
  const late = named < 0 ? undefined : args.slice(named).find((arg) => arg.name === undefined);
  if (late && late.value.kind !== "error") build.report(report.argumentOrder(late.span));
}
