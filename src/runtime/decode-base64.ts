/** Base64 as text: `decode_base64`, and the runs of it that `decoded` finds. */
import type { Value } from "./value.ts";

/**
 * The text that a base64 text stands for: standard or URL alphabet, with or without `=`, white space ignored. Missing when it is none, is
 * empty, or is not the base64 of UTF-8.
 */
export function decodeBase64(text: Value): Value {
  if (typeof text !== "string") return undefined;
  const bytes = base64Bytes(text.replace(/[ \t\r\n]/g, ""));
  return bytes && bytes.length > 0 ? utf8Text(bytes) : undefined;
}

const sextets = table();

function table(): Int8Array {
  const values = new Int8Array(128).fill(-1);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let index = 0; index < alphabet.length; index++) values[alphabet.charCodeAt(index)] = index;
  values["-".charCodeAt(0)] = 62;
  values["_".charCodeAt(0)] = 63;
  return values;
}

export function base64Bytes(text: string): Uint8Array | undefined {
  const digits = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  if (digits % 4 === 1 || (digits !== text.length && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((digits * 3) / 4));
  let [bits, held, next] = [0, 0, 0];
  for (let at = 0; at < digits; at++) {
    const sextet = sextets[text.charCodeAt(at)] ?? -1;
    if (sextet < 0) return undefined;
    bits = ((bits << 6) | sextet) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[next++] = (bits >> held) & 0xff;
  }
  return bytes;
}

/** The text of UTF-8 bytes, or undefined when they are not: no overlong forms, no surrogates (Unicode, table 3-7). Own, for a `TextDecoder` throws at each miss. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    if (more < 0 || at + more >= bytes.length) return undefined;
    let point = more === 0 ? first : first & (0x3f >> more);
    for (let next = 1; next <= more; next++) {
      const byte = bytes[at + next] ?? 0;
      if ((byte & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (byte & 0x3f);
    }
    if ((more === 2 && (point < 0x800 || (point >= 0xd800 && point <= 0xdfff))) || (more === 3 && (point < 0x10000 || point > 0x10ffff)))
      return undefined;
    if (point > 0xffff) {
      units[length++] = 0xd7c0 + (point >> 10);
      units[length++] = 0xdc00 + (point & 0x3ff);
    } else units[length++] = point;
    at += more + 1;
  }
  return fromUnits(units, length);
}

/** A string of UTF-16 units, in pieces that fit the stack. */
export function fromUnits(units: Uint16Array, length: number): string {
  let text = "";
  for (let at = 0; at < length; at += 8_192)
    text += Reflect.apply(String.fromCharCode, undefined, units.subarray(at, Math.min(length, at + 8_192)));
  return text;
}
