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

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes, or undefined when they are not. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    // Not UTF-8: then it is no text.
    return undefined;
  }
}
