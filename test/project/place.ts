/** A folder of its own for a test, made from a table of texts and gone afterwards. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Writes the files and gives the folder; only inside a test. */
export function place(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "aidr-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A rule that compiles, for projects that are about something else. */
export const plainRule = (title = "A rule"): string =>
  `RULE: ${title}\nON input\nIF input_text CONTAINS "attack"\nTHEN alert(severity=HIGH, category="prompt_injection")\n`;
