/** Expressions in their usual forms. */
import type { TokenType } from "chevrotain";
import * as T from "../../../grammar/tokens.ts";
import { coverSpans } from "../../source/span.ts";
import type { Argument, Expr, ListExpr } from "../ast.ts";
import { chain, join } from "../build-expr.ts";
import { buildLiteral } from "../build-token.ts";
import { stringOf } from "../building.ts";
import { numberValue } from "../literal-values.ts";
import type { UsualReader } from "./reader.ts";
import { readStateCall, stateWords } from "./read-state.ts";
import { readTest } from "./read-test.ts";

const { K } = T;

/** A chain of AND and OR. */
export function readExpression(reader: UsualReader): Expr | undefined {
  const head = readNegation(reader);
  if (head === undefined) return undefined;
  const groups: Expr[] = [];
  let parts = [head];
  for (let type = reader.type(); type === K.AND || type === K.OR; type = reader.type()) {
    reader.at++;
    const part = readNegation(reader);
    if (part === undefined) return undefined;
    if (type === K.AND) parts.push(part);
    else {
      groups.push(chain("and", parts));
      parts = [part];
    }
  }
  groups.push(chain("and", parts));
  return chain("or", groups);
}

/** Of more the tree keeps fewer than there are. */
const notsMax = 3;

function readNegation(reader: UsualReader): Expr | undefined {
  const spans = [];
  for (let not = reader.take(K.NOT); not !== undefined; not = reader.take(K.NOT)) spans.push(reader.span(not));
  if (spans.length > notsMax) return undefined;
  let expr = readNegated(reader);
  for (let at = spans.length - 1; at >= 0 && expr !== undefined; at--) {
    const start = spans[at] ?? expr.span;
    expr = { kind: "not", operand: expr, span: coverSpans(start, expr.span) };
  }
  return expr;
}

function readNegated(reader: UsualReader): Expr | undefined {
  const type = reader.type();
  if (type === K.ANY || type === K.ALL) return readQuantifier(reader);
  return type === T.NumberToken && reader.type(1) === K.OF ? readAtLeast(reader) : readTest(reader);
}

function readQuantifier(reader: UsualReader): Expr | undefined {
  const word = reader.next();
  const variable = reader.take(T.Identifier);
  const list = variable && reader.take(K.IN) && readArithmetic(reader);
  const body = list && reader.take(T.Colon) && readExpression(reader);
  if (word === undefined || !body) return undefined;
  const span = coverSpans(reader.span(word), body.span);
  return { kind: "quantifier", every: word.tokenType === K.ALL, variable: reader.name(variable), list, body, span };
}

function readAtLeast(reader: UsualReader): Expr | undefined {
  const count = reader.next();
  reader.at++;
  const parts = reader.take(T.LParen) && readItems(reader, T.RParen, readExpression);
  if (count === undefined || !parts || parts.length === 0 || reader.last === undefined) return undefined;
  const start = reader.span(count);
  const number = { kind: "number", value: numberValue(count.image), raw: count.image, span: start } as const;
  return { kind: "at-least", count: number, parts, span: coverSpans(start, reader.span(reader.last)) };
}

/** Up to the bracket that ends them, with commas between, and perhaps behind. */
export function readItems<Item>(reader: UsualReader, end: TokenType, read: (reader: UsualReader) => Item | undefined): Item[] | undefined {
  const items: Item[] = [];
  while (!reader.take(end)) {
    const item = read(reader);
    if (item === undefined) return undefined;
    items.push(item);
    if (!reader.take(T.Comma) && reader.type() !== end) return undefined;
  }
  return items;
}

const operators: ReadonlySet<TokenType | undefined> = new Set([T.Plus, T.Minus, T.Star, T.Slash, T.Percent]);
/** Longer chains are counted by the grammar's builders, which bound the depth of a tree: brackets are nested 64 deep at most. */
const operatorsMax = 4;
const accessesMax = 3;

/** A chain of arithmetic. */
export function readArithmetic(reader: UsualReader): Expr | undefined {
  let left = readOperand(reader);
  if (left === undefined || !operators.has(reader.type())) return left;
  let pending: { readonly base: Expr; readonly operator: Parameters<typeof join>[1] } | undefined;
  for (let count = 0; operators.has(reader.type()); count++) {
    const operator = reader.next();
    const right = readOperand(reader);
    if (operator === undefined || right === undefined || count === operatorsMax) return undefined;
    if (operator.tokenType === T.Plus || operator.tokenType === T.Minus) {
      const base: Expr = pending ? join(pending.base, pending.operator, left, reader) : left;
      pending = { base, operator };
      left = right;
    } else left = join(left, operator, right, reader);
  }
  return pending ? join(pending.base, pending.operator, left, reader) : left;
}

