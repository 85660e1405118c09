/** The queries in a page of the documentation are what the exporter prints of the rules above them; UPDATE=1 writes them anew. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import type { Outcome } from "../../src/export/outcome.ts";
import { compileBlock } from "../literate/compile.ts";
import { readFences } from "../literate.ts";
import type { Planned } from "./pack.ts";

/** `language` is that of the blocks with queries. */
export function expectQueriesOf(page: URL, language: string, exported: (planned: Planned) => Outcome): void {
  const text = readFileSync(page, "utf8");
  const fences = readFences(text);
  let shown = text;
  let compared = 0;
  for (const [at, { lang, text: rule }] of fences.entries()) {
    const query = fences[at + 1];
    if (lang !== "aidr" || query?.lang !== language) continue;
    const { plan } = compileBlock(rule);
    const [only] = plan.rules;
    if (!only) throw new Error(rule);
    const outcome = exported({ plan, rule: only, seeds: [] });
    if (outcome.kind === "refused") throw new Error(outcome.refusals.map(({ reason }) => reason).join("; "));
    compared++;
    const fence = `\`\`\`${language}\n`;
    if (process.env["UPDATE"] === "1") shown = shown.replace(`${fence}${query.text}\n`, () => `${fence}${outcome.text}\n`);
    else expect(query.text).toBe(outcome.text);
  }
  expect(compared).toBeGreaterThanOrEqual(4);
  if (shown !== text) writeFileSync(page, shown);
}
