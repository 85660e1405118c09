/** CONTAINS, WORD, STARTS, ENDS, LIKE and MATCHES, character by character, from the table of language.md §6. */
import { RE2JS } from "re2js";
import { sameLetter } from "./values.ts";

type Match = (text: string, needle: string, fold: boolean) => boolean;

export const contains: Match = (text, needle, fold) => places(text, needle, fold).length > 0;

/** No letter, digit or `_` directly before or after. */
export const containsWord: Match = (text, needle, fold) => {
  const characters = [...text];
  const length = [...needle].length;
  return places(text, needle, fold).some((at) => !isWordCharacter(characters[at - 1]) && !isWordCharacter(characters[at + length]));
};

export const startsWith: Match = (text, needle, fold) => places(text, needle, fold).includes(0);

export const endsWith: Match = (text, needle, fold) => places(text, needle, fold).includes([...text].length - [...needle].length);

/** `*` any run, `?` one character, `\` takes the next one as it is; the whole string must match. */
export const like: Match = (text, pattern, fold) => {
  const parts: { readonly wild: boolean; readonly character: string }[] = [];
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? "";
    const next = characters[index + 1];
    if (character === "\\" && next !== undefined) {
      parts.push({ wild: false, character: next });
      index++;
    } else parts.push({ wild: character === "*" || character === "?", character });
  }
  // reachable: the numbers of parts that can have matched the characters read so far.
  const skipStars = (from: ReadonlySet<number>): Set<number> => {
    const all = new Set(from);
    for (const at of all) if (parts[at]?.wild && parts[at]?.character === "*") all.add(at + 1);
    return all;
  };
  let reachable = skipStars(new Set([0]));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of reachable) {
      const part = parts[at];
      if (!part) continue;
      if (part.wild && part.character === "*") next.add(at);
      else if (part.wild || same(part.character, character, fold)) next.add(at + 1);
    }
    reachable = skipStars(next);
  }
  return reachable.has(parts.length);
};

/** RE2's own meaning of a pattern, found anywhere. */
export function matches(text: string, source: string, flags: string): boolean {
  const bits = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL };
  let options = 0;
  for (const [flag, bit] of Object.entries(bits)) if (flags.includes(flag)) options |= bit;
  return RE2JS.compile(source, options).matcher(text).find();
}

/** Every index, counted in characters, at which the needle begins. */
function places(text: string, needle: string, fold: boolean): readonly number[] {
  const [hay, wanted] = [[...text], [...needle]];
  const found: number[] = [];
  for (let at = 0; at + wanted.length <= hay.length; at++) {
    if (wanted.every((character, index) => same(character, hay[at + index] ?? "", fold))) found.push(at);
  }
  return found;
}

function same(a: string, b: string, fold: boolean): boolean {
  return fold ? sameLetter(a, b) : a === b;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /^[\p{L}\p{N}_]$/u.test(character);
}
