/** Where in a text a match of a pattern may begin, when the scan knows the literals that stand near the begin of each: mostly a few places, or none. */
import { fold } from "../fold.ts";
import { type Answer, keysFor, type LiteralScan } from "../literal-scan.ts";
import { hasBit } from "./bits.ts";

/** Of each match, one of the strings begins at most `before` characters behind its begin. */
export type Starts = { readonly before: number; readonly strings: readonly string[] };

/** `count` windows, in order and apart: from one place to another, the last included. */
export type Windows = { readonly froms: Int32Array; readonly tos: Int32Array; count: number };

/** What the scan looks for in place of the strings. */
export type StartKeys = { readonly before: number; readonly keys: readonly { readonly id: number; readonly text: string }[] };

/** Undefined where the scan does not look for them. */
export function startKeys({ before, strings }: Starts, scan: LiteralScan): StartKeys | undefined {
  const keys: { id: number; text: string }[] = [];
  const texts = keysFor(strings) ?? [];
  for (const text of texts) {
    const known = scan.knownNeedle(text);
    if (known === undefined || known.end !== text.length) return undefined;
    keys.push({ id: known.id, text });
  }
  if (keys.length === 0) return undefined;
  // A string that has another one inside is looked for by that: it begins so much earlier.
  const behind = strings.map((string) => Math.min(...texts.map((text) => placeIn(fold(string), text))));
  const most = Math.max(...behind);
  return Number.isFinite(most) ? { before: before + most, keys } : undefined;
}

function placeIn(string: string, text: string): number {
  const place = string.indexOf(text);
  return place < 0 ? Number.POSITIVE_INFINITY : place;
}

/** A text of which more would be read in windows is read whole: this many places, and one more in so many characters. */
const placesMin = 8;
const charactersAPlace = 48;

const places = new Int32Array(4_096);
const windows: Windows = { froms: new Int32Array(places.length), tos: new Int32Array(places.length), count: 0 };

/** Of an ASCII text with that answer; undefined where reading all of it costs no more. Good until the next call. */
export function windowsOf(text: string, { before, keys }: StartKeys, { bits, again, ends }: Answer): Windows | undefined {
  const most = Math.min(places.length, placesMin + Math.floor(text.length / charactersAPlace));
  let count = 0;
  for (const { id, text: key } of keys) {
    if (!hasBit(bits, id)) continue;
    const isAgain = hasBit(again, id);
    const folded = isAgain ? fold(text) : "";
    for (let at = (ends[id] ?? 0) - key.length; at >= 0; at = isAgain ? folded.indexOf(key, at + 1) : -1) {
      if (count >= most) return undefined;
      places[count++] = at;
    }
  }
  places.subarray(0, count).sort();
  windows.count = 0;
  let read = 0;
  for (let index = 0; index < count; index++) {
    const to = places[index] ?? 0;
    const from = Math.max(0, to - before);
    const last = windows.count - 1;
    if (last >= 0 && from <= (windows.tos[last] ?? 0) + 1) {
      read += to - (windows.tos[last] ?? 0);
      windows.tos[last] = to;
      continue;
    }
    read += to - from + 1;
    windows.froms[windows.count] = from;
    windows.tos[windows.count++] = to;
  }
  return read * 2 > text.length ? undefined : windows;
}
