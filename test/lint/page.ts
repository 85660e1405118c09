/** A lint's page: what to avoid, what to prefer, and why; its blocks are the lint's test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { lintRules } from "../../src/lint/rules/index.ts";
import type { CaseFact } from "../../src/lint/rule.ts";
import { readTestFile } from "../../src/testing/test-file.ts";
import type { LintRequest } from "../../src/aidr.ts";
import type { TargetName } from "../../src/builtins/lowering.ts";
import type { Mapping } from "../../src/schema/mapping.ts";
import { bundledMapping } from "../export/mapping.ts";
import { root } from "../house/files.ts";
import { type Fence, readFences, ruleOfFragment } from "../literate.ts";
import { defaultName, type Linted, lintText } from "./lint-text.ts";

export type Block = { readonly text: string; readonly name: string; readonly tests: ReadonlyMap<string, readonly CaseFact[]> | undefined };
export type Page = { readonly headings: readonly string[]; readonly avoid: readonly Block[]; readonly prefer: readonly Block[] };

export function readPage(lint: string): Page {
  const text = readFileSync(join(root, "docs/lint", `${lint}.md`), "utf8");
  const sections = text.split(/^## /m);
  const section = (title: string): string => sections.find((one) => one.startsWith(`${title}\n`)) ?? "";
  return {
    headings: [text.split("\n", 1)[0] ?? "", ...sections.slice(1).map((one) => one.split("\n", 1)[0] ?? "")],
    avoid: blocksOf(section("Avoid")),
    prefer: blocksOf(section("Prefer")),
  };
}

/** Pages are about one thing: they leave out descriptions and tests where these are not it. */
export function lintBlock(block: Block, lint: string): Linted & { readonly said: readonly Diagnostic[] } {
  const topics = new Map(lintRules.map((rule) => [rule.name, rule.topic]));
  const isAside = (name: string): boolean => topics.get(name) === "documentation" || topics.get(name) === "tests";
  // Only the page that is about exports pays for them.
  const mappings = lint === "exported-nowhere" ? { mappings: allTargets() } : {};
  const linted = lintText(block.text, {
    ...mappings,
    name: block.name,
    todayMs: Date.parse("2026-06-01"),
    ...(block.tests ? { tests: block.tests } : {}),
  });
  return { ...linted, said: linted.diagnostics.filter((one) => one.name === lint || !isAside(one.name)) };
}

function blocksOf(section: string): Block[] {
  const fences = readFences(section);
  return fences.flatMap((fence, index) => {
    if (fence.lang !== "aidr") return [];
    const file = fence.words.find((word) => word.startsWith("file="));
    return {
      text: fence.prelude + (fence.words.includes("fragment") ? ruleOfFragment(fence.text) : `${fence.text}\n`),
      name: file?.slice("file=".length) ?? defaultName,
      tests: testsOf(fences[index + 1]),
    };
  });
}

/** The cases in a `yaml` block below the rules. */
function testsOf(fence: Fence | undefined): ReadonlyMap<string, readonly CaseFact[]> | undefined {
  if (fence?.lang !== "yaml") return undefined;
  const read = readTestFile({ name: "rules/block.test.yaml", text: fence.text });
  if (!read.value) throw new Error(read.diagnostics.map((one) => one.message).join("; "));
  const { rule, cases } = read.value;
  return new Map([[rule, cases.map((one) => ({ name: one.name, fires: one.expect.length > 0, span: one.span }))]]);
}

/** Every target, with a mapping that comes with aidr. */
function allTargets(): NonNullable<LintRequest["mappings"]> {
  const elastic = bundledMapping("elastic-ecs");
  return new Map<TargetName, Mapping>([
    ["kql", bundledMapping("sentinel")],
    ["spl", bundledMapping("splunk-json")],
    ["esql", elastic],
    ["eql", elastic],
    ["querydsl", elastic],
  ]);
}
