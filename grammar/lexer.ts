/**
 * Text -> tokens, in one pass. It is written by hand over the patterns of `tokens.ts`, because a token here depends on the one
 * before it (`/`, `>=` behind `list<T`, a keyword in lower case), because each malformed literal is one token with one problem,
 * and because it must stop at a limit before any parser sees 100,000 brackets.
 */
import type { TokenType } from "chevrotain";
import { type Lexed, type Lexing, before, isFirstOnLine, limits, matchAt, openLists, push, report } from "./lexing.ts";
import { scanNumber } from "./lex-number.ts";
import { scanPattern, scanQuotedName, scanString } from "./lex-quoted.ts";
import { nameOrKeyword } from "./lex-word.ts";
import { Nesting } from "./nesting.ts";
import * as T from "./tokens.ts";

/** Reads a text to its end. Never throws; O(length). */
export function lex(text: string): Lexed {
  const state: Lexing = { text, tokens: [], comments: [], problems: [], nesting: new Nesting(), at: text.charCodeAt(0) === 0xfeff ? 1 : 0 };
  if (isTooLarge(text)) {
    state.problems.push({ kind: "fileTooLarge", start: 0, end: Math.min(1, text.length) });
    return state;
  }
  while (state.at < text.length) {
    if (state.tokens.length > limits.tokens) {
      const over = state.tokens[limits.tokens];
      state.problems.push({ kind: "tooManyTokens", start: over?.startOffset ?? 0, end: (over?.endOffset ?? 0) + 1 });
      dropOpenDeclaration(state);
      break;
    }
    const length = scanToken(state, text.charCodeAt(state.at));
    if (length > 0) state.at += length;
    if (state.nesting.depth > limits.nesting) skipDeclaration(state);
  }
  return state;
}

const comment = /#[^\r\n]*/y;

/** Reads what begins at the current place; how many units it took. */
function scanToken(state: Lexing, code: number): number {
  const { text, at } = state;
  if (isBlank(code)) {
    let end = at + 1;
    while (isBlank(text.charCodeAt(end))) end++;
    return end - at;
  }
  if (code === 13) {
    if (text.charCodeAt(at + 1) !== 10) report(state, "loneCarriageReturn", 1, "\n");
    return 1;
  }
  if (code === 35) {
    const length = matchAt(comment, text, at);
    state.comments.push({ start: at, end: at + length });
    return length;
  }
  if (isLetter(code) || code === 95) return scanTitle(state) || nameOrKeyword(state);
  if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)) && !T.endsOperand(before(state, 1)))) return scanNumber(state);
  if (code === 34 || code === 39 || code === 0x201c || code === 0x201d || code === 0x2018 || code === 0x2019) return scanString(state);
  if (code === 96) return scanQuotedName(state);
  if (code === 47 && !T.endsOperand(before(state, 1))) return scanPattern(state);
  return scanSymbol(state, code);
}

const foreign: readonly (readonly [string, TokenType, string])[] = [
  ["&&", T.K.AND, "AND"],
  ["||", T.K.OR, "OR"],
  ["<>", T.NotEqual, "!="],
  ["===", T.EqualEqual, "=="],
  ["!==", T.NotEqual, "!="],
  ["=~", T.K.MATCHES, "MATCHES"],
  ["≠", T.NotEqual, "!="],
  ["≤", T.LessEqual, "<="],
  ["≥", T.GreaterEqual, ">="],
];

const symbolByText = new Map(T.symbols.map((type) => [String(type.PATTERN), type]));

/** By character: the symbol that it is by itself, where nothing longer begins with it. */
const soleSymbols = T.symbols.reduce<(SoleSymbol | undefined)[]>((table, type) => {
  const written = String(type.PATTERN);
  const beginsLonger = [...symbolByText.keys(), ...foreign.map(([one]) => one)].some((one) => one.length > 1 && one.startsWith(written));
  if (written.length === 1 && !beginsLonger) table[written.charCodeAt(0)] = { type, written, nests: "()[],".includes(written) };
  return table;
}, []);

type SoleSymbol = { readonly type: TokenType; readonly written: string; readonly nests: boolean };

function scanSymbol(state: Lexing, code: number): number {
  const { text, at } = state;
  const sole = soleSymbols[code];
  if (sole !== undefined) {
    if (sole.nests) state.nesting.read(sole.type);
    return push(state, sole.type, 1, sole.written);
  }
  // The two that most conditions have, when nothing longer stands there.
  if (code === 61) {
    const next = text.charCodeAt(at + 1);
    if (next === 61 && text.charCodeAt(at + 2) !== 61) return push(state, T.EqualEqual, 2, "==");
    if (next !== 61 && next !== 126) return push(state, T.Assign, 1, "=");
  }
  for (const [written, type, meant] of foreign) {
    if (!text.startsWith(written, at)) continue;
    report(state, "foreignOperator", written.length, meant);
    return push(state, type, written.length, meant);
  }
  const two = text.slice(at, at + 2);
  const double = two.length === 2 ? symbolByText.get(two) : undefined;
  if (double && !(double === T.GreaterEqual && (openLists(state.tokens) ?? 0) > 0)) return push(state, double, 2);
  const single = symbolByText.get(text.charAt(at));
  if (single) {
    state.nesting.read(single);
    return push(state, single, 1);
  }
  if (code === 33) {
    report(state, "foreignOperator", 1, "NOT ");
    return push(state, T.K.NOT, 1, "NOT");
  }
  return scanOdd(state);
}

