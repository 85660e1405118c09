/** What every rule of the library becomes in EQL, as text to be read: the query, or why there is none. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ExportOptions, Outcome } from "../../../src/export/outcome.ts";
import { packRules } from "../pack.ts";
import { exported } from "./agree.ts";

describe("the library in EQL", { timeout: 600_000 }, () => {
  it.each<readonly [string, Partial<ExportOptions>]>([
    ["pack.txt", {}],
    ["pack-broader.txt", { broader: true }],
  ])("%s", (name, options) => {
    const outcomes = packRules().map((planned) => ({
      id: planned.rule.id,
      exact: exported(planned),
      outcome: exported(planned, undefined, options),
    }));
    // What is exact is in the first file.
    const shown = options.broader ? outcomes.filter(({ exact }) => exact.kind === "refused") : outcomes;
    const text = `${shown.map(({ id, outcome }) => `# ${id}: ${show(outcome)}`).join("\n\n")}\n`;
    const file = new URL(`./golden/${name}`, import.meta.url);
    if (process.env["UPDATE"] === "1") writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
  });
});

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
  return `${outcome.kind}${outcome.granularity === "entity" ? ", each key's first" : ""}\n${[...notes, outcome.text].join("\n")}`;
}
