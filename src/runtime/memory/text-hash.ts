/**
 * A keyed hash of a text: HalfSipHash-1-3 with 32 bits (J.-P. Aumasson, D. J. Bernstein: SipHash, a fast short-input PRF, 2012).
 * Whoever does not know the seed cannot choose texts that meet in a table, and texts that meet under one seed do not under another.
 */

// Several tables ask for the hash of the same key in a row.
let lastText = "";
let lastSeed = 0;
let lastHash = 0;

/** Never 0, which stands for "nothing" in tables. O(length). */
export function textHash(text: string, seed: number): number {
  if (text === lastText && seed === lastSeed && lastHash !== 0) return lastHash;
  lastText = text;
  lastSeed = seed;
  lastHash = sipHash(text, seed) || 1;
  return lastHash;
}

/** Two UTF-16 units are a word; the last word carries the length; three words of nothing finish. */
function sipHash(text: string, seed: number): number {
  const { length } = text;
  const words = length >> 1;
  let v0 = seed | 0;
  let v1 = ~seed;
  let v2 = 0x6c796765 ^ seed;
  let v3 = 0x74656462 ^ ~seed;
  for (let word = 0; word < words + 4; word++) {
    let mixed = 0;
    if (word < words) mixed = text.charCodeAt(2 * word) | (text.charCodeAt(2 * word + 1) << 16);
    else if (word === words) mixed = (length << 24) | ((length & 1) === 1 ? text.charCodeAt(length - 1) : 0);
    else if (word === words + 1) v2 ^= 0xff;
    v3 ^= mixed;
    v0 = (v0 + v1) | 0;
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
    v0 = (v0 + v3) | 0;
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
    v2 = (v2 + v1) | 0;
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= mixed;
  }
  return (v1 ^ v3) >>> 0;
}
