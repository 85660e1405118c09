/** `decoded`: a text and what it may hide behind an encoding, within fixed bounds. */
import { base64Bytes, utf8Text } from "./decode-base64.ts";
import { escapes, hexDigits, hexPairs, hintsOf, letters, longRun, nextRun } from "./decode-hints.ts";
import { turnedViews } from "./decode-turned.ts";
import { htmlEntities } from "./unicode/html-entities.ts";
import type { Value } from "./value.ts";
import { invariant } from "../source/invariant.ts";

/** How often one encoding may hide inside another. */
export const decodingDepthMax = 2;
/** All decodings of a text together are at most this many times as long as it. */
export const decodingOutputMax = 4;
/** A run of base64 or hexadecimal shorter than this is a word, not a message. */
export const decodingRunMin = 16;

/**
 * The text itself, first, then its decodings, each once: percent escapes, HTML entities, `\u` and `\x` escapes and tag characters undone;
 * runs of base64 (also URL-safe) and hexadecimal replaced by the UTF-8 text they stand for; both again, twice at most; then ROT13, reversed, and both.
 * What surrounds a run stays around it. A decoding that would take the sum beyond four times the text is left out. Missing for what is no text.
 * Time is linear: each decoder is one pass, and there are at most a dozen.
 */
export function decoded(text: Value): Value {
  if (typeof text !== "string") return undefined;
  const known = decodingsOf(text);
  known.views ??= [...known.undone, ...decodingsTurned(text)];
  return known.views;
}

/** The first of them: the text, and what is left of it when escapes and runs are undone. */
export function decodingsUndone(text: string): readonly string[] {
  return decodingsOf(text).undone;
}

/** The others: the text with its letters turned, each that is not among the first. */
export function decodingsTurned(text: string): readonly string[] {
  const known = decodingsOf(text);
  known.turned ??= known.hasLetters ? turnedBeside(known.undone, text, known.budget) : [];
  return known.turned;
}

type Decodings = {
  readonly text: string;
  readonly undone: readonly string[];
  readonly hasLetters: boolean;
  /** Units that the turned ones may have together. */
  readonly budget: number;
  turned?: readonly string[];
  views?: readonly string[];
};

/** Many rules ask for the decodings of one field; they depend on the text alone, so remembering the last ones changes nothing. */
let last: Decodings = { text: "", undone: [""], hasLetters: false, budget: 0 };

function decodingsOf(text: string): Decodings {
  if (text !== last.text) last = makeDecodings(text);
  return last;
}

function makeDecodings(text: string): Decodings {
  const hints = hintsOf(text);
  const undone = [text];
  let budget = text.length * decodingOutputMax;
  let level = [text];
  for (let depth = 0; depth < decodingDepthMax; depth++) {
    const next: string[] = [];
    for (const view of level) {
      const found = view === text ? hints : hintsOf(view);
      if (!mayDecode(found)) continue;
      for (const { hint, decode } of decoders) {
        if ((found & hint) === 0) continue;
        const plain = decode(view);
        if (plain.length > budget || undone.includes(plain)) continue;
        budget -= plain.length;
        undone.push(plain);
        next.push(plain);
      }
    }
    level = next;
  }
  return { text, undone, hasLetters: (hints & letters) !== 0, budget };
}

function turnedBeside(undone: readonly string[], text: string, budget: number): readonly string[] {
  const kept: string[] = [];
  let left = budget;
  for (const view of turnedViews(text)) {
    if (view.length > left || undone.includes(view) || kept.includes(view)) continue;
    left -= view.length;
    kept.push(view);
  }
  return kept;
}

/** A text without its hint a decoder would give back as it is. */
const decoders: readonly { readonly hint: number; readonly decode: (text: string) => string }[] = [
  { hint: escapes, decode: unescaped },
  { hint: longRun, decode: base64Decoded },
  { hint: hexDigits, decode: hexDecoded },
];

/** Sixteen digits in groups that are no pairs are a number, and make nobody decode. */
function mayDecode(hints: number): boolean {
  return (hints & (escapes | longRun | hexPairs)) !== 0;
}

