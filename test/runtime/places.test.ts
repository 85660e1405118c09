/** Texts that need too many states of the automaton are gone on with by bits: the same answers, in the time of a few look-ups a character. */
import fc from "fast-check";
import { RE2JS } from "re2js";
import { afterEach, expect, test, vi } from "vitest";
import { parseRegex } from "../../src/regex/parse.ts";
import { programsOf } from "../../src/regex/program.ts";
import { LazyDfa } from "../../src/runtime/automaton/lazy-dfa.ts";
import { Places } from "../../src/runtime/automaton/places.ts";
import { windowsOf } from "../../src/runtime/automaton/windows.ts";
import { LiteralScan } from "../../src/runtime/literal-scan.ts";
import { textBytes } from "../../src/runtime/memory/text-bytes.ts";
import { flags, pattern, text } from "../regex/pools.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 2_000);

afterEach(() => {
  vi.restoreAllMocks();
});

/** One that keeps few states, so that nearly every text needs too many. */
function forgetful(source: string, letters: string, states = 3): LazyDfa | undefined {
  const parsed = parseRegex(source, letters);
  const programs = "error" in parsed ? undefined : programsOf(parsed.tree);
  return programs && new LazyDfa(programs.forward, "each", false, states);
}

function reference(source: string, letters: string): RE2JS {
  const has = (letter: string, bit: number) => (letters.includes(letter) ? bit : 0);
  return RE2JS.compile(source, has("i", RE2JS.CASE_INSENSITIVE) | has("m", RE2JS.MULTILINE) | has("s", RE2JS.DOTALL));
}

test("bits find what the linear engine finds, in texts of any characters", () => {
  const steps = vi.spyOn(Places.prototype, "step");
  let [ran, found] = [0, 0];
  fc.assert(
    fc.property(pattern, flags, fc.array(text, { minLength: 4, maxLength: 4 }), fc.nat(3), (source, letters, texts, states) => {
      const ours = forgetful(source, letters, 3 + states);
      if (ours === undefined) return;
      const theirs = reference(source, letters);
      for (const each of [...texts, texts.join(" "), texts.join("").repeat(6), ...texts]) {
        const before = steps.mock.calls.length;
        const isFound = theirs.test(each);
        expect(ours.test(each), `/${source}/${letters} on ${JSON.stringify(each)}`).toBe(isFound);
        if (steps.mock.calls.length === before) continue;
        ran++;
        if (isFound) found++;
      }
      steps.mockClear();
    }),
    { numRuns: runs },
  );
  expect(ran).toBeGreaterThan(runs / 20);
  expect(found).toBeGreaterThan(runs / 200);
});

test.each([
  [String.raw`\bab{0,9}\b.{0,9}c\b`, "ab bab abb cab ", "abbb, c"],
  ["^a.{0,5}b.{0,5}c$", "a b ad\nab cb ", "\na12b34c"],
  ["x(a|b.{0,9}a){3,9}$", "xab aab xba ", "xaaa"],
])("assertions are answered: /%s/m", (source, part, end) => {
  const steps = vi.spyOn(Places.prototype, "step");
  const dfa = forgetful(source, "m");
  for (const each of [part.repeat(9), part.repeat(9) + end, `${part.repeat(9)}é${end}`, end])
    expect(dfa?.test(each), JSON.stringify(each)).toBe(reference(source, "m").test(each));
  expect(steps.mock.calls.length).toBeGreaterThan(100);
});

test("a text that is read near its literals is gone on with to its end", () => {
  const scan = new LiteralScan();
  const keys = [{ id: scan.needle("zz")?.id ?? 0, text: "zz" }];
  const within = (each: string) => {
    const dfa = forgetful("a.{0,30}b.{0,30}zz9", "");
    const bytes = textBytes(each)?.bytes ?? new Uint8Array(0);
    const windows = windowsOf(each, { before: 63, keys }, scan.answerFor(each));
    return windows && [dfa?.testWithin(bytes, each.length, windows), dfa?.testWithin(bytes, each.length, windows)];
  };
  const steps = vi.spyOn(Places.prototype, "step");
  const near = `${"-".repeat(500)}ab a aab b a ba zz`;
  expect(within(`${near}8${"-".repeat(400)}`)).toEqual([false, false]);
  expect(within(`${near}9${"-".repeat(400)}`)).toEqual([true, true]);
  expect(within(`${near}8${near}9`)).toEqual([true, true]);
  expect(steps.mock.calls.length).toBeGreaterThan(900);
});

test("bits that are wrong are noticed", () => {
  const noticed = (letters: string) => forgetful("a.{0,9}b.{0,9}cd", "")?.test(letters) !== reference("a.{0,9}b.{0,9}cd", "").test(letters);
  const each = "a ab aab b ab cd";
  expect(noticed(each)).toBe(false);
  const { step } = Places.prototype;
  let count = 0;
  vi.spyOn(Places.prototype, "step").mockImplementation(function (this: Places, symbol) {
    // Every second character passes unseen.
    if (count++ % 2 === 0) step.call(this, symbol);
  });
  expect([each, "a ab aab b abcd", "ab b b cd"].some(noticed)).toBe(true);
});

// Found by `bench/patterns.mjs`: nearly every character of prose needs a state of its own, 10 µs each; now 0.1.
test("gaps that overlap take no state a character", () => {
  const dfa = forgetful(String.raw`\w.{0,40}\w.{0,40}\d\d`, "i", 1_000);
  const words = "The report compares two ways of storing photographs for a museum, 7 of which nobody has heard of; ".split(" ");
  const prose = Array.from({ length: 4_000 }, (_, at) => words[(at * at + (at >> 3)) % words.length]).join(" ");
  expect(dfa?.test(prose)).toBe(false);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage();
    dfa?.test(prose);
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / prose.length);
  }
  expect(least).toBeLessThan(2);
});
