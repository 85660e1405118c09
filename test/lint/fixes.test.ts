/** Fixes do what they promise: the text still compiles, and a safe one leaves every rule its meaning. On every page, and on all rules and lists that aidr ships. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lint, type LintRequest, parse } from "../../src/aidr.ts";
import type { CheckInput } from "../../src/check/input.ts";
import { applyFixes, edited } from "../../src/diagnostics/apply-fixes.ts";
import type { Diagnostic, Fix } from "../../src/diagnostics/diagnostic.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import { lintRules } from "../../src/lint/rules/index.ts";
import { loadProject } from "../../src/project/load.ts";
import { root } from "../house/files.ts";
import { lintText } from "./lint-text.ts";
import { readPage } from "./page.ts";

type Look = (text: string) => { readonly plan: ProjectPlan; readonly diagnostics: readonly Diagnostic[] };

/** Applies one fix of one finding and compares. */
function checkFix(fix: Fix, finding: Diagnostic, text: string, before: ProjectPlan, look: Look): void {
  const after = look(edited(text, fix.edits));
  const what = `${finding.name}: ${fix.title}\n${edited(text, fix.edits)}`;
  expect(
    after.diagnostics.filter((one) => one.severity === "error").map((one) => one.message),
    what,
  ).toEqual([]);
  if (fix.safe) expect(meanings(after.plan), what).toEqual(meanings(before));
  const same = (one: Diagnostic): boolean => one.name === finding.name && one.message === finding.message;
  expect(after.diagnostics.filter(same).length, what).toBeLessThan(look(text).diagnostics.filter(same).length);
}

function meanings(plan: ProjectPlan): Record<string, string> {
  return Object.fromEntries(plan.rules.map((rule) => [rule.id, rule.meaning]));
}

describe("fixes of the pages", () => {
  const mended = new Set<string>();
  for (const rule of lintRules) {
    const { avoid } = readPage(rule.name);
    test(rule.name, () => {
      for (const block of avoid) {
        const look: Look = (text) => lintText(text, { name: block.name, ...(block.tests ? { tests: block.tests } : {}) });
        const { diagnostics, plan } = look(block.text);
        for (const finding of diagnostics) {
          for (const fix of finding.fixes) {
            expect(fix.edits.every(({ span }) => span.file === block.name)).toBe(true);
            checkFix(fix, finding, block.text, plan, look);
            mended.add(finding.name);
          }
        }
      }
    });
  }
  test("are there", () => {
    expect(mended.size).toBeGreaterThan(5);
  });
});

describe("fixes of what aidr ships", () => {
  const paths = ["rules", "examples", "stdlib"].map((folder) => join(root, folder));
  const project = loadProject({ cwd: root, environment: {}, paths }).value;
  const request: LintRequest = { files: new Set(project.files), settings: new Map(), isWhole: true, before: [] };
  const withText = (name: string, text: string): CheckInput => {
    const modules = project.modules.map((module) => (module.file.name === name ? parse({ name, text }).value : module));
    return { ...project.input, modules };
  };
  const { value: plan, diagnostics } = lint(project.input, request);

  test("one by one", { timeout: 600_000 }, () => {
    const errors = diagnostics.filter((one) => one.severity === "error");
    expect(errors.map((one) => one.message)).toEqual([]);
    for (const finding of diagnostics) {
      for (const fix of finding.fixes) {
        const name = finding.span.file;
        const look: Look = (text) => {
          const { value, diagnostics: said } = lint(withText(name, text), request);
          return { plan: value, diagnostics: said };
        };
        checkFix(fix, finding, project.sources.get(name)?.text ?? "", plan, look);
      }
    }
  });
  test("all safe ones together", () => {
    const texts = applyFixes(diagnostics, project.sources, "safe");
    const modules = project.modules.map((module) => {
      const text = texts.get(module.file.name);
      return text === undefined ? module : parse({ name: module.file.name, text }).value;
    });
    expect(meanings(lint({ ...project.input, modules }, request).value)).toEqual(meanings(plan));
  });
});
