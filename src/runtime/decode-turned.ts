/** The text with its letters turned by thirteen places (ROT13), read backwards, and both: each unit goes somewhere else, none is lost. */
import { fromUnits } from "./decode-base64.ts";
import { textBytes } from "./memory/text-bytes.ts";

/** In the order in which `decoded` names them. O(length). */
export function turnedViews(text: string): readonly [string, string, string] {
  const encoded = textBytes(text);
  if (encoded?.isAscii) return turnedAscii(encoded.bytes, encoded.length);
  const turned = reversed(text);
  return [rot13(text), turned, rot13(turned)];
}

const decoder = new TextDecoder();
/** What each byte is thirteen letters on. */
const thirteenOn = Uint8Array.from({ length: 128 }, (_, byte) => turnedUnit(byte));

const roomSize = 1 << 14;
const rooms = [new Uint8Array(roomSize), new Uint8Array(roomSize), new Uint8Array(roomSize)] as const;

function turnedAscii(bytes: Uint8Array, length: number): readonly [string, string, string] {
  const isShort = length <= roomSize;
  const [letters, backwards, both] = isShort ? rooms : [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)];
  for (let at = 0, end = length - 1; at < length; at++, end--) {
    const byte = bytes[at] ?? 0;
    const other = thirteenOn[byte] ?? 0;
    letters[at] = other;
    backwards[end] = byte;
    both[end] = other;
  }
  const view = (from: Uint8Array): string => decoder.decode(from.subarray(0, length));
  return [view(letters), view(backwards), view(both)];
}

function turnedUnit(unit: number): number {
  const letter = (unit | 0x20) - 0x60;
  return letter >= 1 && letter <= 26 && unit < 0x80 ? (letter <= 13 ? unit + 13 : unit - 13) : unit;
}

function rot13(text: string): string {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) units[at] = turnedUnit(text.charCodeAt(at));
  return fromUnits(units, text.length);
}

/** By code points, so that no pair of surrogates is torn. */
function reversed(text: string): string {
  const last = text.length - 1;
  const units = new Uint16Array(text.length);
  for (let at = 0; at <= last; at++) units[last - at] = text.charCodeAt(at);
  for (let at = 0; at < last; at++) {
    const [low = 0, high = 0] = [units[at], units[at + 1]];
    if ((low & 0xfc00) === 0xdc00 && (high & 0xfc00) === 0xd800) {
      units[at] = high;
      units[++at] = low;
    }
  }
  return fromUnits(units, text.length);
}
