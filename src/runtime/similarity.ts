/** Likeness of texts in linear time: shingles instead of edit distances, which a long text would make quadratic. */
import { isAscii, lowerCase } from "./fold.ts";
import { normalize } from "./normalize.ts";
import type { Value } from "./value.ts";

/**
 * How much two texts share, from 0 to 1: the number of three-character runs that both have over the number that one of them has (Jaccard),
 * after `normalize`, lower case and with all but letters and digits read as one blank. 1 for texts that are equal by then, also for two empty ones.
 */
export function similarity(left: Value, right: Value): Value {
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  const [one, other] = [shinglesOf(left), shinglesOf(right)];
  if (one.size === 0 || other.size === 0) return one.size === other.size ? 1 : 0;
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  let shared = 0;
  for (const shingle of small) if (large.has(shingle)) shared++;
  return shared / (one.size + other.size - shared);
}

/** Runs of three characters of a text with a blank before and after, so that the ends count too. */
function shinglesOf(text: string): Set<string> {
  const plain = words(text).join(" ");
  const found = new Set<string>();
  if (plain === "") return found;
  const padded = ` ${plain} `;
  for (let at = 0; at + 3 <= padded.length; at++) found.add(padded.slice(at, at + 3));
  return found;
}

function words(text: string): readonly string[] {
  const view = normalize(text);
  if (typeof view !== "string") return [];
  const lower = lowerCase(view);
  return lower.match(isAscii(lower) ? /[a-z0-9]+/g : /[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Sixteen hexadecimal digits that texts with small differences are likely to share, for use as a key (`BY simhash(input_text)`): the two smallest
 * hashes, by two hash functions, of the runs of three words (A. Broder, On the resemblance and containment of documents, 1997). Two
 * texts whose runs overlap by a share r have one key with probability r²; numbers, case, marks and punctuation do not count. Missing for a text without words.
 */
export function simhash(text: Value): Value {
  if (typeof text !== "string") return undefined;
  const kept = words(text).filter((word) => !/^\p{N}+$/u.test(word));
  if (kept.length === 0) return undefined;
  // Every run is a piece of this: from the begin of a word to the end of the second one behind it.
  const joined = kept.join(" ");
  let [first, second] = [0xffffffff, 0xffffffff];
  let end = kept.slice(0, 3).join(" ").length;
  for (let at = 0, start = 0; at === 0 || at + 3 <= kept.length; at++) {
    first = Math.min(first, hash(joined, start, end, 0x811c9dc5));
    second = Math.min(second, hash(joined, start, end, 0x5bd1e995));
    start += (kept[at]?.length ?? 0) + 1;
    end += (kept[at + 3]?.length ?? 0) + 1;
  }
  return first.toString(16).padStart(8, "0") + second.toString(16).padStart(8, "0");
}

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo), with a last mixing step as in MurmurHash3, for FNV leaves the high bits of short texts alike. */
function hash(text: string, start: number, end: number, seed: number): number {
  let state = seed;
  for (let at = start; at < end; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