function readOperand(reader: UsualReader): Expr | undefined {
  const minus = reader.take(T.Minus);
  let expr = readPrimary(reader);
  for (let count = 0; expr !== undefined; count++) {
    const type = reader.type();
    if (type !== T.Dot && type !== T.LBracket) break;
    expr = count === accessesMax ? undefined : readAccess(expr, reader);
  }
  return minus && expr ? { kind: "negate", operand: expr, span: coverSpans(reader.span(minus), expr.span) } : expr;
}

function readAccess(object: Expr, reader: UsualReader): Expr | undefined {
  if (reader.take(T.Dot)) {
    const token = reader.take(T.Identifier);
    if (token === undefined) return undefined;
    const key = reader.name(token);
    return { kind: "member", object, key, span: coverSpans(object.span, key.span) };
  }
  reader.at++;
  const token = reader.next();
  const close = reader.take(T.RBracket);
  if (token === undefined || close === undefined) return undefined;
  const span = coverSpans(object.span, reader.span(close));
  if (token.tokenType === T.Text) return { kind: "index", object, index: stringOf(reader, token), span };
  const value = numberValue(token.image);
  if (token.tokenType !== T.NumberToken || !/^[0-9_]+$/.test(token.image) || !Number.isSafeInteger(value)) return undefined;
  return { kind: "index", object, index: { kind: "number", value, raw: token.image, span: reader.span(token) }, span };
}

const literals: ReadonlySet<TokenType> = new Set([
  T.Text,
  T.NumberToken,
  T.Duration,
  T.DateToken,
  T.Pattern,
  T.True,
  T.False,
  ...T.constantKeywords.map((word) => K[word]),
]);

function readPrimary(reader: UsualReader): Expr | undefined {
  const token = reader.next();
  if (token === undefined) return undefined;
  const { tokenType } = token;
  if (tokenType === T.Identifier) {
    const name = reader.name(token);
    if (!reader.take(T.LParen)) return { kind: "name", name: name.name, quoted: name.quoted, span: name.span };
    const args = readArguments(reader);
    return args && reader.last && { kind: "call", name, args, span: coverSpans(name.span, reader.span(reader.last)) };
  }
  if (literals.has(tokenType)) return buildLiteral(token, reader);
  if (tokenType === T.LBracket) return readListFrom(reader);
  if (tokenType === T.LParen) {
    const inner = readExpression(reader);
    const close = inner && reader.take(T.RParen);
    return close && { kind: "group", inner, span: coverSpans(reader.span(token), reader.span(close)) };
  }
  return stateWords.has(tokenType) ? readStateCall(token, reader) : undefined;
}

/** A list whose first bracket is read. */
export function readListFrom(reader: UsualReader): ListExpr | undefined {
  const open = reader.last;
  const items = readItems(reader, T.RBracket, readItem);
  const close = reader.last;
  return items && open && close && { kind: "list", items, span: coverSpans(reader.span(open), reader.span(close)) };
}

/** Most are texts by themselves. */
function readItem(reader: UsualReader): Expr | undefined {
  const following = reader.type(1);
  const text = following === T.Comma || following === T.RBracket ? reader.take(T.Text) : undefined;
  return text ? stringOf(reader, text) : readExpression(reader);
}

/** Up to the bracket that ends them; those with a name stand behind the others. */
export function readArguments(reader: UsualReader): Argument[] | undefined {
  const args = readItems(reader, T.RParen, readArgument);
  return args?.some((arg, at) => arg.name === undefined && args[at - 1]?.name !== undefined) ? undefined : args;
}

function readArgument(reader: UsualReader): Argument | undefined {
  const key = reader.type(1) === T.Assign ? reader.take(T.Identifier) : undefined;
  if (key !== undefined) reader.at++;
  const value = readExpression(reader);
  if (value === undefined || key === undefined) return value && { value, span: value.span };
  const name = reader.name(key);
  return { name, value, span: coverSpans(name.span, value.span) };
}