/** Escapes of URLs, HTML, programs and tag characters, all in one pass, so that none opens the next. */
function unescaped(text: string): string {
  return text.replace(
    /(?:%[0-9A-Fa-f]{2})+|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|\\u\{[0-9A-Fa-f]{1,6}\}|(?:\\u[0-9A-Fa-f]{4})+|(?:\\x[0-9A-Fa-f]{2})+|[\u{e0020}-\u{e007e}]+/gu,
    (run) => unescapeRun(run) ?? run,
  );
}

function unescapeRun(run: string): string | undefined {
  if (run.startsWith("%")) return bytesText(run.replaceAll("%", ""));
  if (run.startsWith("&#"))
    return characterOf(/^&#[xX]/.test(run) ? Number.parseInt(run.slice(3, -1), 16) : Number.parseInt(run.slice(2, -1), 10));
  if (run.startsWith("&")) return htmlEntities.get(run.slice(1, -1));
  if (run.startsWith("\\u{")) return characterOf(Number.parseInt(run.slice(3, -1), 16));
  if (run.startsWith("\\u"))
    return String.fromCharCode(
      ...run
        .split("\\u")
        .slice(1)
        .map((digits) => Number.parseInt(digits, 16)),
    );
  if (run.startsWith("\\x")) return bytesText(run.replaceAll("\\x", ""));
  return [...run].map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000)).join("");
}

function characterOf(point: number): string | undefined {
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

/** Bytes as UTF-8, or one character a byte where they are not. */
function bytesText(digits: string): string {
  const bytes = hexBytes(digits);
  return utf8Text(bytes) ?? Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function hexBytes(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length >> 1);
  for (let index = 0; index < bytes.length; index++) bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}

/** Sticky, for it is tried only where a run begins: a search would go through the text character by character. */
const base64Form = /[A-Za-z0-9+/_-]{16,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]{4,}={0,2})*/y;

function base64Decoded(text: string): string {
  let decoded = "";
  let copied = 0;
  for (let at = nextRun(text, 0); at >= 0; at = nextRun(text, base64Form.lastIndex)) {
    base64Form.lastIndex = at;
    const [run = ""] = base64Form.exec(text) ?? [];
    invariant(run !== "", "a run of base64 that is none");
    const plain = base64Run(run);
    if (plain === undefined) continue;
    decoded += text.slice(copied, at) + plain;
    copied = at + run.length;
  }
  return copied === 0 ? text : decoded + text.slice(copied);
}

/** A run that decodes to readable text. One that does not is tried without its last few characters, which may belong to the sentence. */
function base64Run(run: string): string | undefined {
  const digits = run.replace(/[\r\n]/g, "");
  for (let cut = 0; cut <= 3 && digits.length - cut >= decodingRunMin; cut++) {
    const end = digits.length - cut;
    const text = readable(base64Bytes(digits.slice(0, end)));
    if (text !== undefined) return text + digits.slice(end);
  }
  return undefined;
}

function hexDecoded(text: string): string {
  return text.replace(/(?:0[xX])?(?:[0-9A-Fa-f]{2}[ :,]?){7,}[0-9A-Fa-f]{2}/g, (run) => {
    const digits = run.replace(/^0[xX]/, "");
    // A number that follows in the sentence looks like one more pair: then the unbroken piece is tried by itself.
    return hexRun(digits.replace(/[ :,]/g, "")) ?? digits.replace(/[0-9A-Fa-f]{16,}/g, (piece) => hexRun(piece) ?? piece);
  });
}

function hexRun(digits: string): string | undefined {
  return digits.length < decodingRunMin || digits.length % 2 !== 0 ? undefined : readable(hexBytes(digits));
}

/** Text of UTF-8 bytes, when it is text: no control characters but white space. */
function readable(bytes: Uint8Array | undefined): string | undefined {
  const text = bytes && utf8Text(bytes);
  return text === undefined || /[\x00-\x08\x0e-\x1f\x7f\ufffd]/.test(text) ? undefined : text;
}