const oddSpaces = /[\u000b\u000c\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+/y;
const oddCharacters = /[^\sA-Za-z0-9_"'`#()[\],:.=!<>+\-*/%&|]+|[&|]/y;

/** White space that is none here, or characters that no token has: a run of them is one problem and nothing for the parser. */
function scanOdd(state: Lexing): number {
  const spaces = matchAt(oddSpaces, state.text, state.at);
  if (spaces > 0) {
    report(state, "oddSpace", spaces, " ");
    return spaces;
  }
  const length = Math.max(1, matchAt(oddCharacters, state.text, state.at));
  report(state, "unexpectedCharacter", length);
  return length;
}

const titleLine = /(?:[Rr][Uu][Ll][Ee]|[Pp][Ll][Aa][Yy][Bb][Oo][Oo][Kk])(?![A-Za-z0-9_])([ \t]*:)?[^\r\n]*/y;

/** `RULE: …` and `PLAYBOOK: …` to the end of the line, also in another case or without the colon where a line begins with it. */
function scanTitle(state: Lexing): number {
  const { text, at } = state;
  const code = text.charCodeAt(at) | 32;
  if (code !== 112 && code !== 114) return 0;
  // No word of the two begins otherwise.
  const second = text.charCodeAt(at + 1) | 32;
  if (second !== (code === 112 ? 108 : 117)) return 0;
  titleLine.lastIndex = at;
  const match = titleLine.exec(text);
  if (!match) return 0;
  const word = /^[A-Za-z]+/.exec(match[0])?.[0] ?? "";
  const upper = word.toUpperCase();
  const first = isFirstOnLine(text, at);
  if (word !== upper && !(first && match[1] !== undefined && state.nesting.depth === 0)) return 0;
  if (match[1] === undefined && !first) return 0;
  if (word !== upper) report(state, "titleCase", word.length, upper);
  if (match[1] === undefined) report(state, "titleColon", word.length, `${upper}:`);
  const title = match[0].slice(word.length + (match[1]?.length ?? 0)).trim();
  if (title === "" && match[1] !== undefined) report(state, "emptyTitle", word.length + match[1].length);
  const type = upper === "RULE" ? T.RuleTitle : T.PlaybookTitle;
  state.nesting.read(type);
  return push(state, type, match[0].length);
}

const declarationLine = new RegExp(`^[ \\t]*(?:${T.declarationKeywords.join("|")}|RULE[ \\t]*:|PLAYBOOK[ \\t]*:)(?![A-Za-z0-9_])`, "gm");

/** One problem for brackets nested too deep; the declaration they are in is left out, the next one is read. */
function skipDeclaration(state: Lexing): void {
  const last = state.tokens[state.tokens.length - 1];
  state.problems.push({ kind: "tooDeep", start: last?.startOffset ?? state.at, end: (last?.endOffset ?? state.at) + 1 });
  dropOpenDeclaration(state);
  state.nesting.clear();
  declarationLine.lastIndex = state.at;
  const next = declarationLine.exec(state.text);
  state.at = next ? next.index : state.text.length;
}

/** Takes back the tokens of the declaration that is being read, up to its name: what uses the name is not a mistake as well. */
function dropOpenDeclaration(state: Lexing): void {
  let start = state.tokens.length - 1;
  while (start > 0 && !declarationStartSet.has(state.tokens[start]?.tokenType ?? T.Comment)) start--;
  // `EXTEND LIST` is one start.
  if (start > 0 && state.tokens[start - 1]?.tokenType === T.K.EXTEND) start--;
  const isStart = declarationStartSet.has(state.tokens[start]?.tokenType ?? T.Comment);
  const name = state.tokens[start]?.tokenType === T.K.EXTEND ? start + 2 : start + 1;
  state.tokens.length = isStart ? (state.tokens[name]?.tokenType === T.Identifier ? name + 1 : name) : Math.max(0, start);
}

const declarationStartSet: ReadonlySet<TokenType> = new Set(T.declarationStarts);

function isTooLarge(text: string): boolean {
  if (text.length > limits.bytes) return true;
  if (text.length * 3 <= limits.bytes) return false;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // A surrogate pair is two units and four bytes.
    bytes += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return bytes > limits.bytes;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 9;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
