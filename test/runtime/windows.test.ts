/** A pattern that is read only near its literals finds what it finds in the whole text. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { preparePattern, type PreparedPattern } from "../../src/ir/pattern.ts";
import { requiredNeeds } from "../../src/regex/literals.ts";
import { parseRegex } from "../../src/regex/parse.ts";
import { startKeys, windowsOf } from "../../src/runtime/automaton/windows.ts";
import { LiteralScan } from "../../src/runtime/literal-scan.ts";
import { compileTest } from "../../src/runtime/matcher.ts";
import { compilePattern } from "../../src/runtime/pattern.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 600);

const piece = fc.constantFrom(
  "send",
  "new ",
  "(send|post|forward)",
  "(ignore|forget)( all)?",
  "(the |my )?",
  "(my |your )*",
  "\\b",
  "^",
  "$",
  "[ab]{0,3}",
  "[^.\\n]{0,6}",
  "[^.]*",
  " ?",
  "x+",
  ".",
  "(a|)",
  "\\n",
  "\\w",
  "(new |news )+",
  "(se(nd|e)|xx)",
);
const source = fc.tuple(
  fc.array(piece, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("")),
  fc.option(
    fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("")),
    { nil: undefined },
  ),
);
const pattern = source.map(([one, other]) => (other === undefined ? one : `${one}|${other}`));
const word = fc.constantFrom(
  "send",
  "SEND",
  "see",
  "new ",
  "news ",
  "post",
  "forward",
  "ignore",
  "forget",
  " all",
  "the ",
  "my ",
  "a",
  "b",
  "x",
  "xx",
  ".",
  "\n",
  " ",
  "_",
  "1",
);
const filler = fc.constantFrom(
  "",
  " ",
  "and some words that say nothing at all. ".repeat(4),
  "\n".repeat(80),
  "q".repeat(200),
  "aaab ".repeat(30),
);
const text = fc
  .array(fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: filler }), { maxLength: 14 })
  .map((parts) => parts.join("").padEnd(80, "-"));

/** How often the texts of a pattern were judged otherwise than by the linear engine, and how often in windows. */
function compare(prepared: PreparedPattern, texts: readonly string[]): { readonly wrong: number; readonly inWindows: number } {
  const scan = new LiteralScan();
  // Without a native form the automaton runs it.
  const value = { ...prepared, native: undefined, programs: prepared.programs };
  const ours = compileTest("matches", [value as never], "one", false, scan);
  const theirs = compilePattern(prepared.source, prepared.flags);
  if (!("pattern" in theirs)) throw new Error(`not compiled: ${prepared.source}`);
  const keys = prepared.starts && startKeys(prepared.starts, scan);
  let [wrong, inWindows] = [0, 0];
  for (const each of texts) {
    if (ours(each) !== theirs.pattern.test(each)) wrong++;
    if (keys && windowsOf(each, keys, scan.answerFor(each))) inWindows++;
  }
  return { wrong, inWindows };
}

describe("a pattern in windows", () => {
  test("is found where it is found in the whole text", () => {
    let inWindows = 0;
    fc.assert(
      fc.property(pattern, fc.constantFrom("", "i", "ms"), fc.array(text, { minLength: 4, maxLength: 4 }), (regex, flags, texts) => {
        const compared = compare(preparePattern({ source: regex, flags }), texts);
        inWindows += compared.inWindows;
        expect(compared.wrong, `/${regex}/${flags} on ${JSON.stringify(texts)}`).toBe(0);
      }),
      { numRuns: runs },
    );
    expect(inWindows).toBeGreaterThan(runs / 4);
  });

  test("is lost when the windows begin one character late: the property would notice", () => {
    const prepared = preparePattern({ source: "q[ab]{3}send", flags: "" });
    expect(prepared.starts).toEqual({ before: 4, strings: ["send"] });
    const texts = [`${"word. ".repeat(30)}qabasend${" word".repeat(30)}`];
    expect(compare(prepared, texts)).toEqual({ wrong: 0, inWindows: 1 });
    const late = { ...prepared, programs: prepared.programs, starts: { before: 3, strings: ["send"] } };
    expect(compare(late, texts)).toEqual({ wrong: 1, inWindows: 1 });
  });

  test("knows how far before its literals it may begin", () => {
    const starts = (regex: string) => {
      const parsed = parseRegex(regex, "i");
      if (!("tree" in parsed)) throw new Error(regex);
      return requiredNeeds(parsed.tree).map(({ strings, before }) => `${strings.join("|")} ${before}`);
    };
    expect(starts("\\b(send|post)\\b.{0,20}to (me|us)")).toEqual(["send|post 0", "to me|to us 24"]);
    expect(starts("(the )*send")).toEqual(["send Infinity"]);
    expect(starts("a{2,5}(send|[ab]+post)")).toEqual(["send|post Infinity"]);
    expect(starts("(xyz send|to .post)")).toEqual(["xyz send|post 4"]);
  });
});
