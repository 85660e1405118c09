/** A value with a test, in its usual forms. */
import type { IToken, TokenType } from "chevrotain";
import * as T from "../../../grammar/tokens.ts";
import { coverSpans, type Span } from "../../source/span.ts";
import type { Casing, Comparison, Expr, TextTest } from "../ast.ts";
import { readStateClauses } from "./read-state.ts";
import type { UsualReader } from "./reader.ts";

const { K } = T;
const comparisons: ReadonlySet<TokenType | undefined> = new Set([T.EqualEqual, T.NotEqual, T.LessEqual, T.Less, T.GreaterEqual, T.Greater]);

/** A value, or a value with one test. */
export function readTest(reader: UsualReader): Expr | undefined {
  const value = reader.arithmetic();
  if (value === undefined) return undefined;
  const type = reader.type();
  if (comparisons.has(type)) return readComparison(value, reader);
  const isNegated = type === K.NOT;
  const tail = tails.get(isNegated ? reader.type(1) : type);
  if (tail === undefined) return isNegated ? undefined : value;
  const start = reader.next();
  const word = isNegated ? reader.next() : start;
  return start && word && tail(value, { from: reader.span(start), word, isNegated }, reader);
}

/** `word` begins the test behind its NOT; both are read, and begin at `from`. */
type Head = { readonly from: Span; readonly word: IToken; readonly isNegated: boolean };
type Tail = (value: Expr, head: Head, reader: UsualReader) => Expr | undefined;

function readComparison(left: Expr, reader: UsualReader): Expr | undefined {
  const token = reader.next();
  const right = reader.arithmetic();
  if (token === undefined || right === undefined) return undefined;
  // `== null` is reported.
  if (right.kind === "name" && !right.quoted && /^null$/i.test(right.name)) return undefined;
  const casing = readCasing(reader);
  const span = coverSpans(left.span, casing?.span ?? right.span);
  const operator = token.image as Comparison["operator"]; // the six signs are the only tokens that come here
  return { kind: "comparison", operator, left, right, ...(casing ? { casing: casing.word } : {}), operatorSpan: reader.span(token), span };
}

type CasingRead = { readonly word: Casing; readonly span: Span };

function readCasing(reader: UsualReader): CasingRead | undefined {
  const cased = reader.take(K.CASED);
  if (cased) return { word: "CASED", span: reader.span(cased) };
  const nocase = reader.take(K.NOCASE);
  return nocase && { word: "NOCASE", span: reader.span(nocase) };
}

const readIn: Tail = (value, { from, word, isNegated }, reader) => {
  const operatorSpan = coverSpans(from, reader.span(word));
  const list = reader.arithmetic();
  // `IN ("a")` is reported.
  if (list === undefined || (list.kind === "group" && (list.inner.kind === "string" || list.inner.kind === "number"))) return undefined;
  const casing = readCasing(reader);
  const span = coverSpans(value.span, casing?.span ?? list.span);
  return { kind: "in", value, list, negated: isNegated, ...(casing ? { casing: casing.word } : {}), operatorSpan, span };
};

const readContains: Tail = (value, head, reader) => {
  const all = reader.take(K.ALL);
  const whole = reader.take(K.WORD);
  const end = whole ?? all ?? head.word;
  return readText(value, head, "CONTAINS", end, { all: all !== undefined, wholeWord: whole !== undefined }, reader);
};

const readWith: Tail = (value, head, reader) => {
  const end = reader.take(K.WITH);
  const word = head.word.tokenType === K.STARTS ? "STARTS WITH" : "ENDS WITH";
  return end && readText(value, head, word, end, { all: false, wholeWord: false }, reader);
};

const readMatch: Tail = (value, head, reader) => {
  const word = head.word.tokenType === K.LIKE ? "LIKE" : "MATCHES";
  return readText(value, head, word, head.word, { all: false, wholeWord: false }, reader);
};

function readText(
  value: Expr,
  head: Head,
  word: TextTest["word"],
  end: IToken,
  { all, wholeWord }: Pick<TextTest, "all" | "wholeWord">,
  reader: UsualReader,
): Expr | undefined {
  const operatorSpan = coverSpans(head.from, reader.span(end));
  const object = reader.arithmetic();
  if (object === undefined) return undefined;
  const casing = readCasing(reader);
  const span = coverSpans(value.span, casing?.span ?? object.span);
  const test: TextTest = { kind: "text-test", word, all, wholeWord, negated: head.isNegated, value, object, operatorSpan, span };
  return casing ? { ...test, casing: casing.word } : test;
}

const readBetween: Tail = (value, { from, word, isNegated }, reader) => {
  const low = reader.arithmetic();
  const high = low && reader.take(K.AND) && reader.arithmetic();
  if (!high) return undefined;
  const operatorSpan = coverSpans(from, reader.span(word));
  return { kind: "between", value, low, high, negated: isNegated, operatorSpan, span: coverSpans(value.span, high.span) };
};

const readExists: Tail = (value, { from, word, isNegated }, reader) => {
  const end = reader.span(word);
  const span = coverSpans(value.span, end);
  return { kind: "presence", value, word: "EXISTS", negated: isNegated, operatorSpan: coverSpans(from, end), span };
};

const readMissing: Tail = (value, { from, isNegated }, reader) => {
  const missing = reader.take(K.MISSING);
  if (isNegated || missing === undefined) return undefined;
  const operatorSpan = coverSpans(from, reader.span(missing));
  return { kind: "presence", value, word: "IS MISSING", negated: false, operatorSpan, span: coverSpans(value.span, operatorSpan) };
};

const readSeen: Tail = (value, { from, isNegated }, reader) => {
  const within = reader.take(K.IN);
  const of = within && reader.take(T.LParen) && reader.expression();
  const read = of && readStateClauses(reader);
  if (!within || !of || !read || reader.last === undefined) return undefined;
  const { window, min: _, excludingAlerted: __, ...clauses } = read;
  const operatorSpan = coverSpans(from, reader.span(within));
  return {
    kind: "seen-in",
    value,
    negated: isNegated,
    of,
    ...clauses,
    ...(window ? { within: window.duration } : {}),
    operatorSpan,
    span: coverSpans(value.span, reader.span(reader.last)),
  };
};

const tails: ReadonlyMap<TokenType | undefined, Tail> = new Map([
  [K.IN, readIn],
  [K.CONTAINS, readContains],
  [K.STARTS, readWith],
  [K.ENDS, readWith],
  [K.LIKE, readMatch],
  [K.MATCHES, readMatch],
  [K.BETWEEN, readBetween],
  [K.EXISTS, readExists],
  [K.IS, readMissing],
  [K.SEEN, readSeen],
]);
