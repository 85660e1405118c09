/** One look at a text, before any decoder runs: what it has of the things that decoders look for. Most prose has nothing. */

/** `%`, `&`, `\`, or a tag character: an escape may begin here. */
export const escapes = 1;
/** Sixteen characters of base64 (also URL-safe) in a row. */
export const longRun = 2;
/** Seven pairs of hexadecimal digits, each followed by a blank, colon or comma. */
export const hexPairs = 4;
/** Sixteen hexadecimal digits with at most single blanks, colons and commas between them: the least that a hexadecimal message has. */
export const hexDigits = 8;
/** Two ASCII letters in a row. */
export const letters = 16;

const runMin = 16;
const pairsMin = 7;

const isRun = 1;
const isHex = 2;
const isSeparator = 4;
const isDigital = isHex | isSeparator;
const kinds = kindTable();

function kindTable(): Uint8Array {
  const table = new Uint8Array(128);
  const add = (characters: string, kind: number): void => {
    for (const character of characters) table[character.charCodeAt(0)] = (table[character.charCodeAt(0)] ?? 0) | kind;
  };
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/_-", isRun);
  add("0123456789abcdefABCDEF", isHex);
  add(" :,", isSeparator);
  return table;
}

/** The bits above that hold of the text. O(length), but of most characters of prose only the engine's own search sees anything. */
export function hintsOf(text: string): number {
  const hasEscape = text.includes("%") || text.includes("&") || text.includes("\\") || text.includes(tagUnit);
  return (hasEscape ? escapes : 0) | (nextRun(text, 0) < 0 ? 0 : longRun) | (twoLetters.test(text) ? letters : 0) | hintsOfStretches(text);
}

/** High surrogate of every tag character. */
const tagUnit = "\udb40";
const twoLetters = /[A-Za-z]{2}/;

/** What only long stretches of digits and separators have. */
function hintsOfStretches(text: string): number {
  let hints = 0;
  for (let at = nextRun(text, 0, isDigital); at >= 0; ) {
    const start = at;
    while (at < text.length && isOf(text, at, isDigital)) at++;
    hints |= hintsOfDigits(text, start, at);
    at = nextRun(text, at, isDigital);
  }
  return hints;
}

function kindOf(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit < 128 ? (kinds[unit] ?? 0) : 0;
}

/** Of a stretch of digits and separators. */
function hintsOfDigits(text: string, start: number, end: number): number {
  let hints = 0;
  let digits = 0;
  let pairs = 0;
  let pairEnd = -3;
  let before = 0;
  let beforeThat = 0;
  for (let at = start; at < end; at++) {
    const kind = kindOf(text, at);
    if ((kind & isHex) !== 0) {
      if (++digits === runMin) hints |= hexDigits;
    } else if ((before & isHex) === 0) digits = 0;
    else if ((beforeThat & isHex) !== 0) {
      pairs = pairEnd === at - 3 ? pairs + 1 : 1;
      pairEnd = at;
      if (pairs >= pairsMin) hints |= hexPairs;
    }
    beforeThat = before;
    before = kind;
  }
  return hints;
}

/** Where the next sixteen characters in a row begin, from `from` on, that are of a kind, base64 if not said, or -1. Looks at every sixteenth character first. O(length). */
export function nextRun(text: string, from: number, kind = isRun): number {
  for (let at = from + runMin - 1; at < text.length; ) {
    let start = at;
    while (start >= from && isOf(text, start, kind)) start--;
    if (at - start >= runMin) return start + 1;
    if (start === at) at += runMin;
    else {
      // The run goes back to here; whether it is long enough lies ahead.
      let end = at + 1;
      while (end < text.length && end - start <= runMin && isOf(text, end, kind)) end++;
      if (end - start > runMin) return start + 1;
      at = end + runMin;
    }
  }
  return -1;
}

function isOf(text: string, at: number, kind: number): boolean {
  return (kindOf(text, at) & kind) !== 0;
}
