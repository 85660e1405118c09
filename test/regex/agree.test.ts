/** Our reading of RE2 syntax, and the patterns we hand to V8, against the linear engine itself. */
import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, test } from "vitest";
import { certainOrbit } from "../../src/regex/certain-case.ts";
import { hasPoint } from "../../src/regex/classes.ts";
import { requiredLiterals } from "../../src/regex/literals.ts";
import { proveLinear } from "../../src/regex/linear.ts";
import { parseRegex } from "../../src/regex/parse.ts";
import { programsOf } from "../../src/regex/program.ts";
import { programSizeBound } from "../../src/regex/size.ts";
import { fold } from "../../src/runtime/fold.ts";
import { compilePattern } from "../../src/runtime/pattern.ts";
import { flags, pattern, text } from "./pools.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 3_000);

const noise = fc.string({
  unit: fc.constantFrom(
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\\",
    "?",
    "*",
    "+",
    "|",
    "^",
    "$",
    "-",
    ":",
    "=",
    "<",
    ">",
    "P",
    "a",
    "1",
    ",",
    "2",
    "d",
    "Q",
    "E",
    ".",
    "i",
    "é",
    "x",
    "p",
    "L",
  ),
  maxLength: 12,
});
/** Repetitions inside of repetitions, of what may be empty as well. */
const repeats = fc
  .tuple(
    fc.constantFrom("a", "(a|b*)", "(?:ab|ac|)", "[a-c]", "(a?b?)", "^", "é|E"),
    fc.constantFrom("{0,3}", "{2,}", "{5}", "*", "+?", "{0}", "?"),
    fc.constantFrom("", "{3}", "*", "{0,7}"),
  )
  .map(([body, inner, outer]) => `x(?:(?:${body})${inner})${outer}y`);
