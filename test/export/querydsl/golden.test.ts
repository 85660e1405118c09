/** What every rule of the library becomes as Query DSL and as a query string, as text to be read: the query, or why there is none. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/export/outcome.ts";
import { bundledMapping } from "../mapping.ts";
import { packRules } from "../pack.ts";
import type { Printer } from "./agree.ts";
import { exported, printers } from "./agree.ts";
import { everyForm, ruleOfForm } from "./forms.ts";

const mapping = bundledMapping("elastic-ecs");

describe("as text", { timeout: 600_000 }, () => {
  it.each(printers)("the library: %s", (as) => {
    const text = packRules().map((planned) => `# ${planned.rule.id}: ${show(exported(planned, mapping, as))}`);
    expectGolden(`pack.${as}.txt`, text);
  });

  it("the library, where a broader query is accepted", () => {
    // What is exact is in the other file.
    const broader = packRules().filter((planned) => exported(planned, mapping, "query").kind === "refused");
    expectGolden(
      "pack-broader.query.txt",
      broader.map((planned) => `# ${planned.rule.id}: ${show(exported(planned, mapping, "query", { broader: true }))}`),
    );
  });

  it.each(printers)("every form: %s", (as) => {
    expectGolden(
      `forms.${as}.txt`,
      everyForm.map((form) => `# ${form.condition}: ${show(exported(ruleOfForm(form), mapping, as))}`),
    );
  });
});

function expectGolden(name: `${string}.${Printer}.txt`, parts: readonly string[]): void {
  const text = `${parts.join("\n\n")}\n`;
  const file = new URL(`./golden/${name}`, import.meta.url);
  if (process.env["UPDATE"] === "1") writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, "utf8"));
}

function show(outcome: Outcome): string {
  if (outcome.kind === "refused") {
    const refusals = new Set(outcome.refusals.map(({ code, reason, alternative }) => `# ${code}: ${reason}\n#   ${alternative}`));
    return `refused\n${[...refusals].join("\n")}`;
  }
  const notes = [
    ...new Set(outcome.widened.map(({ why }) => `# wider: ${why}`)),
    ...outcome.assumptions.flatMap((assumption) =>
      assumption.kind === "typed" || assumption.kind === "single" ? [] : [`# assumes ${JSON.stringify(assumption)}`],
    ),
  ];
  return `${outcome.kind}\n${[...notes, outcome.text].join("\n")}`;
}
