/**
 * Attacks in disguise: phrases that the pack finds as they stand must be found in every disguise, and ordinary texts must stay quiet though rules look
 * through disguises. Tiers and bounds are those of docs/decisions/0141.
 */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze, parse } from "../../src/aidr.ts";
import { detect, type Detector } from "../../src/detect/detect.ts";
import { loadProject } from "../../src/project/load.ts";
import { benignTexts } from "./evasion/benign.ts";
import { disguises } from "./evasion/disguises.ts";
import { attackPhrases, type Phrase } from "./evasion/phrases.ts";
import { seeded } from "./evasion/random.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const runs = Number(process.env.AIDR_RUNS ?? 1);
const timeoutMs = 120_000 * runs;

/** A detector of the rules that read messages of users; `rewrite` changes what the files say before they are read. */
function textRules(rewrite: (text: string) => string): Detector {
  const { input, sources } = loadProject({ cwd: root, environment: {}, paths: ["rules/injection", "rules/jailbreak"] }).value;
  const modules = [...sources.values()].map(({ name, text }) => parse({ name, text: rewrite(text) }).value);
  const plan = analyze({ ...input, modules });
  expect(plan.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  return detect(plan.value, {});
}

let judged = 0;
function findings(detector: Detector, text: string): readonly string[] {
  judged++;
  const event = { event_id: `e${judged}`, event_type: "input", timestamp: judged, session: { id: `s${judged}` } };
  return detector.judge({ ...event, input_source: "user", input_text: text }).map((alert) => alert.rule_id);
}

/** Share of variants that are found, and which are not, by disguise. */
function recall(detector: Detector, tier: number, phrases: readonly Phrase[]): { share: number; missed: Readonly<Record<string, number>> } {
  const random = seeded(tier);
  const missed: Record<string, number> = {};
  let variants = 0;
  for (const disguise of disguises.filter((one) => one.tier === tier)) {
    for (const { text } of phrases) {
      variants++;
      if (findings(detector, disguise.apply(text, random)).length === 0) missed[disguise.name] = (missed[disguise.name] ?? 0) + 1;
    }
  }
  const lost = Object.values(missed).reduce((sum, count) => sum + count, 0);
  return { share: (variants - lost) / variants, missed };
}

const asWritten = (text: string): string => text;
/** Rules that look at texts as they came: what they would be without the views. */
const withoutViews = (text: string): string =>
  text.replace(/\b(normalize|skeleton)\(/g, "trim(").replace(/\bdecoded\(([a-z_.]+)\)/g, '["", trim($1)]');

const detector = textRules(asWritten);
const phrases = attackPhrases(seeded(7), 24 * runs);

test(
  "every phrase is found as it stands",
  () => {
    const many = attackPhrases(seeded(8), 300 * runs);
    expect(many.length).toBe(300 * runs);
    expect(many.filter(({ text }) => findings(detector, text).length === 0)).toEqual([]);
  },
  timeoutMs,
);

describe("recall in disguise", () => {
  test.each([
    [1, 0.995],
    [2, 0.95],
    [3, 0.9],
  ])(
    "tier %i: at least %d",
    (tier, bound) => {
      const { share, missed } = recall(detector, tier, phrases);
      expect(share, JSON.stringify(missed)).toBeGreaterThanOrEqual(bound);
    },
    timeoutMs,
  );

  test(
    "is what the views bring: without them hardly a disguise is seen through",
    () => {
      const { share } = recall(textRules(withoutViews), 2, phrases.slice(0, 6));
      expect(share).toBeLessThan(0.2);
    },
    timeoutMs,
  );
});

test(
  "the views bring at most one false alarm in a thousand ordinary texts",
  () => {
    const texts = benignTexts(seeded(11), 1500 * runs);
    const loud = (rules: Detector): number => texts.filter((text) => findings(rules, text).length > 0).length / texts.length;
    const [looking, blind] = [loud(detector), loud(textRules(withoutViews))];
    expect(looking - blind).toBeLessThanOrEqual(0.001);
    expect(looking).toBeLessThanOrEqual(0.002);
  },
  timeoutMs,
);
