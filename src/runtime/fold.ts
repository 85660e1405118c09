/** Case folding that never moves an offset, from our own table, so that no version of Node changes a verdict. */
import { textBytes } from "./memory/text-bytes.ts";
import { foldRuns, lowerRuns, upperRuns } from "./unicode/case-tables.ts";

/**
 * Simple case folding of Unicode (`unicodeVersion`), except that no character outside ASCII folds into it: `ſ` is not `s` and the
 * Kelvin sign is not `k`. The result has the UTF-16 length of the text, unit for unit, so an offset in it is an offset in
 * the text. Lone surrogates stay. Linear; the last few long texts are remembered.
 */
export function fold(text: string): string {
  return remembered(foldMemo, text, foldNow);
}

/** Simple lower case with the same exception (`İ` and the Kelvin sign stay); one character gives one character. */
export function lowerCase(text: string): string {
  return remembered(lowerMemo, text, lowerNow);
}

/** Simple upper case with the same exception (`ß`, `ſ` and `ı` stay). */
export function upperCase(text: string): string {
  return remembered(upperMemo, text, upperNow);
}

/** What a UTF-16 unit folds to, by the same table; surrogates stay. */
export function foldUnit(unit: number): number {
  return foldTable().basic[unit] ?? unit;
}

export function isAscii(text: string): boolean {
  const encoded = text.length < encodedMinimum ? undefined : textBytes(text);
  return encoded === undefined ? !/[^\x00-\x7f]/.test(text) : encoded.isAscii;
}

/** A longer text is scanned as bytes, too, most often. */
const encodedMinimum = 512;

type CaseTable = { readonly basic: Uint16Array; readonly beyond: ReadonlyMap<number, number> };

const foldTable = tableOf(foldRuns);
const lowerTable = tableOf(lowerRuns);
const upperTable = tableOf(upperRuns);

/** A table is made for the first text that is not ASCII. */
function tableOf(runs: string): () => CaseTable {
  let table: CaseTable | undefined;
  return () => (table ??= caseTable(runs));
}

function caseTable(runs: string): CaseTable {
  const basic = new Uint16Array(0x10000);
  for (let unit = 0; unit < basic.length; unit++) basic[unit] = unit;
  const beyond = new Map<number, number>();
  for (const run of runs.split(" ")) {
    const [first = 0, last = 0, step = 1, delta = 0] = run.split(",").map(Number);
    for (let point = first; point <= last; point += step) {
      if (point <= 0xffff) basic[point] = point + delta;
      else beyond.set(point, point + delta);
    }
  }
  return { basic, beyond };
}

function mapCase(text: string, { basic, beyond }: CaseTable): string {
  let mapped = "";
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const image = basic[unit] ?? unit;
    if (image !== unit) {
      mapped += text.slice(copied, at) + String.fromCharCode(image);
      copied = at + 1;
    } else if (unit >= 0xd800 && unit <= 0xdbff) {
      const point = text.codePointAt(at) ?? unit;
      const other = beyond.get(point);
      if (other !== undefined) {
        mapped += text.slice(copied, at) + String.fromCodePoint(other);
        copied = at + 2;
      }
      if (point > 0xffff) at++;
    }
  }
  return copied === 0 ? text : mapped + text.slice(copied);
}

type Memo = { readonly texts: string[]; readonly images: string[]; next: number };
const memoSize = 4;
const memoMinimum = 64;
const foldMemo = memo();
const lowerMemo = memo();
const upperMemo = memo();

function memo(): Memo {
  return { texts: new Array<string>(memoSize).fill(""), images: new Array<string>(memoSize).fill(""), next: 0 };
}

/** Many rules fold the same field of the same event; a result depends on the text alone, so remembering it changes nothing. */
function remembered(kept: Memo, text: string, map: (text: string) => string): string {
  if (text.length < memoMinimum) return map(text);
  for (let slot = 0; slot < memoSize; slot++) if (kept.texts[slot] === text) return kept.images[slot] ?? "";
  const image = map(text);
  kept.texts[kept.next] = text;
  kept.images[kept.next] = image;
  kept.next = (kept.next + 1) % memoSize;
  return image;
}

function foldNow(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapCase(text, foldTable());
}

function lowerNow(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapCase(text, lowerTable());
}

function upperNow(text: string): string {
  return isAscii(text) ? text.toUpperCase() : mapCase(text, upperTable());
}
