/** Every lint has a page, and what the page says is so: its Avoid blocks are reported, its Prefer blocks are not. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lintRules } from "../../src/lint/rules/index.ts";
import { filesUnder, root } from "../house/files.ts";
import { namesOf } from "./lint-text.ts";
import { lintBlock, readPage } from "./page.ts";

describe("every lint", () => {
  test("is in a file of its name, and every file is a lint of the list", () => {
    const files = filesUnder("src/lint/rules", ".ts").map((file) => file.slice("src/lint/rules/".length, -".ts".length));
    expect(files.filter((file) => file !== "index").sort()).toEqual(lintRules.map((rule) => rule.name).sort());
  });
  test("stands in the list once, by name", () => {
    const names = lintRules.map((rule) => rule.name);
    expect(names).toEqual([...new Set(names)].sort());
  });
  test("has a page, and every page a lint", () => {
    const pages = readdirSync(join(root, "docs/lint")).filter((page) => page !== "README.md");
    expect(pages.sort()).toEqual(lintRules.map((rule) => `${rule.name}.md`));
  });
  test("has a summary in lower case, without a full stop", () => {
    expect(lintRules.filter(({ summary }) => /^[A-Z](?![A-Z])/.test(summary) || /\.$/.test(summary)).map(({ name }) => name)).toEqual([]);
  });
});

for (const rule of lintRules) {
  if (!existsSync(join(root, "docs/lint", `${rule.name}.md`))) continue;
  describe(rule.name, () => {
    const page = readPage(rule.name);
    test("page has its title and its three parts", () => {
      expect(page.headings).toEqual([`# ${rule.name}`, "Avoid", "Prefer", "Why"]);
      expect(page.avoid.length).toBeGreaterThan(0);
      expect(page.prefer.length).toBeGreaterThan(0);
    });
    for (const [index, block] of page.avoid.entries()) {
      test(`avoid ${index + 1} reports this lint and nothing else`, () => {
        const { said, source } = lintBlock(block, rule.name);
        expect(namesOf(said), said.map((one) => `${one.name}: ${one.message}`).join("; ")).toEqual([rule.name]);
        for (const one of said) expect(source.text.slice(one.span.start, one.span.end), one.message).not.toBe("");
        for (const one of said) expect(one.message).toMatch(/^(?![A-Z][a-z])[^\n]*[^.\n]$/);
      });
    }
    for (const [index, block] of page.prefer.entries()) {
      test(`prefer ${index + 1} reports nothing`, () => {
        const { said } = lintBlock(block, rule.name);
        expect(said.map((one) => `${one.name}: ${one.message}`)).toEqual([]);
      });
    }
  });
}
