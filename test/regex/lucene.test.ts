/** RE2 patterns in Lucene's syntax: as an engineer would write them, and equal to the evaluator's engine on texts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRegex } from "../../src/regex/parse.ts";
import { printLucene } from "../../src/regex/print-lucene.ts";
import { compilePattern } from "../../src/runtime/pattern.ts";
import { runs } from "../property/compare.ts";
import { luceneMatcher } from "./lucene-reader.ts";
import { flags, pattern, text } from "./pools.ts";

function lucene(source: string, letters = "") {
  const parsed = parseRegex(source, letters);
  if ("error" in parsed) throw new Error(`not RE2: ${source}`);
  return printLucene(parsed.tree);
}
function printed(source: string, letters = ""): string {
  const found = lucene(source, letters);
  return found.ok ? found.pattern : found.code;
}

describe("patterns are printed", () => {
  test.each([
    ["foo", "", ".*foo.*"],
    ["foo|bar", "", ".*(foo|bar).*"],
    ["^foo", "", "foo.*"],
    ["foo$", "", ".*foo"],
    ["^foo|bar$", "", "foo.*|.*bar"],
    ["(^|,)x", "", "(.*,)?x.*"],
    ["\\bAKIA[0-9A-Z]{16}\\b", "", "(.*[^0-9A-Z_a-z])?AKIA[0-9A-Z]{16}([^0-9A-Z_a-z].*)?"],
    ["ignore\\s+all", "", ".*ignore[\t\n\f\r ]+all.*"],
    ["ab", "i", ".*[Aa][Bb].*"],
    ["[a-c]", "i", ".*[A-Ca-c].*"],
    ["sk", "i", ".*[Ssſ][Kk\u212a].*"],
    ["é", "i", ".*[Éé].*"],
    ["a.b", "", ".*a[^\n]b.*"],
    ["a.b", "s", ".*a.b.*"],
    ["a*?b", "", ".*b.*"],
    ["xa+?b", "", ".*xa+b.*"],
    ["(?P<n>x(?:y|z))w", "", ".*x(y|z)w.*"],
    ['#@&<>~"', "", '.*\\#\\@\\&\\<\\>\\~\\".*'],
    ["[&~^-]", "", ".*[\\&\\-\\^\\~].*"],
    ["a\\.b\\\\", "", ".*a\\.b\\\\.*"],
    ["a{2,3}b{2}c{2,}", "", ".*a{2}b{2}c{2}.*"],
    ["foo\\b.*\\bbar", "", ".*foo([^\n0-9A-Z_a-z][^\n]*[^\n0-9A-Z_a-z]|[^\n0-9A-Z_a-z])bar.*"],
    ["(?m)^x", "", "(.*\n)?x.*"],
    ["", "", ".*"],
    ["\\Bx", "", ".*[0-9A-Z_a-z]x.*"],
  ])("/%s/%s", (source, letters, wanted) => {
    expect(printed(source, letters)).toBe(wanted);
  });

  test.each([
    ["\\pL+", "regex-construct"],
    ["[à-ÿ]", "regex-construct", "i"],
    ["(?:\\bx)*y", "regex-construct"],
    ["[^\\x00-\\x{10FFFF}]", "regex-construct"],
    ["a.{14}b", "regex-too-complex"],
    ["x".repeat(1_001), "regex-too-complex"],
  ])("/%s/ is refused with %s", (source, code, letters = "") => {
    const found = lucene(source, letters);
    expect(found.ok ? found.pattern : found.code).toBe(code);
    if (!found.ok) expect(found.alternative).not.toBe("");
  });
});

describe("printed patterns", () => {
  test("match the texts in which the evaluator finds the pattern, and no others", () => {
    let said = 0;
    let found = 0;
    fc.assert(
      fc.property(pattern, flags, fc.array(text, { minLength: 5, maxLength: 5 }), (source, letters, texts) => {
        const parsed = parseRegex(source, letters);
        const compiled = compilePattern(source, letters);
        if ("error" in parsed || !("pattern" in compiled)) return;
        const answer = printLucene(parsed.tree);
        if (!answer.ok) return;
        said++;
        const matches = luceneMatcher(answer.pattern);
        for (const each of texts) {
          // A lone surrogate is no text that Elasticsearch stores.
          if (/\p{Surrogate}/u.test(each)) continue;
          const wanted = compiled.pattern.test(each);
          if (wanted) found++;
          expect(matches(each), `/${source}/${letters} as ${answer.pattern} on ${JSON.stringify(each)}`).toBe(wanted);
        }
      }),
      { numRuns: runs(1_000) },
    );
    expect(said).toBeGreaterThan(runs(1_000) / 3);
    expect(found).toBeGreaterThan(said / 2);
  });

  test("fold each letter beyond ASCII as the engine does", () => {
    const wrong: string[] = [];
    for (let point = 0x80; point <= 0x1e943; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const letter = String.fromCodePoint(point);
      const others = [letter.toLowerCase(), letter.toUpperCase()].filter((other) => other !== letter);
      if (others.length === 0) continue;
      const answer = lucene(letter, "i");
      const compiled = compilePattern(letter, "i");
      if (!answer.ok || !("pattern" in compiled)) throw new Error(letter);
      const matches = luceneMatcher(answer.pattern);
      for (const other of others)
        if (matches(other) !== compiled.pattern.test(other)) wrong.push(`${point.toString(16)} ${letter} ${other} ${answer.pattern}`);
    }
    expect(wrong).toEqual([]);
  });

  test("a changed pattern is noticed", () => {
    const changes: readonly ((printed: string) => string)[] = [
      (printed) => printed.replace(/^\.\*/, ""),
      (printed) => printed.replace(/\.\*$/, ""),
      (printed) => printed.replace("[Aa]", "a"),
      (printed) => printed.replace("[^\n]", "."),
    ];
    const original = printed("a.b", "i");
    const texts = ["xa1by", "A1b", "a\nb", "a1by", "xa1b"];
    const verdicts = (each: string) => texts.map(luceneMatcher(each)).join();
    for (const change of changes) expect(verdicts(change(original)), change(original)).not.toBe(verdicts(original));
  });
});
