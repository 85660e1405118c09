/** What aidr ships has nothing for its own linter to say, down to the mildest advice. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { lint } from "../../src/aidr.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { findTests } from "../../src/project/find-tests.ts";
import { loadProject } from "../../src/project/load.ts";
import { caseFacts } from "../../src/testing/case-facts.ts";
import { root } from "../house/files.ts";

test.each([
  ["the library", ["rules", "stdlib"]],
  ["the starter", ["examples/starter"]],
])("%s", (_name, folders) => {
  const paths = folders.map((folder) => join(root, folder));
  const { value: project, diagnostics } = loadProject({ cwd: root, environment: {}, paths });
  const tests = caseFacts(findTests({ cwd: root, environment: {}, paths }).value.tests);
  const linted = lint(project.input, { files: new Set(project.files), settings: new Map(), isWhole: false, tests, before: diagnostics });
  expect([...diagnostics, ...linted.diagnostics].map(shown)).toEqual([]);
  expect(linted.value.rules.length).toBeGreaterThan(1);
  expect(tests.size).toBeGreaterThan(1);
});

function shown({ name, span, message }: Diagnostic): string {
  return `${span.file}:${span.start} ${name}: ${message}`;
}
