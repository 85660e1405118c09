/** Every page is true: its rules compile or fail as they say, its events fire as they say, its commands print what it shows. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesUnder, root } from "./house/files.ts";
import { expectedDiagnostics, type Fence, fragmentLines, readFences, ruleOfFragment } from "./literate.ts";
import { compileBlock, foundOf } from "./literate/compile.ts";
import { agrees, runConsole } from "./literate/console.ts";
import { fireLines } from "./literate/fire.ts";

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...filesUnder("docs", ".md"),
  ...filesUnder("test/language", ".md"),
  ...filesUnder("rules", ".md"),
];

for (const page of pages) {
  const text = readFileSync(join(root, page), "utf8");
  const fences = readFences(text);
  const aidr = fences.flatMap((fence, index) => (fence.lang === "aidr" ? [{ fence, index }] : []));
  const hasConsole = fences.some((fence) => fence.lang === "console");
  if (aidr.length === 0 && !hasConsole) continue;
  describe(page, () => {
    for (const { fence, index } of aidr) {
      test(`line ${fence.line}`, () => {
        if (fence.words.includes("fragment")) checkFragment(fence);
        else checkFile(fence, fences.slice(index + 1));
      });
    }
    if (hasConsole) test("commands", () => checkCommands(page, text, fences), 120_000);
  });
}

/** A whole file, and the events below it. */
function checkFile(fence: Fence, after: readonly Fence[]): void {
  const compiled = compileBlock(fence.prelude + fence.text);
  const { errors, warnings } = expectedDiagnostics(fence.text, fence.words);
  expect(foundOf(compiled.diagnostics, "error", errors), messages(compiled.diagnostics)).toEqual(errors);
  if (warnings) expect(foundOf(compiled.diagnostics, "warning", warnings), messages(compiled.diagnostics)).toEqual(warnings);
  const [events, expected] = after;
  if (events?.lang !== "events") return;
  expect(expected?.lang, `the events of line ${events.line} need an \`expect\` block`).toBe("expect");
  const rules = new Set((expected?.text ?? "").split("\n").filter((line) => line.includes(" ")));
  const fired = fireLines(compiled.plan, events.text);
  const wanted = (expected?.text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  expect((rules.size > 0 ? fired : fired.map((line) => line.split(" ")[0] ?? "")).sort()).toEqual(wanted.sort());
}

/** Clauses or one condition must compile; lines that say whether they match are judged on an event that holds nothing. */
function checkFragment(fence: Fence): void {
  const lines = fragmentLines(fence.text);
  if (!lines) {
    const compiled = compileBlock(fence.prelude + ruleOfFragment(fence.text));
    const { errors } = expectedDiagnostics(fence.text, fence.words);
    expect(foundOf(compiled.diagnostics, "error", errors), messages(compiled.diagnostics)).toEqual(errors);
    return;
  }
  const rules = lines.map((line) => `RULE: Line ${line.line}\nIF ${line.condition}\nTHEN alert(severity=LOW, category="policy_violation")`);
  const compiled = compileBlock(`${fence.prelude}${rules.join("\n")}\n`);
  const problems = compiled.diagnostics.filter((one) => one.severity === "error" && one.code !== "AIDR2050");
  expect(problems.map((one) => one.message)).toEqual([]);
  const fired = fireLines(compiled.plan, '{"event_id": "e", "event_type": "input", "timestamp": 0, "input_text": "x"}');
  expect(fired.sort()).toEqual(
    lines
      .filter((line) => line.matches)
      .map((line) => `e line-${line.line}`)
      .sort(),
  );
}

/** With UPDATE=1 the page is rewritten to what its commands print now. */
function checkCommands(page: string, text: string, fences: readonly Fence[]): void {
  const blocks = runConsole(fences);
  const wrong = blocks.filter((block) => !agrees(block.written, block.printed));
  if (process.env["UPDATE"] && wrong.length > 0) {
    const updated = wrong.reduce(
      (page, block) => page.replace(`\`\`\`console\n${block.written}\n\`\`\``, () => `\`\`\`console\n${block.printed}\n\`\`\``),
      text,
    );
    writeFileSync(join(root, page), updated);
    return;
  }
  for (const block of wrong) expect(block.printed, `line ${block.fence.line}`).toBe(block.written);
}

function messages(diagnostics: readonly { readonly message: string }[]): string {
  return diagnostics.map((one) => one.message).join("; ");
}
