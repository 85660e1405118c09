/** `normalize` and `skeleton`: views of a text in which disguises are undone. Pure, linear, and ASCII letters stay what they are. */
import { lowerCase } from "./fold.ts";
import { textBytes } from "./memory/text-bytes.ts";
import { confusables } from "./unicode/confusables.ts";
import type { Value } from "./value.ts";

/**
 * The text without evasions: compatibility forms (full width, mathematical, circled …) made plain by NFKC, characters that nobody sees (zero
 * width, joiners, variation selectors, tags, controls) removed, marks stripped, look-alikes of ASCII made ASCII, each run of white space
 * one blank. Case stays. Printable ASCII with single blanks is returned as it is; `normalize(normalize(t)) = normalize(t)`.
 * A character whose plain form is more than four times as long keeps its form, so the result is at most four times the text.
 */
export function normalize(text: Value): Value {
  if (typeof text !== "string") return undefined;
  return recall(normalized, text, (whole) => (isPlain(whole) ? whole : (asciiView(whole, plainBytes) ?? undisguise(whole))));
}

/**
 * The strongest view: `normalize`, lower case, look-alike digits and signs read as letters (`1gn0r3` → `ignore`, `p@$$` → `pass`), and everything but
 * letters and digits removed, so that spaced-out and dotted words close up (`i.g n-o r e` → `ignore`). A literal tested against it is
 * written that way: `ignorepreviousinstructions`.
 */
export function skeleton(text: Value): Value {
  if (typeof text !== "string") return undefined;
  return recall(skeletons, text, (whole) => {
    const view = asciiView(whole, bareBytes);
    if (view !== undefined) return view;
    if (isPlain(whole)) return bare(whole);
    // Lower case first, for a small letter may look like ASCII where its capital does not.
    return bare(undisguise(lowerCase(undisguise(whole))));
  });
}

/** What an ASCII byte becomes; `gone` where it leaves nothing. */
const gone = 0xff;
const blank = 0x20;
const plainBytes = Uint8Array.from({ length: 128 }, (_, byte) => (isWhite(byte) ? blank : byte < blank || byte === 0x7f ? gone : byte));

/** White space of ASCII, with the four separators that Unicode counts to it. */
function isWhite(byte: number): boolean {
  return (byte >= 0x09 && byte <= 0x0d) || (byte >= 0x1c && byte <= blank);
}

const decoder = new TextDecoder();

const room = new Uint8Array(1 << 14);

/** The view of a text that is ASCII, byte by byte, a blank behind a blank left out: of such, nothing composes, and one pass is enough. Undefined of other texts and short ones. */
function asciiView(text: string, images: Uint8Array): string | undefined {
  const encoded = textBytes(text);
  if (encoded === undefined || !encoded.isAscii) return undefined;
  const { bytes, length } = encoded;
  const view = length <= room.length ? room : new Uint8Array(length);
  let end = 0;
  for (let at = 0; at < length; at++) {
    const image = images[bytes[at] ?? 0] ?? gone;
    if (image === gone || (image === blank && end > 0 && view[end - 1] === blank)) continue;
    view[end++] = image;
  }
  return decoder.decode(view.subarray(0, end));
}

const disguise = /[^\x20-\x7e]| {2}/;

function isPlain(text: string): boolean {
  return !disguise.test(text);
}

/** Invisible: default-ignorable characters, format characters (tags among them), and controls that are no white space. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f]+/gu;
/** White space that is not one blank already. */
const blanks = /[\s\x1c-\x1f\x85]{2,}|[^\S ]|[\x1c-\x1f\x85]/g;
const oddRun = /[^\x09-\x0d\x20-\x7e]+/g;
const marks = /[\p{Mn}\p{Me}]+/gu;
/** Spacing marks may stay, but no text has more than thirty on one letter (UAX 15, Stream-Safe Text Format). */
const markRuns = /(\p{M}{30})\p{M}+/gu;
const beyondAscii = /[^\x00-\x7f]/gu;
/** Characters whose compatibility form may be more than four times as long (squared words, Arabic ligatures); a test compares. */
const longForms = /[\u3300-\u3357\u33ae\u33af\ufdfa\ufdfb]/;

function undisguise(text: string): string {
  let view = text;
  for (let pass = 0; pass < passesMax; pass++) {
    const next = onePass(view);
    if (next === view || isPlain(next)) return next;
    view = next;
  }
  return view;
}

/** The order of the steps settles all but rare combinations in one pass (a character that only composes once another is gone takes two). */
const passesMax = 4;

/** What is not printable ASCII is looked at by runs: nothing in them composes with ASCII once the marks are gone. */
function onePass(text: string): string {
  return text.replace(oddRun, plainRun).replace(blanks, " ");
}

function plainRun(run: string): string {
  // Marks go before as well as after: putting a long run of them into canonical order takes the square of its length.
  const seen = run.replace(invisible, "").replace(marks, "").replace(markRuns, "$1");
  if (seen === "") return "";
  const plain = compatible(seen).replace(invisible, "");
  const unmarked = plain.normalize("NFD").replace(marks, "").normalize("NFC");
  return unmarked.replace(beyondAscii, toAscii);
}

function toAscii(character: string): string {
  return confusables.get(character) ?? character;
}

/** NFKC, but for `longForms`, which stay. */
function compatible(text: string): string {
  if (!longForms.test(text)) return text.normalize("NFKC");
  return text
    .split(/([\u3300-\u3357\u33ae\u33af\ufdfa\ufdfb])/)
    .map((part) => (longForms.test(part) ? part : part.normalize("NFKC")))
    .join("");
}

const leet: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "l",
  "€": "e",
  "£": "l",
  "¢": "c",
};

function bare(text: string): string {
  return lowerCase(text)
    .replace(/[013-57-9@$!|€£¢]/g, (sign) => leet[sign] ?? sign)
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .normalize("NFC");
}

/** The same of one byte. */
const bareBytes = Uint8Array.from({ length: 128 }, (_, byte) => {
  const letter = bare(String.fromCharCode(byte));
  return letter === "" ? gone : letter.charCodeAt(0);
});

type Memory = { readonly texts: string[]; readonly views: string[]; next: number };
const memorySize = 8;
const normalized: Memory = { texts: [], views: [], next: 0 };
const skeletons: Memory = { texts: [], views: [], next: 0 };

/** Many rules ask for the same view of the same field of one event; a view depends on the text alone, so remembering it changes nothing. */
function recall(memory: Memory, text: string, make: (text: string) => string): string {
  const slot = memory.texts.indexOf(text);
  if (slot >= 0) return memory.views[slot] ?? "";
  const view = make(text);
  memory.texts[memory.next] = text;
  memory.views[memory.next] = view;
  memory.next = (memory.next + 1) % memorySize;
  return view;
}
