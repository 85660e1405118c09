import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requiredLiterals } from "../../src/regex/literals.ts";
import { parseRegex } from "../../src/regex/parse.ts";
import { LiteralScan } from "../../src/runtime/literal-scan.ts";
import { compileTest } from "../../src/runtime/matcher.ts";
import type { Value } from "../../src/runtime/value.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 2000);
/** Few characters, so that literals meet; with those that fold to ASCII, and those that only seem to. */
const piece = fc.constantFrom(
  "a",
  "A",
  "s",
  "S",
  "k",
  "K",
  "ſ",
  "\u212a",
  "İ",
  "ß",
  "é",
  "E\u0301",
  " ",
  "b",
  "ab",
  "ignore",
  "IGNORE",
  "😀",
  "\ud83d",
  ".",
);
const text = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(""));
const words = ["contains", "contains-word"] as const;

function patternValue(source: string, flags: string): Value {
  const read = parseRegex(source, flags);
  if ("error" in read) throw new Error(read.error.message);
  return { source, flags, required: requiredLiterals(read.tree) };
}

describe("tests behind one shared scan", () => {
  it("give the answers of tests without it, whatever was scanned before", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...words),
            fc.array(text, { minLength: 1, maxLength: 4 }),
            fc.constantFrom("any" as const, "all" as const),
            fc.boolean(),
          ),
          { minLength: 1, maxLength: 5 },
        ),
        fc.array(text, { minLength: 1, maxLength: 12 }),
        (tests, subjects) => {
          const scan = new LiteralScan();
          const pairs = tests.map(
            ([word, objects, of, fold]) => [compileTest(word, objects, of, fold), compileTest(word, objects, of, fold, scan)] as const,
          );
          for (const subject of subjects) for (const [plain, scanned] of pairs) expect(scanned(subject)).toBe(plain(subject));
        },
      ),
      { numRuns: runs },
    );
  });

  it("run a pattern wherever it is found", () => {
    const sources = ["ab|ignore", "(?:a|s)k", "ignore.{0,3}b", "[sk]{2}a", "\\bignore\\b", "a+b?ab", "(ignore|abab) ?s"];
    const scan = new LiteralScan();
    const pairs = sources.flatMap((source) =>
      ["", "i"].map(
        (flags) =>
          [
            compileTest("matches", [patternValue(source, flags)], "one", false),
            compileTest("matches", [patternValue(source, flags)], "one", false, scan),
          ] as const,
      ),
    );
    fc.assert(
      fc.property(text, (subject) => {
        for (const [plain, scanned] of pairs) expect(scanned(subject)).toBe(plain(subject));
      }),
      { numRuns: runs },
    );
  });

  it("notices a literal wherever it stands, also inside and behind others", () => {
    const scan = new LiteralScan();
    const inside = ["she", "he", "hers", "his", "ushers"].map((literal) => [literal, scan.oneOf([literal])] as const);
    for (const [literal, need] of inside) {
      expect(need).toBeDefined();
      for (const subject of ["ushers", "ahishers", `xx${literal}`, `${literal}yy`, "nothing"]) {
        expect(need && scan.mayMeet(subject, need)).toBe(subject.includes(literal));
      }
    }
  });

  it("says nothing of literals that are short", () => {
    const scan = new LiteralScan();
    expect(scan.oneOf(["a"])).toBeUndefined();
    expect(scan.oneOf(["é"])).toBeUndefined();
    expect(scan.oneOf(["😀"])).toBeUndefined();
    expect(scan.oneOf(["ab", "é"])).toBeUndefined();
    expect(scan.oneOf([])).toBeUndefined();
  });
});
