/** A pattern in PCRE's dialect is found in the texts in which RE2 finds it. */
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { walkCondition } from "../../../src/ir/walk.ts";
import { parseRegex } from "../../../src/regex/parse.ts";
import { printPcre } from "../../../src/regex/print-pcre.ts";
import { runs } from "../../property/compare.ts";
import { matchingTexts } from "../matching-text.ts";
import { packRules } from "../pack.ts";
import { pcre } from "./pcre.ts";

const written: readonly (readonly [string, string])[] = [
  ["^a|b$", ""],
  ["^a|b$", "m"],
  ["a.c", ""],
  ["a.c", "s"],
  ["(?i)straße", ""],
  ["σας", "i"],
  ["[^a-z]k", "i"],
  ["[k-s]", "i"],
  ["[^K]", "i"],
  ["\\bK\\b", "i"],
  ["(?i:a)b", ""],
  ["a(?i)b|c", ""],
  ["[\\]\\\\^-]", ""],
  ["[[:alpha:]]+\\d", ""],
  ["\\pL+", ""],
  ["\\p{Greek}", ""],
  ["\\x{1F600}", ""],
  ["(?P<n>x){2,3}?y", ""],
  ["", ""],
  ["a||b", ""],
  ["(?:)*x", ""],
  ["\\Aa\\z", ""],
  ["\\B-\\B", ""],
  ["[^\\n]{3}", ""],
  ["\\s\\S\\w\\W", ""],
  ["[\"'`$]", ""],
  ["\\Q.*\\E", ""],
  ["\\C", ""],
  // Its range of capitals runs on into the brackets.
  ["[\\[\\]:a-z-]x", "i"],
];
const others = [
  "",
  "a",
  "b",
  "A",
  "ab",
  "a\nb",
  "b\n",
  "\nb",
  "aXc",
  "a\nc",
  "K",
  "k",
  "\u212a",
  "ſ",
  "s",
  "S",
  "ß",
  "ẞ",
  "STRASSE",
  "Straße",
  "ΣΑΣ",
  "é",
  "É",
  "-",
  "--",
  "x-x",
  "😀",
  "\u200b",
  "^]",
  "\\",
  '"',
  "`",
  "$",
  ".*",
  "  \t",
  "xxy",
  "XXXY",
];

function near(text: string): readonly string[] {
  return [
    text,
    text.toUpperCase(),
    text.slice(1),
    text.slice(0, -1),
    `x${text}`,
    `${text}x`,
    `\n${text}\n`,
    `é${text}é`,
    text.replace(/s/gi, "ſ").replace(/k/gi, "\u212a"),
  ];
}

function agrees(source: string, flags: string, count: number): number {
  const parsed = parseRegex(source, flags);
  if ("error" in parsed) return 0;
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  const linear = RE2JS.compile(source, bits);
  let compared = 0;
  for (const folding of ["plain", "strict"] as const) {
    const printed = printPcre(parsed.tree, { source, folding });
    if (!printed.ok) continue;
    expect(printed.asciiFold && folding === "strict").toBe(false);
    const pattern = pcre(printed.pattern);
    for (const text of [...others, ...matchingTexts(source, flags, count)].flatMap(near)) {
      if (printed.asciiFold && /[\u017f\u212a]/.test(text)) continue;
      compared++;
      expect(pattern.test(text), `${printed.pattern} of /${source}/${flags} on ${JSON.stringify(text)}`).toBe(linear.test(text));
    }
  }
  return compared;
}

describe("patterns in PCRE", { timeout: 600_000 }, () => {
  it.each(written)("/%s/%s", (source, flags) => {
    agrees(source, flags, 6);
  });
  it("of the library", () => {
    const patterns = new Set<string>();
    for (const { rule } of packRules())
      walkCondition(rule.condition, {
        term(node) {
          if (node.kind !== "literal" || typeof node.value !== "object" || !("source" in node.value)) return;
          patterns.add(JSON.stringify([node.value.source, node.value.flags]));
        },
      });
    let compared = 0;
    for (const one of patterns) {
      const [source, flags] = JSON.parse(one) as [string, string]; // written above
      compared += agrees(source, flags, runs(2));
    }
    console.info(`pcre: ${patterns.size} patterns, ${compared} texts`);
    expect(compared).toBeGreaterThan(10_000);
  });
});
