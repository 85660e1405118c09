/** Tests on text: substring, word, prefix, suffix. All are false when an operand is missing or no string. */
import { fold as foldText, lowerCase, upperCase } from "./fold.ts";
import { isList } from "./read.ts";
import { indexOf } from "./search.ts";
import type { Value } from "./value.ts";

/** `text CONTAINS "s"`: s occurs in the text; the empty string occurs in every text. Linear in both. */
export function contains(subject: Value, object: Value, fold: boolean): boolean {
  if (typeof subject !== "string" || typeof object !== "string") return false;
  return fold ? indexOf(foldText(subject), foldText(object), 0) >= 0 : indexOf(subject, object, 0) >= 0;
}

/** `CONTAINS WORD`: as `contains`, somewhere with no letter, digit or `_` (of any script) directly before or after. */
export function containsWord(subject: Value, object: Value, fold: boolean): boolean {
  if (typeof subject !== "string" || typeof object !== "string") return false;
  return fold ? indexOfWord(foldText(subject), foldText(object)) >= 0 : indexOfWord(subject, object) >= 0;
}

export function startsWith(subject: Value, object: Value, fold: boolean): boolean {
  if (typeof subject !== "string" || typeof object !== "string") return false;
  if (!fold) return subject.startsWith(object);
  return object.length <= subject.length && foldText(subject.slice(0, object.length)) === foldText(object);
}

export function endsWith(subject: Value, object: Value, fold: boolean): boolean {
  if (typeof subject !== "string" || typeof object !== "string") return false;
  if (!fold) return subject.endsWith(object);
  return object.length <= subject.length && foldText(subject.slice(subject.length - object.length)) === foldText(object);
}

/** First place from `from` on where the needle stands as a word, or -1. Both are folded already, where case is ignored. */
export function indexOfWord(text: string, needle: string, from = 0): number {
  // The search for the next occurrence goes on one unit further, so a needle that overlaps itself costs its length at each place.
  for (let at = indexOf(text, needle, from); at >= 0 && at <= text.length; at = indexOf(text, needle, at + 1)) {
    if (isWord(text, at, needle.length)) return at;
    if (at === text.length) return -1;
  }
  return -1;
}

/** Whether no letter, digit or `_` stands before or behind so many units of the text. */
export function isWord(text: string, at: number, length: number): boolean {
  return !isWordBefore(text, at) && !isWordAt(text, at + length);
}

const wordCharacter = /^[\p{L}\p{N}_]/u;

function isWordAt(text: string, at: number): boolean {
  if (at >= text.length) return false;
  const unit = text.charCodeAt(at);
  return unit < 0x80 ? isAsciiWord(unit) : wordCharacter.test(text.slice(at, at + 2));
}

function isWordBefore(text: string, at: number): boolean {
  if (at <= 0) return false;
  const unit = text.charCodeAt(at - 1);
  if (unit < 0x80) return isAsciiWord(unit);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return wordCharacter.test(text.slice(isLow && at > 1 ? at - 2 : at - 1, at));
}

function isAsciiWord(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a) || unit === 0x5f;
}

/** Simple lower case: one character for one; `İ` and the Kelvin sign stay, for nothing becomes ASCII that was not. */
export function lower(text: Value): Value {
  return typeof text === "string" ? lowerCase(text) : undefined;
}

/** Simple upper case: one character for one; `ß`, `ſ` and `ı` stay. */
export function upper(text: Value): Value {
  return typeof text === "string" ? upperCase(text) : undefined;
}

/** Without white space (and byte order marks) at both ends. */
export function trim(text: Value): Value {
  return typeof text === "string" ? text.trim() : undefined;
}

/** Characters (code points) of a text, elements of a list. */
export function length(value: Value): Value {
  if (isList(value)) return value.length;
  if (typeof value !== "string") return undefined;
  let count = value.length;
  for (let at = 1; at < value.length; at++) {
    if ((value.charCodeAt(at) & 0xfc00) === 0xdc00 && (value.charCodeAt(at - 1) & 0xfc00) === 0xd800) count--;
  }
  return count;
}

/**
 * Shannon entropy of the characters (code points) of a text, in bits a character: 0 for a text of one repeated character and
 * for the empty text, at most log2 of the number of different characters. C. Shannon, A mathematical theory of communication, 1948.
 */
export function entropy(text: Value): Value {
  if (typeof text !== "string") return undefined;
  const ascii = new Uint32Array(128);
  const others = new Map<string, number>();
  let total = 0;
  for (let at = 0; at < text.length; at++, total++) {
    const unit = text.charCodeAt(at);
    if (unit < 128) {
      ascii[unit] = (ascii[unit] ?? 0) + 1;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? unit);
    others.set(character, (others.get(character) ?? 0) + 1);
    at += character.length - 1;
  }
  let bits = 0;
  // Sorted, so that two texts of equal counts have equal entropy to the last bit.
  for (const count of [...ascii, ...others.values()].filter((one) => one > 0).sort((left, right) => left - right)) {
    const share = count / total;
    bits -= share * Math.log2(share);
  }
  return bits === 0 ? 0 : bits;
}
