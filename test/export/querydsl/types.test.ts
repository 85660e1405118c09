/** Elastic's own types accept every printed query, and notice what is no query: the JSON is compiled as a constant of `QueryDslQueryContainer` of @elastic/elasticsearch. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { bundledMapping } from "../mapping.ts";
import { packRules } from "../pack.ts";
import { exported } from "./agree.ts";
import { everyForm, ruleOfForm } from "./forms.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
// Inside of the project, so that the compiler finds the package.
const folder = mkdtempSync(join(root, "node_modules", ".querydsl-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says of constants with these values, by their place in the list. */
function compile(queries: readonly string[]): ReadonlyMap<number, string> {
  const file = join(folder, "queries.ts");
  const lines = queries.map((query, at) => `export const q${at}: estypes.QueryDslQueryContainer = ${JSON.stringify(JSON.parse(query))};`);
  writeFileSync(file, `import type { estypes } from "@elastic/elasticsearch";\n${lines.join("\n")}\n`);
  const options = [
    "--ignoreConfig",
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--types",
    "node",
    "--module",
    "nodenext",
    "--target",
    "es2023",
  ];
  const run = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...options, file], { encoding: "utf8" });
  const said = [...run.stdout.matchAll(/queries\.ts\((\d+),\d+\): (error TS\d+: .*)/g)];
  if (run.status !== 0 && said.length === 0) throw new Error(run.stdout + run.stderr);
  return new Map(said.map(([, line = "0", message = ""]) => [Number(line) - 2, message]));
}

function queriesOf(mappingName: "elastic-ecs" | "elastic-otel"): readonly string[] {
  const mapping = bundledMapping(mappingName);
  return [...packRules(), ...everyForm.map(ruleOfForm)].flatMap((planned) => {
    const exact = exported(planned, mapping, "query");
    const outcome = exact.kind === "refused" ? exported(planned, mapping, "query", { broader: true }) : exact;
    return outcome.kind === "refused" ? [] : [outcome.text];
  });
}

describe("Elastic's types", { timeout: 300_000 }, () => {
  const queries = queriesOf("elastic-ecs");

  it("accept every query of the library and of every form that we print", () => {
    expect(queries.length).toBeGreaterThan(everyForm.length);
    expect([...compile([...queries, ...queriesOf("elastic-otel")])]).toEqual([]);
  });

  it("reject a planted mistake", () => {
    const mistakes = [
      '{"bool":{"filters":[{"match_all":{}}]}}',
      '{"wildcard":{"f":{"value":"*a*","caseInsensitive":true}}}',
      '{"terms":{"f":true}}',
      '{"regexp":{"f":{"pattern":"a"}}}',
      '{"bool":{"should":[{"term":{"f":"a"}}],"minimum_should_match":true}}',
      '{"exist":{"field":"f"}}',
    ];
    const [first = ""] = queries;
    const said = compile([first, ...mistakes]);
    expect([...said.keys()]).toEqual(mistakes.map((_, at) => at + 1));
  });
});
