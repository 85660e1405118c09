/** What follows a backslash. */
import { complement, foldedAscii, perlClasses } from "./classes.ts";
import { propertyNames } from "./properties.ts";
import type { RegexScanner } from "./scanner.ts";
import type { Assertion, CharacterClass, Regex } from "./tree.ts";
import { pointMax } from "./tree.ts";

/** Reads an escape outside of a class: a character, a class, an assertion, or the characters of `\Q…\E`. */
export function readEscape(scanner: RegexScanner, fold: boolean): readonly Regex[] | undefined {
  const start = scanner.at;
  if (scanner.startsWith("\\Q")) return readQuoted(scanner, fold);
  const assertion = assertions.get(scanner.slice(start + 1, start + 2));
  if (assertion) {
    scanner.skip(2);
    return [{ kind: "assertion", at: assertion, start, end: scanner.at }];
  }
  const named = readNamedClass(scanner, fold);
  if (named) return [{ ...named, start, end: scanner.at }];
  if (scanner.error) return undefined;
  const point = readEscapedPoint(scanner);
  return point === undefined ? undefined : [{ kind: "character", point, fold, start, end: scanner.at }];
}

const assertions: ReadonlyMap<string, Assertion> = new Map([
  ["A", "text-start"],
  ["z", "text-end"],
  ["b", "word-boundary"],
  ["B", "no-word-boundary"],
]);

function readQuoted(scanner: RegexScanner, fold: boolean): readonly Regex[] {
  scanner.skip(2);
  const found: Regex[] = [];
  while (!scanner.isDone && !scanner.startsWith("\\E")) {
    const start = scanner.at;
    const point = scanner.take();
    found.push({ kind: "character", point, fold, start, end: scanner.at });
  }
  if (scanner.startsWith("\\E")) scanner.skip(2);
  return found;
}

/** By letter, with an `i` behind it where case is ignored. */
const perlRanges = new Map<string, CharacterClass["ranges"]>();

const propertyForm = /\\[pP](?:\{\^?([A-Za-z_]+)\}|([A-Za-z]))/y;

/** `\d \s \w`, their complements, and properties of Unicode; undefined, and nothing read, for anything else. */
export function readNamedClass(scanner: RegexScanner, fold: boolean): CharacterClass | undefined {
  const start = scanner.at;
  const letter = scanner.slice(start + 1, start + 2);
  const perl = perlClasses.get(letter.toLowerCase());
  if (perl && letter !== "") {
    scanner.skip(2);
    const key = fold ? `${letter}i` : letter;
    const known = perlRanges.get(key);
    if (known) return { kind: "class", ranges: known, opaque: false };
    // RE2 folds the class first and takes its complement then.
    const folded = fold ? (foldedAscii(perl) ?? perl) : perl;
    const ranges = letter === letter.toUpperCase() ? complement(folded) : folded;
    perlRanges.set(key, ranges);
    return { kind: "class", ranges, opaque: false };
  }
  if (letter !== "p" && letter !== "P") return undefined;
  const found = scanner.match(propertyForm);
  const name = found?.[1] ?? found?.[2];
  if (name === undefined || !propertyNames.has(name)) {
    const message = name === undefined ? "no property of Unicode stands after `\\p`" : `\`${name}\` is no category or script of Unicode`;
    scanner.fail(message, "write a category (`\\pL`, `\\p{Lu}`) or a script (`\\p{Greek}`)", start, Math.max(scanner.at, start + 2));
    return undefined;
  }
  return { kind: "class", ranges: [], opaque: true };
}

const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["f", 12],
  ["t", 9],
  ["n", 10],
  ["r", 13],
  ["v", 11],
]);
const hexForm = /\\x(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))/y;

/** A character written with a backslash: `\n`, `\x41`, `\x{1F600}`, `\.`. */
export function readEscapedPoint(scanner: RegexScanner): number | undefined {
  const start = scanner.at;
  const next = scanner.slice(start + 1, start + 2);
  if (next === "") return refuse(scanner, "the pattern ends in a backslash", "write `\\\\` for a backslash", start, start + 1);
  if (next === "x") {
    const found = scanner.match(hexForm);
    const point = Number.parseInt(found?.[1] ?? found?.[2] ?? "", 16);
    if (point <= pointMax) return point;
    return refuse(
      scanner,
      "`\\x` is not followed by a character's number",
      "write `\\x41` or `\\x{1F600}`",
      start,
      Math.max(scanner.at, start + 2),
    );
  }
  const simple = simpleEscapes.get(next);
  if (simple !== undefined) {
    scanner.skip(2);
    return simple;
  }
  if (/[0-9]/.test(next)) return refuseDigits(scanner, start, next);
  if (/[A-Za-z]/.test(next)) return refuseLetter(scanner, start, next);
  if (next > "\u007f") {
    return refuse(scanner, `\`\\${next}\` is no escape of RE2`, "leave out the backslash", start, start + 2);
  }
  scanner.skip(2);
  return next.charCodeAt(0);
}

function refuseDigits(scanner: RegexScanner, start: number, digit: string): undefined {
  const end = start + 2;
  if (digit === "0")
    return refuse(
      scanner,
      "octal escapes are not part of the language",
      "write the character's number in hexadecimal: `\\x00`",
      start,
      end,
    );
  return refuse(
    scanner,
    "back-references are not part of RE2 syntax",
    "capture both parts elsewhere and compare them with `==`; for a character write `\\x41`",
    start,
    end,
  );
}

function refuseLetter(scanner: RegexScanner, start: number, letter: string): undefined {
  return refuse(
    scanner,
    `\`\\${letter}\` is no escape of RE2`,
    letterHelp.get(letter) ?? `write \`${letter}\` for the letter itself`,
    start,
    start + 2,
  );
}

const letterHelp: ReadonlyMap<string, string> = new Map([
  ["Z", "write `\\z` for the end of the text"],
  ["G", "write `\\A` for the start of the text"],
  ["h", "write `[ \\t]`"],
  ["H", "write `[^ \\t]`"],
  ["R", "write `(?:\\r\\n|\\n|\\r)`"],
  ["u", "write `\\x{0041}`"],
  ["U", "write `\\x{1F600}`"],
  ["e", "write `\\x1b`"],
  ["c", "write the control character's number: `\\x01`"],
  ["N", "write `[^\\n]`"],
  ["K", "match the text before as well"],
  ["k", "capture both parts elsewhere and compare them with `==`"],
  ["X", "write `\\PM\\pM*`"],
  ["C", "write `(?s:.)`: patterns match characters, not bytes"],
  ["E", "write `\\Q…\\E` around text that is to be taken literally"],
]);

function refuse(scanner: RegexScanner, message: string, help: string, start: number, end: number): undefined {
  scanner.fail(message, help, start, end);
  return undefined;
}
