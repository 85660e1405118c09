/** Case folding: simple, offset-preserving, and nothing becomes ASCII. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unicodeVersion } from "../../src/runtime/unicode/case-tables.ts";
import { fold, lowerCase, upperCase } from "../../src/runtime/fold.ts";
import { contains, containsWord, endsWith, equal, like, lower, startsWith, upper } from "../../src/runtime/words.ts";
import { trickyText } from "./values.ts";

const points = Array.from({ length: 0x110000 }, (_, point) => point).filter((point) => point < 0xd800 || point > 0xdfff);

describe("the table", () => {
  test("folds within ASCII as ASCII does, and nothing into it", () => {
    for (const point of points) {
      const image = fold(String.fromCodePoint(point));
      if (point <= 0x7f) expect(image).toBe(String.fromCharCode(point).toLowerCase());
      else if ((image.codePointAt(0) ?? 0) <= 0x7f) throw new Error(`U+${point.toString(16)} folds to ASCII`);
    }
  });

  test("never changes the length, and folding twice changes nothing", () => {
    for (const map of [fold, lowerCase, upperCase]) {
      for (const point of points) {
        const image = map(String.fromCodePoint(point));
        if (image.length !== (point > 0xffff ? 2 : 1) || map(image) !== image) throw new Error(`U+${point.toString(16)}: ${image}`);
      }
    }
  });

  test("agrees with this Node's simple case folding, but for what would become ASCII and for characters newer than the table", () => {
    const different: string[] = [];
    for (const point of points) {
      const text = String.fromCodePoint(point);
      const others = new Set(
        [text.toLowerCase(), text.toUpperCase(), text.toUpperCase().toLowerCase(), text.toLowerCase().toUpperCase()].filter(
          (other) => [...other].length === 1 && other !== text,
        ),
      );
      for (const other of others) {
        const together = new RegExp(`^\\u{${point.toString(16)}}$`, "iu").test(other);
        if (together !== (fold(text) === fold(other))) different.push(`${text}${other}`);
      }
    }
    // Each pair is one of these characters and a letter of ASCII. Where this fails on a later Node, its Unicode is newer than the table's.
    expect(
      different.filter((pair) => !/[ſ\u212a]/u.test(pair)),
      `table: Unicode ${unicodeVersion}, Node: ${process.versions.unicode}`,
    ).toEqual([]);
  });
});

describe("traps", () => {
  test.each([
    ["ſystem", "system", false],
    ["\u212aey", "key", false],
    ["\u212aey", "\u212aEY", true],
    ["İstanbul", "istanbul", false],
    ["İstanbul", "İSTANBUL", true],
    ["straße", "STRASSE", false],
    ["straße", "STRAẞE", true],
    ["ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς", true],
    ["ΟΔΟΣ", "οδος", true],
    ["Ǆungla", "ǆungla", true],
    ["Ǆungla", "ǅungla", true],
    ["µ", "μ", true],
    ["𐐀", "𐐨", true],
    ["é", "e\u0301", false],
    ["É", "é", true],
  ])("%s contains %s: %s", (text, needle, held) => {
    expect(contains(text, needle, true)).toBe(held);
    expect(startsWith(text, needle, true)).toBe(held);
    expect(endsWith(text, needle, true)).toBe(held);
    expect(equal(text, needle, true)).toBe(held);
    expect(like(text, needle, true)).toBe(held);
  });

  test("an offset in the folded text is an offset in the text", () => {
    const text = "İİ😀ẞΣ IGNORE";
    expect(fold(text).indexOf("ignore")).toBe(text.indexOf("IGNORE"));
  });

  test("lower and upper map one character to one", () => {
    expect(lower("ÀÇ ΣΑΣ İ \u212a")).toBe("àç σασ İ \u212a");
    expect(upper("àç ß ſ ı ŉ")).toBe("ÀÇ ß ſ ı ŉ");
  });
});

test("folding goes unit by unit: the fold of two texts joined is their folds joined, and long texts fold as short ones do", () => {
  fc.assert(
    fc.property(trickyText, trickyText, (left, right) => {
      const isTorn = /[\ud800-\udbff]$/.test(left) && /^[\udc00-\udfff]/.test(right);
      if (!isTorn) expect(fold(left + right)).toBe(fold(left) + fold(right));
      const long = `${left}${"é".repeat(100)}`;
      expect(fold(long)).toBe(fold(left) + "é".repeat(100));
      expect(fold(long)).toBe(fold(long));
    }),
  );
});

test.each([
  ["rm -rf", "rm", true],
  ["confirm", "rm", false],
  ["confirm rm", "rm", true],
  ["RM", "rm", true],
  ["état", "tat", false],
  ["a_b", "a", false],
  ["a1", "a", false],
  ["𝐚b", "b", false],
  ["😀b😀", "b", true],
  ["日b", "b", false],
  ["", "", true],
  ["a", "", false],
  ["a b", "", false],
  ["- -", "", true],
  ["xababa aba", "aba", true],
])("%s contains the word %s: %s", (text, word, held) => {
  expect(containsWord(text, word, true)).toBe(held);
});

test.each([
  ["abc", "abc", true],
  ["abc", "a*", true],
  ["abc", "*c", true],
  ["abc", "*b*", true],
  ["abc", "a?c", true],
  ["abc", "?", false],
  ["abc", "???", true],
  ["abc", "????", false],
  ["", "*", true],
  ["", "", true],
  ["", "?", false],
  ["a😀b", "a?b", true],
  ["😀", "?", true],
  ["😀", "??", false],
  ["a\nb", "a*b", true],
  ["a*b", "a\\*b", true],
  ["axb", "a\\*b", false],
  ["a\\", "a\\", true],
  ["a\\", "a\\\\", true],
  ["ABC", "abc", true],
  ["abab", "*ab", true],
  ["abcabd", "a*b?", true],
  ["aXbXb", "a*b", true],
  ["é", "?", true],
  ["ab", "a*b*c", false],
  ["aab", "*a?", true],
])("%s LIKE %s: %s", (text, pattern, held) => {
  expect(like(text, pattern, true)).toBe(held);
});

test("LIKE is the regular expression that it says", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "\\", "😀", "\n", "A"), maxLength: 8 });
  fc.assert(
    fc.property(piece, piece, fc.boolean(), (text, pattern, ignoresCase) => {
      let source = "";
      for (let at = 0; at < pattern.length; at++) {
        const sign = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
        at += sign.length - 1;
        if (sign === "\\" && at + 1 < pattern.length) {
          const next = String.fromCodePoint(pattern.codePointAt(at + 1) ?? 0);
          at += next.length;
          source += `\\u{${(next.codePointAt(0) ?? 0).toString(16)}}`;
        } else source += sign === "*" ? "[^]*" : sign === "?" ? "[^]" : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
      }
      expect(like(text, pattern, ignoresCase)).toBe(new RegExp(`^(?:${source})$`, ignoresCase ? "iu" : "u").test(text));
    }),
    { numRuns: Number(process.env["AIDR_RUNS"] ?? 2_000) },
  );
});
