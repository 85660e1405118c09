/** What we print, Lucene builds: every pattern of the library in each form that the Elastic targets print, and random ones; our estimate of their size may refuse too many, never too few. */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { walkCondition } from "../../src/ir/walk.ts";
import { parseRegex } from "../../src/regex/parse.ts";
import { printLucene, printLuceneParts } from "../../src/regex/print-lucene.ts";
import { packRules } from "../export/pack.ts";
import { runs } from "../property/compare.ts";
import { flags, pattern } from "../regex/pools.ts";
import { startEngine } from "./engine.ts";

const statesMax = 10_000;
const engine = startEngine();
afterAll(() => engine.stop());

async function failures(patterns: readonly string[]): Promise<readonly string[]> {
  const answers = await engine.build(patterns, statesMax);
  return answers.flatMap((answer, at) => ("error" in answer ? [`${patterns[at]}: ${answer.error}`] : []));
}

describe("Lucene builds", { timeout: 3_600_000 }, () => {
  it("the patterns of the library: every twentieth of them, all in a long run", async () => {
    const sources = new Map<string, { readonly source: string; readonly flags: string }>();
    for (const { rule } of packRules())
      walkCondition(rule.condition, {
        term(node) {
          if (node.kind === "literal" && typeof node.value === "object" && "source" in node.value)
            sources.set(`${node.value.flags}/${node.value.source}`, node.value);
        },
      });
    const printed = new Set<string>();
    for (const value of sources.values()) {
      const parsed = parseRegex(value.source, value.flags);
      if ("error" in parsed) continue;
      for (const form of ["plain", "lowered", "caseless"] as const) {
        const parts = printLuceneParts(parsed.tree, form);
        if (parts?.ok) for (const each of parts.patterns) printed.add(each);
      }
    }
    console.info(`lucene: ${printed.size} patterns of the library`);
    expect(printed.size).toBeGreaterThan(100);
    const isLong = process.env["AIDR_RUNS"] !== undefined;
    expect(await failures([...printed].filter((_, at) => isLong || at % 20 === 0))).toEqual([]);
  });

  it("random patterns, and refuses those that are too large", async () => {
    const counted = fc
      .tuple(
        fc.constantFrom("a", "[ab]", "key", "(x|yz)", "[^.]"),
        fc.constantFrom(".", "[a-z]", "[^a]"),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom("b", "end", ""),
      )
      .map(([first, gap, count, last]) => `${first}${gap}{0,${count}}${last}`);
    const printed: string[] = [];
    let refused = 0;
    for (const [source, letters] of fc.sample(fc.tuple(fc.oneof(pattern, counted), flags), { numRuns: runs(1_500), seed: 9 })) {
      const parsed = parseRegex(source, letters);
      if ("error" in parsed) continue;
      const found = printLucene(parsed.tree);
      if (found.ok) printed.push(found.pattern);
      else if (found.code === "regex-too-complex") refused++;
    }
    console.info(`lucene: ${printed.length} random patterns, ${refused} refused`);
    expect(await failures(printed)).toEqual([]);
    const tooLarge = await engine.build([".*(a.{12}b).*", ".*a.{20}.*"], statesMax);
    expect(tooLarge.every((answer) => "error" in answer && answer.error.startsWith("TooComplex"))).toBe(true);
  });
});
