/** SHA-256 in plain TypeScript: synchronous, without a Node or browser import, for ids that every engine must agree on. */

/** SHA-256 of bytes, or of a text in UTF-8, as 64 hexadecimal digits (FIPS 180-4). O(length). */
export function sha256Hex(content: Uint8Array | string): string {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  hash.set(initial);
  return digest(bytes, bytes.length, 0);
}

/** SHA-256 of texts, each preceded by its length in UTF-8 bytes, so that no two lists of texts give the same input. */
export function sha256OfParts(parts: readonly string[]): string {
  const bytes = roomFor(parts);
  hash.set(initial);
  return digest(bytes, writeParts(parts, bytes, 0), 0);
}

/** The same of lists that begin with these texts: their whole blocks are hashed once. */
export function sha256After(first: readonly string[]): (rest: readonly string[]) => string {
  const bytes = roomFor(first);
  const length = writeParts(first, bytes, 0);
  const whole = length - (length % 64);
  hash.set(initial);
  for (let block = 0; block < whole; block += 64) compress(bytes, block);
  const middle = hash.slice();
  const left = bytes.slice(whole, length);
  return (rest) => {
    const room = roomFor(rest);
    room.set(left);
    hash.set(middle);
    return digest(room, writeParts(rest, room, left.length), whole);
  };
}

/** Room for the parts behind less than a block. */
function roomFor(parts: readonly string[]): Uint8Array {
  let most = 64;
  for (const part of parts) most += 4 + 3 * part.length;
  return most <= scratch.length ? scratch : new Uint8Array(most);
}

/** Gives where they end. */
function writeParts(parts: readonly string[], bytes: Uint8Array, from: number): number {
  let at = from;
  for (const part of parts) {
    const written = writeText(part, bytes, at + 4);
    bytes[at] = written >>> 24;
    bytes[at + 1] = written >>> 16;
    bytes[at + 2] = written >>> 8;
    bytes[at + 3] = written;
    at += 4 + written;
  }
  return at;
}

/** Ids are short and mostly ASCII: that takes less time than to call the encoder. */
function writeText(text: string, bytes: Uint8Array, from: number): number {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return encoder.encodeInto(text, bytes.subarray(from)).written;
    bytes[from + at] = unit;
  }
  return text.length;
}

const encoder = new TextEncoder();
const initial = Int32Array.of(0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
// One text at a time: nothing here waits or calls out.
const scratch = new Uint8Array(2_048);
const hash = new Int32Array(8);
const schedule = new Int32Array(64);
const ending = new Uint8Array(128);
const endingView = new DataView(ending.buffer);
/** Of every byte. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Of what was hashed before, a number of whole blocks, and these bytes. */
function digest(bytes: Uint8Array, length: number, before: number): string {
  const whole = length - (length % 64);
  for (let block = 0; block < whole; block += 64) compress(bytes, block);
  // The bytes behind the last whole block, with the end mark and the length: one block or two.
  const left = length - whole;
  const size = left < 56 ? 64 : 128;
  ending.fill(0, left, size);
  for (let at = 0; at < left; at++) ending[at] = bytes[whole + at] ?? 0;
  ending[left] = 0x80;
  const total = before + length;
  endingView.setUint32(size - 8, Math.floor(total / 0x20000000));
  endingView.setUint32(size - 4, (total << 3) >>> 0);
  for (let block = 0; block < size; block += 64) compress(ending, block);
  let text = "";
  for (let at = 0; at < 8; at++) {
    const word = hash[at] ?? 0;
    text += two(word >>> 24) + two((word >>> 16) & 255) + two((word >>> 8) & 255) + two(word & 255);
  }
  return text;
}

function two(byte: number): string {
  return digits[byte] ?? "";
}

function compress(bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < 16; i++) {
    const from = offset + i * 4;
    schedule[i] =
      ((bytes[from] as number) << 24) |
      ((bytes[from + 1] as number) << 16) |
      ((bytes[from + 2] as number) << 8) |
      (bytes[from + 3] as number);
  }
  for (let i = 16; i < 64; i++) {
    const w15 = at(schedule, i - 15);
    const w2 = at(schedule, i - 2);
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[i] = (at(schedule, i - 16) + s0 + at(schedule, i - 7) + s1) | 0;
  }
  let a = at(hash, 0);
  let b = at(hash, 1);
  let c = at(hash, 2);
  let d = at(hash, 3);
  let e = at(hash, 4);
  let f = at(hash, 5);
  let g = at(hash, 6);
  let h = at(hash, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(roundConstants, i) + at(schedule, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  hash[0] = at(hash, 0) + a;
  hash[1] = at(hash, 1) + b;
  hash[2] = at(hash, 2) + c;
  hash[3] = at(hash, 3) + d;
  hash[4] = at(hash, 4) + e;
  hash[5] = at(hash, 5) + f;
  hash[6] = at(hash, 6) + g;
  hash[7] = at(hash, 7) + h;
}

function at(array: Int32Array, index: number): number {
  return array[index] as number; // in range by construction
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** Fractional parts of the cube roots of the first 64 primes. */
const roundConstants = Int32Array.from(firstPrimes(64), (prime) => fractionBits(Math.cbrt(prime)));

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 0x1_0000_0000) | 0;
}
