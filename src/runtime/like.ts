/** `LIKE`: whole-string wildcards, matched piece by piece so that the time is linear in the text. */
import { fold as foldText } from "./fold.ts";
import { indexOf } from "./search.ts";
import type { Value } from "./value.ts";

/**
 * `text LIKE "a*b?"`: the whole text matches; `*` is any run (also an empty one, also line breaks), `?` one character (a code point),
 * `\` makes the next character itself (at the end of the pattern it is a backslash). Time: text × longest piece between stars.
 */
export function like(subject: Value, object: Value, fold: boolean): boolean {
  if (typeof subject !== "string" || typeof object !== "string") return false;
  return matchLike(readLike(object, fold), fold ? foldText(subject) : subject);
}

/** A pattern cut at its stars; each piece is a row of texts with one wildcard character between neighbours. */
export type LikePattern = { readonly pieces: readonly (readonly string[])[] };

export function readLike(pattern: string, fold: boolean): LikePattern {
  const pieces: string[][] = [];
  let texts: string[] = [];
  let text = "";
  const endText = () => {
    texts.push(fold ? foldText(text) : text);
    text = "";
  };
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "\\" && at + 1 < pattern.length) text += pattern[++at];
    else if (character === "?") endText();
    else if (character === "*") {
      endText();
      pieces.push(texts);
      texts = [];
    } else text += character;
  }
  endText();
  pieces.push(texts);
  return { pieces };
}

/** Whether the whole text matches; both are folded already, where case is ignored. */
export function matchLike({ pieces }: LikePattern, text: string): boolean {
  const first = pieces[0] ?? [];
  const last = pieces.at(-1) ?? [];
  let at = matchPiece(first, text, 0);
  if (at < 0) return false;
  if (pieces.length === 1) return at === text.length;
  // The leftmost end of each middle piece leaves the most room for the rest, so no other choice needs a try.
  for (const piece of pieces.slice(1, -1)) {
    at = findPiece(piece, text, at);
    if (at < 0) return false;
  }
  const start = startOfSuffix(last, text);
  return start >= at && matchPiece(last, text, start) === text.length;
}

/** End of the piece when it stands at `at`, else -1. */
function matchPiece(piece: readonly string[], text: string, at: number): number {
  let end = at;
  for (const [index, part] of piece.entries()) {
    if (index > 0) {
      if (end >= text.length) return -1;
      end += widthAt(text, end);
    }
    if (!text.startsWith(part, end)) return -1;
    end += part.length;
  }
  return end;
}

function findPiece(piece: readonly string[], text: string, from: number): number {
  const [head = "", ...rest] = piece;
  if (rest.length === 0) {
    const found = indexOf(text, head, from);
    return found < 0 ? -1 : found + head.length;
  }
  let best = -1;
  for (let at = indexOf(text, head, from); at >= 0 && at <= text.length; at = indexOf(text, head, at + 1)) {
    const end = insideCharacter(text, at) ? -1 : matchPiece(piece, text, at);
    if (end >= 0) {
      best = end;
      break;
    }
    if (at === text.length) break;
  }
  return best;
}

/** Where the last piece must begin for it to end with the text: characters are counted from the end. */
function startOfSuffix(piece: readonly string[], text: string): number {
  let start = text.length;
  for (let index = piece.length - 1; index >= 0; index--) {
    start -= (piece[index] ?? "").length;
    if (index > 0) start -= start > 0 ? (insideCharacter(text, start - 1) ? 2 : 1) : 1;
  }
  return start;
}

function widthAt(text: string, at: number): number {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00 ? 2 : 1;
}

/** Whether `at` is the second half of a surrogate pair: no character begins there. */
function insideCharacter(text: string, at: number): boolean {
  return at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
}
