/** The queries in the documentation are what the exporter prints. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readFences } from "../../literate.ts";
import { compileBlock } from "../../literate/compile.ts";
import { bundledMapping } from "../mapping.ts";
import { exported } from "./agree.ts";

const mapping = bundledMapping("elastic-ecs");
const page = new URL("../../../docs/export/esql.md", import.meta.url);

it("docs/export/esql.md", () => {
  const text = readFileSync(page, "utf8");
  const fences = readFences(text);
  let shown = text;
  let compared = 0;
  for (const [at, { lang, text: rule }] of fences.entries()) {
    const query = fences[at + 1];
    if (lang !== "aidr" || query?.lang !== "esql") continue;
    const { plan } = compileBlock(rule);
    const [only] = plan.rules;
    if (!only) throw new Error(rule);
    const planned = { plan, rule: only, seeds: [] };
    const exact = exported(planned, mapping);
    const outcome = exact.kind === "refused" ? exported(planned, mapping, { broader: true }) : exact;
    if (outcome.kind === "refused") throw new Error(outcome.refusals.map(({ reason }) => reason).join("; "));
    compared++;
    if (process.env["UPDATE"] === "1") shown = shown.replace(`\`\`\`esql\n${query.text}\n`, () => `\`\`\`esql\n${outcome.text}\n`);
    else expect(query.text).toBe(outcome.text);
  }
  expect(compared).toBeGreaterThanOrEqual(4);
  if (shown !== text) writeFileSync(page, shown);
});
