/**
 * A text with one byte for each of its UTF-16 units: itself where it is ASCII, else one of a few that stand for many. Units that fold together have one byte,
 * but for the case of ASCII letters.
 */
import { foldUnit } from "../fold.ts";
import { type TextBytes, textBytes } from "../memory/text-bytes.ts";

/** Bytes that units beyond ASCII share, so that tables stay small whatever is looked for. */
const sharedBytes = 29;
const firstShared = 0x80;

/** Stands for every surrogate; what is looked for has none. */
const surrogate = 0xff;

/** RE2 folds the long s and the Kelvin sign to ASCII; a scan that does so too misses nothing. */
export function unitByte(unit: number): number {
  return unit < firstShared ? unit : (unitTable()[unit] ?? surrogate);
}

/** The byte of every unit beyond ASCII. */
export function unitTable(): Uint8Array {
  table ??= Uint8Array.from({ length: 0x10000 }, (_, at) => byteOf(at));
  return table;
}

/** Made for the first text or literal that is not ASCII. */
let table: Uint8Array | undefined;

function byteOf(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return surrogate;
  return unit === 0x17f ? 0x73 : unit === 0x212a ? 0x6b : firstShared + (foldUnit(unit) % sharedBytes);
}

/** As many bytes as the text has units; undefined of texts that are very short. Good until the next call. O(length). */
export function unitBytes(text: string): Uint8Array | undefined {
  const encoded = textBytes(text);
  if (encoded === undefined) return undefined;
  if (encoded.isAscii) return encoded.bytes;
  if (room.length < text.length && text.length <= keptMax) room = new Uint8Array(2 * text.length);
  const units = text.length <= room.length ? room : new Uint8Array(text.length);
  decode(encoded, units);
  return units;
}

/** Bytes of a longer text are not kept. */
const keptMax = 1 << 20;
let room = new Uint8Array(0);

/** Read from UTF-8, which takes less time than to ask the string. */
function decode({ bytes, length }: TextBytes, units: Uint8Array): void {
  let to = 0;
  for (let at = 0; at < length; ) {
    const first = bytes[at] ?? 0;
    if (first < 0x80) {
      units[to++] = first;
      at++;
    } else if (first < 0xe0) {
      units[to++] = unitByte(((first & 0x1f) << 6) | ((bytes[at + 1] ?? 0) & 0x3f));
      at += 2;
    } else if (first < 0xf0) {
      units[to++] = unitByte(((first & 0x0f) << 12) | (((bytes[at + 1] ?? 0) & 0x3f) << 6) | ((bytes[at + 2] ?? 0) & 0x3f));
      at += 3;
    } else {
      // Two surrogates: no literal that is looked for has any.
      units[to++] = surrogate;
      units[to++] = surrogate;
      at += 4;
    }
  }
}