function bits(letters: string): number {
  return (
    (letters.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (letters.includes("m") ? RE2JS.MULTILINE : 0) |
    (letters.includes("s") ? RE2JS.DOTALL : 0)
  );
}
function accepts(source: string, letters: string): boolean {
  try {
    RE2JS.compile(source, bits(letters));
    return true;
  } catch {
    return false;
  }
}

describe("our parser and the engine", () => {
  // Found by the property below: `[:` and a later `:]` make a name of all that lies between.
  test.each(["[[:]", "[[:]]", "[[:-x]foo:]", "[[:]x]:]", "[[:alpha:]]", "[[:^digit:]x]", "[[:a]", "[x[:]"])(
    "%s: both or neither",
    (source) => {
      expect("tree" in parseRegex(source, "")).toBe(accepts(source, ""));
    },
  );
  test("accept the same patterns", () => {
    fc.assert(
      fc.property(fc.oneof(pattern, noise), flags, (source, letters) => {
        const ours = "tree" in parseRegex(source, letters);
        // Octal escapes are the one thing that the engine has and the language has not.
        return ours === accepts(source, letters) || (!ours && /\\[0-7]/.test(source));
      }),
      { numRuns: runs * 2 },
    );
  });

  test("the bound of a program's size is never below the size", () => {
    let tight = 0;
    fc.assert(
      fc.property(fc.oneof(pattern, repeats), flags, (source, letters) => {
        const parsed = parseRegex(source, letters);
        const compiled = compilePattern(source, letters);
        if ("error" in parsed || "error" in compiled) return;
        const bound = programSizeBound(parsed.tree);
        expect(bound, source).toBeGreaterThanOrEqual(compiled.pattern.programSize);
        if (bound <= compiled.pattern.programSize * 1.5) tight++;
      }),
      { numRuns: runs },
    );
    expect(tight).toBeGreaterThan(runs / 3);
  });

  test("find the same match at the same place, where V8 is allowed to run it", () => {
    let proved = 0;
    fc.assert(
      fc.property(pattern, flags, fc.array(text, { minLength: 5, maxLength: 5 }), (source, letters, texts) => {
        const parsed = parseRegex(source, letters);
        if ("error" in parsed) return;
        const native = proveLinear(parsed.tree);
        if (!native) return;
        proved++;
        const ours = compilePattern(source, letters, native);
        const theirs = compilePattern(source, letters);
        if (!("pattern" in ours) || !("pattern" in theirs)) throw new Error(`not compiled: ${source}`);
        for (const each of texts) {
          const context = `/${source}/${letters} as /${native.source}/${native.flags} on ${JSON.stringify(each)}`;
          expect(ours.pattern.test(each), context).toBe(theirs.pattern.test(each));
          expect(ours.pattern.find(each), context).toEqual(theirs.pattern.find(each));
          expect(ours.pattern.count(each), context).toBe(theirs.pattern.count(each));
        }
      }),
      { numRuns: runs },
    );
    expect(proved).toBeGreaterThan(runs / 10);
  });

  test("find the same match at the same place, where our automaton runs it", () => {
    let ran = 0;
    fc.assert(
      fc.property(pattern, flags, fc.array(text, { minLength: 5, maxLength: 5 }), (source, letters, texts) => {
        const parsed = parseRegex(source, letters);
        const programs = "error" in parsed ? undefined : programsOf(parsed.tree);
        if (!programs) return;
        if (programs.back) ran++;
        const ours = compilePattern(source, letters, undefined, programs);
        const theirs = compilePattern(source, letters);
        if (!("pattern" in ours) || !("pattern" in theirs)) throw new Error(`not compiled: ${source}`);
        for (const each of texts) {
          const context = `/${source}/${letters} on ${JSON.stringify(each)}`;
          expect(ours.pattern.test(each), context).toBe(theirs.pattern.test(each));
          expect(ours.pattern.find(each), context).toEqual(theirs.pattern.find(each));
          expect(ours.pattern.count(each), context).toBe(theirs.pattern.count(each));
        }
      }),
      { numRuns: runs },
    );
    expect(ran).toBeGreaterThan(runs / 10);
  });

  test("fold the same letters beyond ASCII, where ours are certain", () => {
    const others = [
      0xb5, 0xff, 0x178, 0x17f, 0x39c, 0x3bc, 0x1c80, 0x1c81, 0x1c82, 0x1c83, 0x1c84, 0x1c85, 0x1c86, 0x1c87, 0x1c88, 0x1e9b, 0x1e9e,
      0x212a, 0x212b,
    ];
    const wrong: string[] = [];
    for (let point = 0x80; point <= 0x1fff; point++) {
      const orbit = certainOrbit(point);
      if (!orbit) continue;
      const theirs = RE2JS.compile(`^\\x{${point.toString(16)}}$`, RE2JS.CASE_INSENSITIVE);
      const letter = String.fromCharCode(point);
      for (const other of [...others, point, letter.toLowerCase().charCodeAt(0), letter.toUpperCase().charCodeAt(0)])
        if (
          theirs.test(String.fromCharCode(other)) !== hasPoint(orbit, other) ||
          (hasPoint(orbit, other) && fold(String.fromCharCode(other)) !== fold(letter))
        )
          wrong.push(`${point.toString(16)} ${other.toString(16)}`);
    }
    expect(wrong).toEqual([]);
  });

  test("a text in which a pattern is found has its required literals", () => {
    let needed = 0;
    fc.assert(
      fc.property(pattern, flags, fc.array(text, { minLength: 5, maxLength: 5 }), (source, letters, texts) => {
        const parsed = parseRegex(source, letters);
        const compiled = compilePattern(source, letters);
        if (!("tree" in parsed) || !("pattern" in compiled)) return;
        const needs = requiredLiterals(parsed.tree);
        if (needs.length > 0) needed++;
        for (const each of texts) {
          if (!compiled.pattern.test(each)) continue;
          const wide = (one: string) => fold(one).replaceAll("ſ", "s").replaceAll("\u212a", "k");
          const folded = wide(each);
          for (const need of needs)
            expect(
              need.some((literal) => folded.includes(wide(literal))),
              `/${source}/${letters} on ${JSON.stringify(each)}`,
            ).toBe(true);
        }
      }),
      { numRuns: runs },
    );
    expect(needed).toBeGreaterThan(runs / 100);
  });
});

describe("what is proved linear", () => {
  const proved = (source: string, flags = "") => {
    const parsed = parseRegex(source, flags);
    return "tree" in parsed && proveLinear(parsed.tree) !== undefined;
  };
  test.each([
    "ignore\\s+(all\\s+)?(previous|prior)\\s+instructions",
    "^\\s*#",
    "\\bAKIA[0-9A-Z]{16}\\b",
    "\\b[0-9]+@",
    "(?m)^[ \\t]+x",
    "a[^a]*a",
    "x\\d{6,}",
    "<[a-z]+>",
    "(foo|bar|baz) (one|two) (x|y)",
    "\\b\\d+\\b",
    "[^a]{6,}",
    "foo.*",
    "\\w+",
    "a(b|c\\s*)",
  ])("/%s/ is", (source) => expect(proved(source, "i")).toBe(true));
  test.each([
    "\\s+$",
    "(a+)+$",
    "^(a|a)*$",
    "(x+x+)+y",
    ".*.*=.*",
    "\\w+@",
    "key=[^&]*&",
    "a.*b",
    "\\d+\\d+",
    "x\\s*\\s*y",
    "(a|b|ab)*c",
    "([ab]{0,30}){0,30}c",
    "a?".repeat(30),
    "\\pL+",
    "(?:a*)*b",
    "[a-z]+\\s*x",
  ])("/%s/ is not", (source) => expect(proved(source)).toBe(false));

  const time = (run: () => unknown): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 3; round++) {
      const start = performance.now();
      run();
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };
  test("runs in time linear in texts made of what the pattern is made of", () => {
    fc.assert(
      fc.property(
        pattern,
        flags,
        fc.array(fc.constantFrom("a", "b", "k", "S", " ", "1", "_", "\n", "ab", "a ", "a1 ", "😀"), { minLength: 1, maxLength: 3 }),
        (source, letters, units) => {
          const parsed = parseRegex(source, letters);
          const native = "tree" in parsed ? proveLinear(parsed.tree) : undefined;
          if (!native) return;
          const unit = units.join("");
          const expression = new RegExp(native.source, `${native.flags}g`);
          const run = (length: number) => () => {
            expression.lastIndex = 0;
            expression.test(`${unit.repeat(Math.ceil(length / unit.length))}!`);
          };
          const [short, long] = [time(run(4_000)), time(run(32_000))];
          if (long > Math.max(short * 26, 20)) throw new Error(`/${native.source}/ on ${JSON.stringify(unit)}: ${short} ms, ${long} ms`);
        },
      ),
      { numRuns: Math.min(runs, 3_000) },
    );
  });
});
