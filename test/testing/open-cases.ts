/** A project of one rule file and one test file, checked and with the events of its cases made. */
import { expect } from "vitest";
import { analyze } from "../../src/aidr.ts";
import type { ProjectPlan } from "../../src/ir/plan.ts";
import { loadProject } from "../../src/project/load.ts";
import type { Span } from "../../src/source/span.ts";
import { type PreparedCases, prepareCases } from "../../src/testing/prepare-cases.ts";
import { readTestFile } from "../../src/testing/test-file.ts";
import { place } from "../project/place.ts";

export type Opened = { readonly prepared: PreparedCases; readonly plan: ProjectPlan; readonly textOf: (span: Span) => string };

export function openCases(rules: string, yaml: string, more: Readonly<Record<string, string>> = {}): Opened {
  const folder = place({ "aidr.yaml": "", "rules/a.aidr": rules, ...more });
  const project = loadProject({ cwd: folder, environment: {}, paths: [] });
  const plan = analyze(project.value.input);
  expect([...project.diagnostics, ...plan.diagnostics].filter((one) => one.severity === "error")).toEqual([]);
  const file = readTestFile({ name: "a.test.yaml", text: yaml });
  expect(file.diagnostics).toEqual([]);
  if (!file.value) throw new Error("the test file has no cases");
  const prepared = prepareCases(file.value, plan.value, project.value.input.model);
  expect(prepared.diagnostics).toEqual([]);
  if (!prepared.value) throw new Error("there is no rule to test");
  const textOf = (span: Span): string => project.value.sources.get(span.file)?.text.slice(span.start, span.end) ?? "";
  return { prepared: prepared.value, plan: plan.value, textOf };
}
