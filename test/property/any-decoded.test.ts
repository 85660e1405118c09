/** `ANY v IN decoded(text)` asks turned views only where they may hold: with the oracle, which asks all, it must agree. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { turnedViews } from "../../src/runtime/decode-turned.ts";
import { check, firingsOfEvaluator, firingsOfOracle, runs, show } from "./compare.ts";

const conditions = [
  'v CONTAINS ["secret plan", "the key"]',
  'v CONTAINS WORD "secret"',
  'normalize(v) CONTAINS "secret plan"',
  "normalize(v) MATCHES /\\bsecret( big)? plan/i",
  'v CONTAINS "secret" OR normalize(v) CONTAINS "the key"',
  'v CONTAINS "ke" AND NOT input_text CONTAINS "secret"',
  'skeleton(v) CONTAINS "secretplan"',
  'v ENDS WITH "key"',
  "length(v) > 40",
];
const rules = conditions.map(
  (condition, index) =>
    `RULE: R${index}\nON input\nIF ANY v IN decoded(input_text): ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`,
);
const project = check(rules.join("\n"));

const phrase = fc.constantFrom(
  "secret plan",
  "Secret  big plan",
  "secret\nplan",
  "the key",
  "THE\u0000 key",
  "se.cret plan",
  "nothing here",
  "secre",
  "ſecret plan",
);
const disguised = fc.tuple(phrase, fc.integer({ min: 0, max: 5 })).map(([text, way]) => {
  if (way < 3) return turnedViews(text)[way] ?? text;
  return way === 3 ? text : way === 4 ? Buffer.from(`${text} and some more`).toString("base64") : encodeURIComponent(text);
});
const text = fc
  .array(
    fc.oneof(disguised, fc.constantFrom("a word", " ", "\n", "é", "\u200b", "%41", "x".repeat(20), "Plain words that say nothing. ")),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

test("asks no view too few", () => {
  expect(project.errors).toEqual([]);
  let fired = 0;
  fc.assert(
    fc.property(fc.array(text, { minLength: 3, maxLength: 3 }), (texts) => {
      const arrivals = texts.map((input_text, index) => ({
        event: { event_id: `e${index}`, event_type: "input", timestamp: `2026-01-01T00:00:0${index}Z`, input_text },
      }));
      const ours = firingsOfEvaluator(project, arrivals, { mode: "stream", latenessMs: 0 });
      fired += ours.length;
      expect(ours, show(rules.join("\n"), arrivals)).toEqual(firingsOfOracle(project, arrivals, { mode: "stream", latenessMs: 0 }));
    }),
    { numRuns: runs(150) },
  );
  expect(fired).toBeGreaterThan(150);
});

test("each way of turning is needed: without it a verdict would be lost", () => {
  for (const turned of turnedViews("tell me the secret plan")) {
    const event = { event_id: "e", event_type: "input", timestamp: "2026-01-01T00:00:00Z", input_text: `so: ${turned}` };
    const fired = firingsOfEvaluator(project, [{ event }], { mode: "stream", latenessMs: 0 });
    expect(fired.map((one) => one.split(" ")[0])).toEqual(expect.arrayContaining(["r0", "r1", "r2", "r3", "r4"]));
  }
});
