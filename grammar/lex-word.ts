/** Names and keywords, and the keywords that were meant where one is written in another case. */
import type { TokenType } from "chevrotain";
import { before, isFirstOnLine, type Lexing, matchAt, openLists, push, report } from "./lexing.ts";
import * as T from "./tokens.ts";

/** By character up to `z`: 1 where a word may have it behind its first. */
const inWord = Uint8Array.from({ length: 123 }, (_, code) => (/[A-Za-z0-9_]/.test(String.fromCharCode(code)) ? 1 : 0));
const keywordLengthMax = Math.max(...T.keywords.map((keyword) => keyword.length));
const keywordByText = new Map<string, TokenType>(T.keywords.map((keyword) => [keyword, T.K[keyword]]));
const reserved: ReadonlySet<string> = new Set(T.reservedWords);

/** Reads a word at the current place and says what it is. */
export function nameOrKeyword(state: Lexing): number {
  const { text, at } = state;
  let end = at + 1;
  while (inWord[text.charCodeAt(end)] === 1) end++;
  const length = end - at;
  const written = text.slice(at, end);
  const previous = before(state, 1);
  if (previous === T.Dot) {
    if (!reserved.has(written)) return push(state, T.Identifier, length, written);
    report(state, "keywordSegment", length, `\`${written}\``);
    return push(state, T.Identifier, length, `\`${written}\``);
  }
  if (written === "RULE" || written === "PLAYBOOK") {
    // As a title it would be at the start of a line, or have its colon.
    report(state, "keywordSegment", length, `\`${written}\``);
    return push(state, T.Identifier, length, `\`${written}\``);
  }
  const keyword = keywordByText.get(written);
  if (keyword) return pushKeyword(state, keyword, length, written);
  // The words below are no longer than the longest keyword.
  if (length > keywordLengthMax) return push(state, T.Identifier, length, written);
  if (written === "true") return push(state, T.True, length, written);
  if (written === "false") return push(state, T.False, length, written);
  if (written === "TRUE" || written === "FALSE") {
    report(state, "booleanCase", length, written.toLowerCase());
    return push(state, written === "TRUE" ? T.True : T.False, length, written.toLowerCase());
  }
  const upper = written.toUpperCase();
  const meant = keywordByText.get(upper);
  if (meant && isKeywordPlace(state, upper, length)) {
    report(state, "keywordCase", length, upper);
    return pushKeyword(state, meant, length, upper);
  }
  return push(state, T.Identifier, length, written);
}

function pushKeyword(state: Lexing, keyword: TokenType, length: number, image: string): number {
  // `CONTAINS ALL` opens no quantifier.
  const afterContains =
    (keyword === T.K.ALL || keyword === T.K.ANY) && (before(state, 1) === T.K.CONTAINS || before(state, 1) === T.K.WORD);
  if (!afterContains) state.nesting.read(keyword);
  return push(state, keyword, length, image);
}

/** Keywords whose second word can be nothing else. */
const secondWords = new Map<TokenType, readonly string[]>([
  [T.K.STARTS, ["WITH"]],
  [T.K.ENDS, ["WITH"]],
  [T.K.IS, ["MISSING", "NOT"]],
  [T.K.SEEN, ["IN"]],
  [T.K.EXTEND, ["LIST"]],
  [T.K.EXCEPTION, ["FOR"]],
  [T.K.REQUIRES, ["APPROVAL"]],
  [T.K.EXCLUDING, ["ALERTED"]],
  [T.K.ABSENT, ["FROM"]],
  [T.K.APPROVAL, ["LIMIT", "DO", "META", "FOR"]],
  [T.K.ALERTED, ["FROM", "WHERE", "BY", "MIN", "OVER"]],
]);

const titleFollowers: ReadonlySet<string> = new Set(T.clauseKeywords);
const declarations: ReadonlySet<string> = new Set(T.declarationKeywords);
const tests: ReadonlySet<string> = new Set(["IN", "CONTAINS", "STARTS", "ENDS", "LIKE", "MATCHES", "BETWEEN", "EXISTS", "SEEN"]);
const nameFollows = /\s+(`|[A-Za-z_][A-Za-z0-9_]*)/y;
const quantifierFollows = /\s+[A-Za-z_][A-Za-z0-9_]*\s+(?:IN|in)(?![A-Za-z0-9_])/y;
/** Behind a name that is one, no value follows. */
const valueFollows = /[ \t]+["'`A-Za-z0-9_]/y;
const literalFollows = /\s+["'`[]/y;
/** What may follow a word that is a name after all: a keyword in either case would make it an operand. */
const continues: ReadonlySet<string> = new Set([...tests, "AND", "OR", "NOT", "IS", "THEN", "CASED", "NOCASE", "OF"]);

/**
 * Whether a word in another case stands where only its keyword can. No operand is followed by a name, so behind an operand
 * this is safe; before one, only where a name follows.
 */
function isKeywordPlace(state: Lexing, upper: string, length: number): boolean {
  const previous = before(state, 1);
  if (previous === undefined) return declarations.has(upper) || titleFollowers.has(upper);
  if (T.endsOperand(previous) || (previous === T.Greater && openLists(state.tokens) === 0)) return true;
  if (titleFollowers.has(upper) && state.nesting.depth === 0 && isFirstOnLine(state.text, state.at))
    return matchAt(valueFollows, state.text, state.at + length) > 0;
  if (previous === T.RuleTitle || previous === T.PlaybookTitle) return titleFollowers.has(upper);
  if (secondWords.get(previous)?.includes(upper)) return true;
  const end = state.at + length;
  if (previous === T.K.NOT && tests.has(upper) && T.endsOperand(before(state, 2))) return true;
  if (previous === T.K.CONTAINS && (upper === "ALL" || upper === "WORD" || upper === "ANY"))
    return matchAt(literalFollows, state.text, end) > 0 || isFollowedByName(state.text, end);
  if (upper === "NOT" || upper === "DISTINCT") return isFollowedByName(state.text, end);
  if (upper === "ANY" || upper === "ALL") return matchAt(quantifierFollows, state.text, end) > 0;
  return false;
}

function isFollowedByName(text: string, at: number): boolean {
  nameFollows.lastIndex = at;
  const next = nameFollows.exec(text)?.[1];
  return next !== undefined && !continues.has(next.toUpperCase()) && !titleFollowers.has(next);
}
