/** The floor rules catch what they are for: each planted import is one that a hurried change would make. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
let house = "";
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), "aidr-floors-"));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Names of the rules that a small house breaks. */
function broken(files: Readonly<Record<string, string>>): string[] {
  const place = mkdtempSync(join(house, "case-"));
  writeFileSync(join(place, "package.json"), JSON.stringify({ type: "module", dependencies: { re2js: "*", yaml: "*" } }));
  for (const [name, text] of Object.entries({ "grammar/tokens.ts": "export {};\n", ...files })) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  const depcruise = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [depcruise, "-c", join(root, ".ci/floors.cjs"), "-T", "json", "src", "grammar"];
  let output = "";
  try {
    output = execFileSync(process.execPath, args, { cwd: place, encoding: "utf8" });
  } catch (thrown) {
    // It exits with the number of violations, and still prints its report.
    output = (thrown as { stdout: string }).stdout;
  }
  const report = JSON.parse(output) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(report.summary.violations.map((violation) => violation.rule.name))].sort();
}

const type = "export type Thing = { readonly a: 1 };\n";

describe("an import", () => {
  test("to a lower floor and inside a room is fine", () => {
    expect(
      broken({
        "src/source/span.ts": type,
        "src/check/a.ts":
          'import type { Thing } from "../source/span.ts";\nimport { b } from "./b.ts";\nexport const a: Thing | number = b;\n',
        "src/check/b.ts": "export const b = 1;\n",
      }),
    ).toEqual([]);
  });
  test("up is caught, also of a type alone", () => {
    const files = {
      "src/cli/main.ts": type,
      "src/source/span.ts": 'import type { Thing } from "../cli/main.ts";\nexport type Other = Thing;\n',
    };
    expect(broken(files)).toEqual(["floor-1-source"]);
  });
  test("sideways is caught", () => {
    const files = {
      "src/detect/a.ts": type,
      "src/check/b.ts": 'import type { Thing } from "../detect/a.ts";\nexport type Other = Thing;\n',
    };
    expect(broken(files)).toEqual(["floor-4-check"]);
  });
  test("in a circle is caught", () => {
    const files = {
      "src/check/a.ts": 'import { b } from "./b.ts";\nexport const a: number = b;\n',
      "src/check/b.ts": 'import { a } from "./a.ts";\nexport const b: number = a;\n',
    };
    expect(broken(files)).toEqual(["no-circle"]);
  });
  test("of Node below the project is caught", () => {
    expect(broken({ "src/check/a.ts": 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n' })).toEqual([
      "pure-below",
    ]);
    expect(broken({ "src/project/a.ts": 'import { readFileSync } from "node:fs";\nexport const a = readFileSync;\n' })).toEqual([]);
  });
  test("of Node by the runtime is caught twice over", () => {
    const found = broken({ "src/runtime/a.ts": 'import { createHash } from "node:crypto";\nexport const a = createHash;\n' });
    expect(found).toEqual(["pure-below", "runtime-stands-alone"]);
  });
  test("from a room that no floor names is caught", () => {
    expect(
      broken({ "src/misc/a.ts": 'import { b } from "./b.ts";\nexport const a = b;\n', "src/misc/b.ts": "export const b = 1;\n" }),
    ).toEqual(["no-stranger"]);
  });
});
