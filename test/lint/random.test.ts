/** Lints never throw, whatever the text; and on random rules a fix compiles, a safe one keeps the meaning. AIDR_RUNS is the number of texts. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lint, parse } from "../../src/aidr.ts";
import { edited } from "../../src/diagnostics/apply-fixes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import { lintRules } from "../../src/lint/rules/index.ts";
import { holdsFor, runs } from "../property/compare.ts";
import { projectOf, standardModel } from "../property/model.ts";
import { randomRule } from "../property/random-rule.ts";
import { randomStateRules } from "../property/random-stream.ts";
import { lintText } from "./lint-text.ts";
import { readPage } from "./page.ts";

const types = ["input", "output", "tool_call", "tool_result", "retrieval", "session_end", "auth"] as const;
const rules = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...types).chain((type) => randomRule(standardModel, type)) },
  { weight: 1, arbitrary: randomStateRules },
);

type Seen = { readonly plan: ProjectPlan; readonly diagnostics: readonly Diagnostic[] };

/** The text against the model of the random rules; all of it is asked for. */
function look(text: string): Seen {
  const { input, diagnostics: before } = projectOf(text);
  const { value: plan, diagnostics } = lint(input, { files: new Set(["rules.aidr"]), settings: new Map(), isWhole: true, before });
  return { plan, diagnostics: [...before, ...diagnostics] };
}

function meanings({ plan }: Seen): Record<string, string> {
  return Object.fromEntries(plan.rules.map((rule) => [rule.id, rule.meaning]));
}

const errorsOf = ({ diagnostics }: Seen): string[] => diagnostics.filter((one) => one.severity === "error").map((one) => one.message);

describe("on random rules", { timeout: 3_600_000 }, () => {
  test("every fix compiles, and a safe one keeps the meaning", () => {
    const found = new Map<string, number>();
    const property = fc.property(rules, (text) => {
      const before = look(text);
      if (errorsOf(before).length > 0) return;
      for (const finding of before.diagnostics) {
        found.set(finding.name, (found.get(finding.name) ?? 0) + 1);
        // Of one lint so many fixes say all that they will say, and each costs a look at the whole text.
        if ((found.get(finding.name) ?? 0) > runs(20)) continue;
        for (const fix of finding.fixes) {
          const after = look(edited(text, fix.edits));
          const what = `${finding.name}: ${fix.title}\n${edited(text, fix.edits)}`;
          expect(errorsOf(after), what).toEqual([]);
          if (fix.safe) expect(meanings(after), what).toEqual(meanings(before));
        }
      }
    });
    holdsFor(property, runs(120), (text) => text);
    console.info(`lints found on random rules: ${[...found].map(([name, count]) => `${name} ${count}`).join(", ")}`);
    expect(found.size).toBeGreaterThan(10);
  });
});

describe("on any text", { timeout: 3_600_000 }, () => {
  const blocks = lintRules.flatMap(({ name }) => {
    const page = readPage(name);
    return [...page.avoid, ...page.prefer].map((block) => block.text);
  });
  const scraps = [
    "(",
    ")",
    "[",
    "]",
    '"',
    "/",
    "\\",
    "NOT ",
    " AND ",
    " OR ",
    "==",
    " IN ",
    "[]",
    '""',
    "/x/",
    "0",
    "-1",
    "1e999",
    "\n",
    "#",
    "\u202e",
    "é",
    "x.y",
    "RULE: ",
    "LIST a = [",
    "ANY v IN v: ",
    "WITHIN 1s",
  ];
  const changes = fc.array(
    fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), text: fc.constantFrom("", ...scraps) }),
    { minLength: 1, maxLength: 4 },
  );
  test("nothing is thrown, and findings lie inside of the text", () => {
    const property = fc.property(fc.constantFrom(...blocks), changes, (text, edits) => {
      const broken = edits.reduce((now, { at, cut, text: scrap }) => {
        const place = Math.floor(at * now.length);
        return now.slice(0, place) + scrap + now.slice(place + cut);
      }, text);
      const { diagnostics } = lintText(broken);
      for (const { span } of diagnostics) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(broken.length);
      }
      for (const fix of diagnostics.flatMap((one) => one.fixes)) parse({ name: "x.aidr", text: edited(broken, fix.edits) });
    });
    fc.assert(property, { numRuns: runs(400) });
  });
});
