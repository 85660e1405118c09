/** Terms that look back, with their clauses in order. */
import type { IToken, TokenType } from "chevrotain";
import * as T from "../../../grammar/tokens.ts";
import { coverSpans, type Span } from "../../source/span.ts";
import type { Expr, StateCall, StateWord } from "../ast.ts";
import { isCondition } from "../build-state.ts";
import { buildLiteral } from "../build-token.ts";
import type { UsualReader } from "./reader.ts";

const { K } = T;

export const stateWords: ReadonlySet<TokenType> = new Set(T.stateKeywords.map((word) => K[word]));
const clauseStarts: ReadonlySet<TokenType | undefined> = new Set([K.FROM, K.WHERE, K.BY, K.WITHIN, K.OVER, K.EXCLUDING, T.RParen]);

/** `COUNT(…)` and its like; the word is read. */
export function readStateCall(token: IToken, reader: UsualReader): Expr | undefined {
  if (!reader.take(T.LParen)) return undefined;
  const distinct = reader.take(K.DISTINCT) !== undefined;
  // `MIN` is a word as well as a clause: a word has its bracket.
  const hasValue = !clauseStarts.has(reader.type()) && !(reader.type() === K.MIN && reader.type(1) !== T.LParen);
  const value = hasValue ? reader.expression() : undefined;
  const hasRank = value !== undefined && reader.take(T.Comma) !== undefined;
  const rank = hasRank ? reader.arithmetic() : undefined;
  if ((hasValue && value === undefined) || (hasRank && rank === undefined)) return undefined;
  // A condition that is counted is reported.
  if (token.tokenType === K.COUNT && value !== undefined && isCondition(value)) return undefined;
  const clauses = readStateClauses(reader);
  if (clauses === undefined || reader.last === undefined) return undefined;
  const wordSpan = reader.span(token);
  return {
    kind: "state",
    word: token.image as StateWord, // its type is that of one of the words
    wordSpan,
    distinct,
    ...(value ? { value } : {}),
    ...(rank ? { rank } : {}),
    ...clauses,
    span: coverSpans(wordSpan, reader.span(reader.last)),
  };
}

type StateClauses = Pick<StateCall, "excludingAlerted"> & Partial<Pick<StateCall, "from" | "where" | "by" | "window" | "min">>;

/** Clauses each at most once and in their order, and the bracket behind them. */
export function readStateClauses(reader: UsualReader): StateClauses | undefined {
  const from = reader.take(K.FROM) ? reader.eventTypes() : null;
  const where = reader.take(K.WHERE) ? reader.expression() : null;
  const by = reader.take(K.BY) ? readBy(reader) : null;
  const window = readWindow(reader);
  const min = reader.take(K.MIN) ? readQuantity(reader) : null;
  const excluding = reader.take(K.EXCLUDING);
  if (from === undefined || where === undefined || by === undefined || window === undefined || min === undefined) return undefined;
  if ((excluding !== undefined && !reader.take(K.ALERTED)) || !reader.take(T.RParen)) return undefined;
  return {
    ...(from ? { from } : {}),
    ...(where ? { where } : {}),
    ...(by ? { by } : {}),
    ...(window ? { window } : {}),
    ...(min ? { min } : {}),
    excludingAlerted: excluding !== undefined,
  };
}

function readWindow(reader: UsualReader): StateCall["window"] | null | undefined {
  const token = reader.take(K.WITHIN) ?? reader.take(K.OVER);
  if (token === undefined) return null;
  const duration = readQuantity(reader);
  const start: Span = reader.span(token);
  return duration && { kind: token.tokenType === K.WITHIN ? "within" : "over", duration, span: coverSpans(start, duration.span) };
}

/** One key, or a list of them; BY is read. */
export function readBy(reader: UsualReader): readonly Expr[] | undefined {
  const key = reader.test();
  // Keys without brackets are reported.
  if (key === undefined || reader.type() === T.Comma) return undefined;
  return key.kind === "list" ? [...key.items] : [key];
}

/** A literal, or the name of a PARAM. */
export function readQuantity(reader: UsualReader): Expr | undefined {
  const literal = reader.take(T.Duration) ?? reader.take(T.NumberToken);
  if (literal) return buildLiteral(literal, reader);
  const token = reader.take(T.Identifier);
  if (token === undefined) return undefined;
  const name = reader.name(token);
  return { kind: "name", name: name.name, quoted: name.quoted, span: name.span };
}
