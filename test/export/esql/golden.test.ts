/** What every rule of the library becomes in ES|QL, as text to be read: the query, or why there is none. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exportTo } from "../../../src/aidr.ts";
import type { ExportOptions, Outcome } from "../../../src/export/outcome.ts";
import { bundledMapping } from "../mapping.ts";
import { packRules } from "../pack.ts";

const exact: ExportOptions = { broader: false, entity: false, folding: "plain" };
const broader: ExportOptions = { broader: true, entity: true, folding: "plain", schedule: { everyMs: 300_000, lateMs: 300_000 } };

describe("the library in ES|QL", { timeout: 300_000 }, () => {
  it.each([
    ["pack.txt", exact],
    ["pack-broader.txt", broader],
  ])("%s", (name, options) => {
    const mapping = bundledMapping("elastic-ecs");
    const parts = packRules().map(({ plan, rule }) => `# ${rule.id}: ${shown(exportTo("esql", { plan, rule, mapping, options }))}`);
    const text = `${parts.join("\n\n")}\n`;
    const file = new URL(`./golden/${name}`, import.meta.url);
    if (process.env["UPDATE"] === "1") writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
  });
});

function shown(outcome: Outcome): string {
  if (outcome.kind === "refused")
    return `refused\n${outcome.refusals.map(({ code, reason, alternative }) => `# ${code}: ${reason}\n#   ${alternative}`).join("\n")}`;
  const notes = [
    ...outcome.widened.map(({ why }) => `# wider: ${why}`),
    ...outcome.assumptions.flatMap((assumption) =>
      assumption.kind === "typed" || assumption.kind === "single" || assumption.kind === "cap"
        ? []
        : [`# assumes ${JSON.stringify(assumption)}`],
    ),
  ];
  return `${outcome.kind}${outcome.granularity === "entity" ? " by entity" : ""}\n${[...notes, outcome.text].join("\n")}`;
}
