/** The matrix of constructs and targets in the docs is what the exporters do; `UPDATE=1` writes it anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exportTo } from "../../src/aidr.ts";
import type { TargetName } from "../../src/builtins/lowering.ts";
import type { ExportOptions, Outcome } from "../../src/export/outcome.ts";
import { constructs, constructText } from "./constructs.ts";
import { bundledMapping, type MappingName } from "./mapping.ts";
import { type Planned, ruleOf } from "./pack.ts";

const page = new URL("../../docs/export/matrix.md", import.meta.url);
const columns: readonly { readonly title: string; readonly target: TargetName; readonly mapping: MappingName }[] = [
  { title: "SPL", target: "spl", mapping: "splunk-json" },
  { title: "KQL (ADX)", target: "kql", mapping: "adx" },
  { title: "KQL (Sentinel)", target: "kql", mapping: "sentinel" },
  { title: "ES\\|QL", target: "esql", mapping: "elastic-ecs" },
  { title: "EQL", target: "eql", mapping: "elastic-ecs" },
  { title: "Query DSL", target: "querydsl", mapping: "elastic-ecs" },
];
const plain: ExportOptions = { broader: false, entity: false, folding: "plain" };

type Column = (typeof columns)[number];

function exported({ plan, rule }: Planned, { target, mapping }: Column, options: ExportOptions): Outcome {
  return exportTo(target, { plan, rule, mapping: bundledMapping(mapping), options });
}

/** The best that the target does: by itself, then by entity, then broader. */
function cell(planned: Planned, column: Column): string {
  const first = exported(planned, column, plain);
  if (first.kind !== "refused") return first.kind;
  const entity = exported(planned, column, { ...plain, entity: true });
  if (entity.kind !== "refused") return `${entity.kind}, entity`;
  const broader = exported(planned, column, { ...plain, entity: true, broader: true });
  const codes = [...new Set(first.refusals.map(({ code }) => `\`${code}\``))].join(" ");
  return broader.kind === "refused" ? codes : `${codes}, or broader`;
}

function matrix(): string {
  const groups = [...new Set(constructs.map(({ group }) => group))];
  const head = `| | ${columns.map(({ title }) => title).join(" | ")} |\n|---|${columns.map(() => "---").join("|")}|`;
  return groups
    .map((group) => {
      const rows = constructs
        .filter((construct) => construct.group === group)
        .map((construct) => {
          const planned = ruleOf(constructText(construct));
          return `| ${construct.name} | ${columns.map((column) => cell(planned, column)).join(" | ")} |`;
        });
      return `## ${group.slice(0, 1).toUpperCase()}${group.slice(1)}\n\n${head}\n${rows.join("\n")}\n`;
    })
    .join("\n");
}

const text = (): string => `# What exports how

Made by \`UPDATE=1 npx vitest run --config test/vitest.config.ts test/export/matrix\` from what the exporters answer, and held true by the same test.
Each construct is one small rule, exported with the mapping that comes with aidr (${columns
  .map(({ mapping }) => mapping)
  .filter((name, at, all) => all.indexOf(name) === at)
  .join(", ")}).

- **exact**: over the same data the query finds the same events as the rule. Packaged as a scheduled rule it is **scheduled**: the runs together find them.
- **entity**: with \`--granularity entity\` the same keys fire, each first on the same event.
- **or broader**: refused as it is; with \`--allow broader\` the target finds all of them, and perhaps others.
- A code (\`aidr explain CODE\` has its page): refused, with the reason and what to do instead.

${matrix()}`;

describe("the matrix of constructs and targets", { timeout: 300_000 }, () => {
  it("is what the docs say", () => {
    const made = text();
    if (process.env["UPDATE"]) writeFileSync(page, made);
    expect(readFileSync(page, "utf8")).toBe(made);
  });

  it("has a rule for every construct that compiles", () => {
    for (const construct of constructs) expect(() => ruleOf(constructText(construct)), construct.name).not.toThrow();
  });
});
