/** What the lexer's parts share: the state of one reading, and how a token or a problem gets into it. */
import type { IToken, TokenType } from "chevrotain";
import type { Nesting } from "./nesting.ts";
import { Colon, Greater, Identifier, Less } from "./tokens.ts";

/** What the lexer could not read as written; the repaired token is in the stream all the same. */
export type LexicalProblem = {
  readonly kind: LexicalProblemKind;
  readonly start: number;
  readonly end: number;
  /** The text to write instead, where only one can be meant. */
  readonly replacement?: string;
};

export type LexicalProblemKind =
  | "fileTooLarge"
  | "tooManyTokens"
  | "tooDeep"
  | "unexpectedCharacter"
  | "oddSpace"
  | "loneCarriageReturn"
  | "unclosedString"
  | "singleQuotes"
  | "badEscape"
  | "controlCharacter"
  | "unclosedPattern"
  | "emptyPattern"
  | "badFlags"
  | "unclosedName"
  | "emptyName"
  | "badNumber"
  | "badDate"
  | "emptyTitle"
  | "titleCase"
  | "titleColon"
  | "keywordCase"
  | "keywordSegment"
  | "booleanCase"
  | "foreignOperator";

export type LexedComment = { readonly start: number; readonly end: number };
export type Lexed = { readonly tokens: IToken[]; readonly comments: LexedComment[]; readonly problems: LexicalProblem[] };

/** Bounds on one file; a text beyond one gets one problem and costs nothing more. */
export const limits = { bytes: 256 * 1024, tokens: 50_000, nesting: 64 } as const;

/** What the scanners of single tokens see and add to. */
export type Lexing = {
  readonly text: string;
  readonly tokens: IToken[];
  readonly comments: LexedComment[];
  readonly problems: LexicalProblem[];
  readonly nesting: Nesting;
  at: number;
};

/** Puts a token of `length` units at the current place; `image` is what it would say if it were well written. */
export function push(state: Lexing, tokenType: TokenType, length: number, image?: string): number {
  const start = state.at;
  state.tokens.push({
    image: image ?? state.text.slice(start, start + length),
    startOffset: start,
    endOffset: start + length - 1,
    tokenType,
    // chevrotain sets it when a token type is made; its public type says it may be absent.
    tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
  });
  return length;
}

/** Reports the stretch of `length` units at the current place. */
export function report(state: Lexing, kind: LexicalProblemKind, length: number, replacement?: string): void {
  const place = { kind, start: state.at, end: state.at + length };
  state.problems.push(replacement === undefined ? place : { ...place, replacement });
}

/** The token type `back` tokens before the current place. */
export function before(state: Lexing, back: number): TokenType | undefined {
  return state.tokens[state.tokens.length - back]?.tokenType;
}

/** Length of a sticky pattern's match at an offset; 0 for none. */
export function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
}

/** Whether only blanks stand before a place on its line. */
export function isFirstOnLine(text: string, at: number): boolean {
  let back = at - 1;
  while (back >= 0 && (text[back] === " " || text[back] === "\t" || text[back] === "\ufeff")) back--;
  return back < 0 || text[back] === "\n" || text[back] === "\r";
}

/** How many `list<` are still open where the tokens end within or behind a type; undefined elsewhere. */
export function openLists(tokens: readonly IToken[]): number | undefined {
  let at = tokens.length - 1;
  let closed = 0;
  while (tokens[at]?.tokenType === Greater) {
    closed++;
    at--;
  }
  if (tokens[at]?.tokenType !== Identifier) return undefined;
  at--;
  let opened = 0;
  while (tokens[at]?.tokenType === Less && tokens[at - 1]?.image === "list") {
    opened++;
    at -= 2;
  }
  return opened > 0 && tokens[at]?.tokenType === Colon ? opened - closed : undefined;
}
