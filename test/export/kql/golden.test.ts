/**
 * What every rule of the library becomes for Azure Data Explorer and, as one run of a scheduled rule, for Sentinel: text to be read. Microsoft's
 * binder has nothing to say of those for Sentinel, and their columns are those that the outcome names; the others are bound where they are run
 * (agree.test.ts).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ExportOptions, Outcome } from "../../../src/export/outcome.ts";
import { scheduleFor } from "../../../src/export/schedule.ts";
import { bundledMapping, type MappingName } from "../mapping.ts";
import { packRules } from "../pack.ts";
import { exported, plainOptions } from "./agree.ts";
import { bind, tablesOf } from "./kusto.ts";

const profiles: readonly (readonly [MappingName, boolean])[] = [
  ["adx", false],
  ["sentinel", true],
];

describe("the library in Kusto", { timeout: 600_000 }, () => {
  it.each(profiles)("%s", (name, isScheduled) => {
    const mapping = bundledMapping(name);
    const tables = tablesOf(mapping);
    const outcomes = packRules().map((planned) => {
      const options: ExportOptions = { ...plainOptions, ...(isScheduled ? { schedule: scheduleFor(planned.rule, mapping.lateMs) } : {}) };
      const outcome = exported(planned, mapping, options);
      const wider = outcome.kind === "refused" ? exported(planned, mapping, { ...options, broader: true }) : undefined;
      return { id: planned.rule.id, outcome, wider };
    });
    for (const { id, outcome } of outcomes) {
      if (outcome.kind === "refused" || name !== "sentinel") continue;
      const { problems, columns } = bind(outcome.text, tables);
      expect(problems, id).toEqual([]);
      expect(
        columns.map(([column]) => column),
        id,
      ).toEqual(outcome.columns.map(({ column }) => column));
      expect(outcome.text.length, id).toBeLessThanOrEqual(10_000);
    }
    const text = `${outcomes.map(({ id, outcome, wider }) => `// ${id}: ${shown(outcome, wider)}`).join("\n\n")}\n`;
    const file = new URL(`./golden/${name}.kql`, import.meta.url);
    if (process.env["UPDATE"] === "1") writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
  });
});

function shown(outcome: Outcome, wider: Outcome | undefined): string {
  if (outcome.kind === "refused") {
    const reasons = outcome.refusals.map(({ code, reason, alternative }) => `//   ${code}: ${reason}\n//     ${alternative}`);
    return ["refused", ...reasons, ...(wider?.kind === "broader" ? ["//   with `--allow broader`: broader"] : [])].join("\n");
  }
  const notes = outcome.assumptions.flatMap((assumption) =>
    assumption.kind === "typed" ? [] : [`//   assumes ${JSON.stringify(assumption)}`],
  );
  return [outcome.kind, ...notes, outcome.text].join("\n");
}
