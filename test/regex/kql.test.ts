/** RE2 patterns in Kusto's syntax: as an engineer would write them, and equal to the evaluator's engine on texts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRegex } from "../../src/regex/parse.ts";
import { printKql } from "../../src/regex/print-kql.ts";
import { compilePattern } from "../../src/runtime/pattern.ts";
import { kustoRegex } from "../export/kql/regex.ts";
import { runs } from "../property/compare.ts";
import { flags, pattern, text } from "./pools.ts";

function printed(source: string, letters = ""): string {
  const parsed = parseRegex(source, letters);
  if ("error" in parsed) throw new Error(`not RE2: ${source}`);
  const found = printKql(parsed.tree, source, letters);
  return "source" in found ? found.source : `refused: ${found.problem}`;
}

describe("patterns are printed", () => {
  test.each([
    ["foo|bar", "", "foo|bar"],
    ["^foo$", "", "^foo$"],
    ["^foo$", "m", "(?m:^)foo(?m:$)"],
    ["a.b", "", "a.b"],
    ["a.b", "s", "(?s)a.b"],
    ["a.b(?s:.)", "", "a.b(?:(?s:.))"],
    ["ab", "i", "(?i)ab"],
    ["a(?i)b", "", "a(?i:b)"],
    ["[a-c]k", "i", "(?i)[a-c]k"],
    ["[^a-c]", "i", "[^A-Ca-c]"],
    ["x[^a-c]", "i", "(?i)x[^a-c]"],
    ["\\d\\w\\s", "", "[0-9][0-9A-Z_a-z][\\t\\n\\f\\r ]"],
    ["\\D", "", "[^0-9]"],
    ["\\bdrop\\b", "", "(?-u:\\b)drop(?-u:\\b)"],
    ["\\Bx", "", "refused: `\\B` has no counterpart that is ASCII alone"],
    ["(?P<n>x(?:y|z))w", "", "(x(?:y|z))w"],
    ["a*?b+c{2}d{2,}e{1,3}?", "", "a*?b+c{2}d{2,}e{1,3}?"],
    ["[&&a~~b\\-c\\[]", "", "[&\\-\\[a-c~]"],
    ["\\p{Greek}\\PL[\\pL\\d_]", "", "\\p{Greek}\\P{L}[\\p{L}0-9_]"],
    ["\\pLx", "i", "(?i)\\p{L}x"],
    ["\\pL(?i)x", "", "refused: a class of Unicode stands where case is ignored in one place and not in another"],
    ["\\x{1F600}\\x00\\n\"'", "", "\\x{1f600}\\x{0}\\n\"'"],
    ["é", "i", "(?i)é"],
    ["[\\x{200B}\\x{2060}]{6,}", "", "[\\x{200b}\\x{2060}]{6,}"],
    ["", "", ""],
  ])("/%s/%s", (source, letters, wanted) => {
    expect(printed(source, letters)).toBe(wanted);
  });
});

test("printed patterns find what the evaluator finds", { timeout: 3_600_000 }, () => {
  let compared = 0;
  const property = fc.property(pattern, flags, fc.array(text, { minLength: 4, maxLength: 4 }), (source, letters, texts) => {
    const parsed = parseRegex(source, letters);
    const compiled = compilePattern(source, letters);
    if ("error" in parsed || "error" in compiled) return;
    const shown = printKql(parsed.tree, source, letters);
    if ("problem" in shown) return;
    const kusto = kustoRegex(shown.source);
    for (const one of texts) {
      // No text of Kusto holds half a pair.
      const whole = one.replace(/\p{Cs}/gu, "x");
      compared++;
      expect(kusto.matcher(whole).find(), `/${source}/${letters} as ${shown.source} on ${JSON.stringify(whole)}`).toBe(
        compiled.pattern.test(whole),
      );
    }
  });
  fc.assert(property, { numRuns: runs(3_000), seed: 6 });
  expect(compared).toBeGreaterThan(runs(3_000));
});
