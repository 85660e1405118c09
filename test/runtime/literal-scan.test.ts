import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requiredLiterals } from "../../src/regex/literals.ts";
import { parseRegex } from "../../src/regex/parse.ts";
import { buildAutomaton, type Findings, keyBytes, scanBytes, scanText } from "../../src/runtime/automaton/literals.ts";
import { unitBytes } from "../../src/runtime/automaton/unit-bytes.ts";
import { fold } from "../../src/runtime/fold.ts";
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

describe("a literal that is registered later", () => {
  it("is looked for in the first text, and whoever names it is asked once and not before", () => {
    const scan = new LiteralScan();
    let asked = 0;
    scan.later(() => {
      asked++;
      scan.needOf(["second"]);
    });
    const first = scan.needOf(["first"]);
    expect(asked).toBe(0);
    const count = (given: string): number => scan.answerFor(given).count;
    expect([count("the first and the second"), count("a second one"), count("neither")]).toEqual([2, 1, 0]);
    expect(scan.mayMeet("a second one", first)).toBe(false);
    expect(asked).toBe(1);
    scan.later(() => void scan.needOf(["third"]));
    expect([count("a third"), count("the first and the second"), scan.keys.length]).toEqual([1, 2, 3]);
  });
});

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

describe("the automaton", () => {
  const literal = fc
    .oneof(fc.array(piece, { minLength: 1, maxLength: 6 }), fc.array(piece, { minLength: 8, maxLength: 32 }))
    .map((parts) => fold(parts.join("").replace(/[\ud800-\udfff]/g, "")).slice(0, 40))
    .filter((key) => key.length >= 2);
  const long = fc.array(piece, { minLength: 32, maxLength: 160 }).map((parts) => parts.join(""));

  it("finds what a search finds, where it ends first and whether it does again, in a string and in its bytes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(literal, { minLength: 1, maxLength: 12 }), long, (literals, subject) => {
        const keys = literals.map(keyBytes);
        const automaton = buildAutomaton(keys);
        const expected = keys.map((key) => endsIn(keyBytes(fold(withoutSurrogates(subject))), key).slice(0, 2));
        const [ofText, ofBytes] = [noFindings(keys.length), noFindings(keys.length)];
        scanText(automaton, subject, ofText);
        const bytes = unitBytes(subject);
        if (bytes === undefined) throw new Error("a long text has bytes");
        scanBytes(automaton, bytes, subject.length, ofBytes);
        for (const findings of [ofText, ofBytes]) {
          expect(endsOf(findings)).toEqual(expected.map(([first]) => first ?? -1));
          expect(Array.from(keys, (_, id) => hasBit(findings.again, id))).toEqual(expected.map(([, second]) => second !== undefined));
        }
      }),
      { numRuns: runs / 2 },
    );
  });

  it("finds a literal across the parts that are read side by side", () => {
    const automaton = buildAutomaton([keyBytes("needle in it")]);
    for (let at = 0; at <= 400; at++) {
      const subject = `${"x".repeat(at)}needle in it${"x".repeat(400 - at)}`;
      const findings = noFindings(1);
      scanBytes(automaton, unitBytes(subject) ?? new Uint8Array(0), subject.length, findings);
      expect(endsOf(findings)).toEqual([at + 12]);
    }
  });
});

/** A unit that no literal has in place of each, for the search to stumble over. */
function withoutSurrogates(subject: string): string {
  return subject.replace(/[\ud800-\udfff]/g, "\u0000");
}

function endsIn(text: Uint8Array, key: Uint8Array): readonly number[] {
  const ends: number[] = [];
  for (let at = 0; at + key.length <= text.length; at++)
    if (key.every((byte, index) => text[at + index] === byte)) ends.push(at + key.length);
  return ends;
}

function hasBit(bits: Uint32Array, id: number): boolean {
  return (((bits[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
}

function noFindings(size: number): Findings {
  const words = (size + 31) >>> 5;
  return { bits: new Uint32Array(words), again: new Uint32Array(words), found: new Int32Array(size), ends: new Int32Array(size), count: 0 };
}

/** By literal; -1 where it was not found. */
function endsOf({ bits, found, ends, count }: Findings): number[] {
  const listed = new Set(found.subarray(0, count));
  expect(listed.size).toBe(count);
  return Array.from(ends, (end, id) => {
    expect(listed.has(id)).toBe(hasBit(bits, id));
    return listed.has(id) ? end : -1;
  });
}
