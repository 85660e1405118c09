/** Substring search that stays linear when text and needle both come from an attacker. */

/** As `text.indexOf(needle, from)`, in time linear in `text.length + needle.length`. */
export function indexOf(text: string, needle: string, from: number): number {
  // V8's search may take needle × text steps at worst; for what is short, that is nothing.
  if (needle.length <= shortNeedle || text.length - from <= shortText) return text.indexOf(needle, from);
  return knuthMorrisPratt(text, needle, from);
}

const shortNeedle = 64;
const shortText = 4_096;

/** D. Knuth, J. Morris, V. Pratt: Fast pattern matching in strings (1977). */
function knuthMorrisPratt(text: string, needle: string, from: number): number {
  if (needle.length > text.length - from) return -1;
  const border = new Int32Array(needle.length);
  for (let at = 1, length = 0; at < needle.length; at++) {
    while (length > 0 && needle.charCodeAt(at) !== needle.charCodeAt(length)) length = border[length - 1] ?? 0;
    if (needle.charCodeAt(at) === needle.charCodeAt(length)) length++;
    border[at] = length;
  }
  for (let at = from, length = 0; at < text.length; at++) {
    while (length > 0 && text.charCodeAt(at) !== needle.charCodeAt(length)) length = border[length - 1] ?? 0;
    if (text.charCodeAt(at) === needle.charCodeAt(length)) length++;
    if (length === needle.length) return at - length + 1;
  }
  return -1;
}
