/** Generated pages are what they describe; `npm run pages` rewrites them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { functionBuiltins, testBuiltins } from "../../src/builtins/index.ts";
import { lintRules } from "../../src/lint/rules/index.ts";
import { readEventModel } from "../../src/schema/event-model.ts";
import { lintBlock, readPage } from "../lint/page.ts";
import { allReporters } from "./diagnostics.ts";
import { filesUnder, root } from "./files.ts";
import { decisionsPage, diagnosticsPage, eventsPage, lintsPage, wordsPage } from "./reference.ts";

test("docs/reference/words.md is made from the words", () => {
  check("docs/reference/words.md", wordsPage([...Object.values(testBuiltins), ...Object.values(functionBuiltins)]));
});

test("docs/reference/events.md is made from the schemas", () => {
  const standard = filesUnder("stdlib/events", ".yaml").map((file) => ({ name: file, text: readFileSync(join(root, file), "utf8") }));
  const model = readEventModel({ standard, project: [], tools: [] });
  expect(model.diagnostics).toEqual([]);
  check("docs/reference/events.md", eventsPage(model.value));
});

test("docs/diagnostics/README.md is made from the codes", async () => {
  check("docs/diagnostics/README.md", diagnosticsPage(await allReporters()));
});

test("docs/lint/README.md is made from the lints, and their fixes from their pages", () => {
  const fixes = new Map<string, string>();
  for (const rule of lintRules) {
    const found = readPage(rule.name).avoid.flatMap((block) => lintBlock(block, rule.name).said.filter((one) => one.name === rule.name));
    const safe = found.flatMap((one) => one.fixes.map((fix) => fix.safe));
    if (safe.length > 0) fixes.set(rule.name, safe.every(Boolean) ? "safe" : "unsafe");
  }
  check("docs/lint/README.md", lintsPage(lintRules, fixes));
});

test("docs/decisions/README.md lists them all", () => {
  const files = filesUnder("docs/decisions", ".md").filter((file) => /\/\d{4}-[a-z0-9-]+\.md$/.test(file));
  const titles = files.map(
    (file) => [file.slice("docs/decisions/".length), readFileSync(join(root, file), "utf8").split("\n")[0] ?? ""] as const,
  );
  expect(titles.filter(([file, title]) => !new RegExp(`^# ${file.slice(0, 4)}\\.? `).test(title))).toEqual([]);
  check("docs/decisions/README.md", decisionsPage(titles));
});

function check(file: string, made: string): void {
  const path = join(root, file);
  if (process.env["UPDATE"]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, made);
  }
  expect(existsSync(path) ? readFileSync(path, "utf8") : "").toBe(made);
}
