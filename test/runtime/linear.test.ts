/** Time grows with the text, not with its square: each word on texts made to be slow. */
import { expect, test } from "vitest";
import { compileTest } from "../../src/runtime/matcher.ts";
import { compilePattern } from "../../src/runtime/pattern.ts";
import { indexOf } from "../../src/runtime/search.ts";
import type { Value } from "../../src/runtime/value.ts";
import {
  countMatchesOf,
  decoded,
  domainOf,
  emails,
  entities,
  entropy,
  inDomains,
  like,
  links,
  normalize,
  similarity,
  simhash,
  skeleton,
  trim,
} from "../../src/runtime/words.ts";

const size = 5_000;
const times = 8;
/** Eight times the text takes a linear task 8 times as long, a quadratic one 64 times. The limit leaves room for a busy machine. */
const growthMax = 26;

/** Milliseconds of CPU: what else the machine does is not counted. */
function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 2; round++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

/** `run` on texts of one size and of `times` that: at most `growthMax` slower, or too short to tell. */
function expectLinear(run: (text: string, round: number) => void, make: (length: number) => string): void {
  let round = 0;
  const [short, long] = [make(size), make(size * times)];
  run(short, round++);
  // A different text in each round, for views remember the last ones.
  const before = fastest(() => run(`${short}${round++}`, round));
  const runLong = () => run(`${long}${round++}`, round);
  const enough = Math.max(before * growthMax, 100);
  let after = fastest(runLong);
  // The process clears away what the tests before have left while a text is read; one round without that tells.
  for (let left = 4; left > 0 && after >= enough; left--) after = Math.min(after, fastest(runLong));
  expect(after, `${before.toFixed(2)} ms, then ${after.toFixed(2)} ms`).toBeLessThan(enough);
}

const texts: readonly (readonly [string, (length: number) => string])[] = [
  ["one letter", (length) => "a".repeat(length)],
  ["blanks", (length) => " ".repeat(length)],
  ["at signs", (length) => "a@".repeat(length / 2)],
  ["dots", (length) => "a.".repeat(length / 2)],
  ["digits", (length) => "1".repeat(length)],
  ["digits and blanks", (length) => "12 ".repeat(length / 3)],
  ["colons", (length) => "a:".repeat(length / 2)],
  ["links", (length) => "a://".repeat(length / 4)],
  ["percent", (length) => "%2".repeat(length / 2)],
  ["entities", (length) => "&amp".repeat(length / 4)],
  ["base64", (length) => "QUJD".repeat(length / 4)],
  ["broken base64", (length) => "QUJD-".repeat(length / 5)],
  ["hex", (length) => "4a ".repeat(length / 3)],
  ["hyphens", (length) => "a-".repeat(length / 2)],
  ["plus", (length) => "+1 ".repeat(length / 3)],
  ["brackets", (length) => "<".repeat(length)],
  ["marks", (length) => `a${"\u0301".repeat(length)}`],
  ["mixed marks", (length) => `a${"\u0301\u0327".repeat(length / 2)}`],
  ["spacing marks", (length) => `a${"\u{1d16d}\u{1d165}".repeat(length / 4)}`],
  ["voiced marks", (length) => "ｶﾞﾟ".repeat(length / 3)],
  ["invisible", (length) => "\u200b".repeat(length)],
  ["ligatures", (length) => "ﷺ".repeat(length)],
  ["Cyrillic", (length) => "а ".repeat(length / 2)],
  ["letters and digits", (length) => "a1".repeat(length / 2)],
];
const words: readonly (readonly [string, (text: string) => Value])[] = [
  ["normalize", normalize],
  ["skeleton", skeleton],
  ["decoded", decoded],
  ["entities", entities],
  ["emails", emails],
  ["links", links],
  ["simhash", simhash],
  ["entropy", entropy],
  ["domain_of", domainOf],
  ["trim", trim],
  ["similarity", (text) => similarity(text, `${text}b`)],
];

for (const [word, run] of words) {
  test.each(texts)(`${word} on %s`, (_, make) => {
    expectLinear((text) => run(text), make);
  });
}

test.each([
  ["*a*a*a*a*b", "a"],
  ["*?a?a?a?b", "a"],
  ["a*b", "a"],
  ["*aaaaaaaaaaaaaaaaaaaab", "a"],
  ["*ab*ab*ab*c", "ab"],
])("LIKE %s", (pattern, unit) => {
  expectLinear(
    (text) => void like(text, pattern, true),
    (length) => unit.repeat(length / unit.length),
  );
});

test("a substring search stays linear when the needle is half of the text", () => {
  expectLinear(
    (text) => void indexOf(text, `${"a".repeat(text.length / 2)}b`, 0),
    (length) => "a".repeat(length),
  );
  expectLinear(
    (text) => void indexOf(text, `b${"a".repeat(text.length / 2)}`, 0),
    (length) => "a".repeat(length),
  );
});

test("domains", () => {
  expectLinear(
    (text) => void inDomains(text, ["example.com"]),
    (length) => "a.".repeat(Math.min(length, 60_000) / 2),
  );
  const matcher = compileTest("in-domains", [["example.com"]], "one", false);
  expectLinear(
    (text) => void matcher(text),
    (length) => `${"@".repeat(length)}x`,
  );
});

test.each(["(a+)+$", "^(a|a)*$", "(x+x+)+y", "^(\\w+\\s?)*$", "\\s+$", ".*.*=.*", "(a|aa)+b", "([a-z]+)*\\d", "(.*)(.*)(.*)x"])(
  "the pattern /%s/",
  (source) => {
    const compiled = compilePattern(source, "");
    if (!("pattern" in compiled)) throw new Error(compiled.error.message);
    for (const unit of ["a", "x", " ", "=", "a "])
      expectLinear(
        (text) => void compiled.pattern.test(`${text}!`),
        (length) => unit.repeat(length / unit.length),
      );
  },
);

test("counting stops at its limit instead of going on, and goes on where each match is found in its own time", () => {
  const text = "a".repeat(20_000);
  expect(countMatchesOf(text, "a.*z|a")).toBeUndefined();
  expect(countMatchesOf(text, { source: "a", flags: "", native: { source: "a", flags: "" } })).toBe(20_000);
  expect(countMatchesOf("a".repeat(2_000), "a.*z|a")).toBe(2_000);
});
