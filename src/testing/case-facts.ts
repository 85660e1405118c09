/** What the linter wants to know of tests: for each rule its cases, and which of them fire. */
import type { CaseFact } from "../lint/rule.ts";
import type { SourceFile } from "../source/source-file.ts";
import { readTestFile } from "./test-file.ts";

/** Cases by rule id. A file that cannot be read is for `aidr test` to report, and tells nothing here. */
export function caseFacts(files: readonly SourceFile[]): ReadonlyMap<string, readonly CaseFact[]> {
  const facts = new Map<string, CaseFact[]>();
  for (const file of files) {
    const read = readTestFile(file).value;
    if (!read) continue;
    const cases = read.cases.map((one) => ({ name: one.name, fires: one.expect.length > 0, span: one.span }));
    facts.set(read.rule, [...(facts.get(read.rule) ?? []), ...cases]);
  }
  return facts;
}
