/** What a rule's patterns can cost, as `aidr explain` prints it. */
import { expect, test } from "vitest";
import { patternBounds, showPatternBound } from "../../src/ir/pattern-bounds.ts";
import { compileBlock } from "../literate/compile.ts";

test("each pattern once, the dearest first, with how it runs", () => {
  const { plan } = compileBlock(
    'RULE: Patterns\nMETA(id="patterns")\nON input\nIF input_text MATCHES [/ab+c/i, /.*x.*/, /ab+c/i] OR input_text CONTAINS "y"\nTHEN alert(severity=INFO, category="policy_violation")\n',
  );
  const rule = plan.rules.find(({ id }) => id === "patterns");
  if (!rule) throw new Error("the rule did not compile");
  const bounds = patternBounds(rule);
  expect(bounds.map(showPatternBound)).toEqual([
    `/.*x.*/: ${bounds[0]?.instructions} instructions, at worst ${Math.ceil(bounds[0]?.worstMs ?? 0)} ms on 64 KiB of text`,
    `/ab+c/i: ${bounds[1]?.instructions} instructions, run natively, proved linear`,
  ]);
  expect(bounds[0]?.worstMs).toBeCloseTo(((bounds[0]?.instructions ?? 0) * 65_536) / 10_000, 5);
});
