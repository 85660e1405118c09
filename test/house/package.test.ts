/** What a user would install: kinds of files, size, dependencies, and no script that runs on their machine. Reads `dist` as built. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "./files.ts";

type Packed = { readonly unpackedSize: number; readonly files: readonly { readonly path: string; readonly size: number }[] };

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Readonly<Record<string, Readonly<Record<string, string>>>>;

describe("the package", () => {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = JSON.parse(output) as [Packed];
  const paths = packed.files.map((file) => file.path);

  test("holds what it needs, by folder and kind", () => {
    const kinds = [...new Set(paths.map(kindOf))].sort();
    expect(kinds).toMatchInlineSnapshot(`
      [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "dist/*.br",
        "dist/*.js",
        "dist/chunks/*.js",
        "dist/src/*.d.ts",
        "package.json",
        "rules/*.aidr",
        "rules/*.md",
        "stdlib/*.aidr",
        "stdlib/*.json",
        "stdlib/*.yaml",
      ]
    `);
    for (const needed of [
      "dist/cli.js",
      "dist/runtime.js",
      "dist/index.js",
      "dist/src/index.d.ts",
      "dist/src/embed.d.ts",
      "stdlib/actions.aidr",
    ]) {
      expect(paths).toContain(needed);
    }
  });
  test("is at most 2 MB unpacked", () => {
    expect(packed.unpackedSize).toBeLessThanOrEqual(2 * 1024 * 1024);
  });
  test("has at most five run-time dependencies, and every development one is pinned", () => {
    expect(Object.keys(manifest["dependencies"] ?? {}).length).toBeLessThanOrEqual(5);
    expect(Object.values(manifest["devDependencies"] ?? {}).filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
  test("runs nothing when it is installed", () => {
    const scripts = Object.keys(manifest["scripts"] ?? {});
    expect(scripts.filter((name) => ["preinstall", "install", "postinstall", "prepublish", "prepare"].includes(name))).toEqual([]);
  });
});

describe("the lock", () => {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  test("names no registry", () => {
    expect(lock).not.toMatch(/"resolved"|registry\./);
  });
  test("has a hash for every package", () => {
    const packages = JSON.parse(lock) as { packages: Readonly<Record<string, { integrity?: string }>> };
    expect(Object.entries(packages.packages).filter(([path, entry]) => path !== "" && !entry.integrity)).toEqual([]);
  });
});

/** First folder and ending: `dist/src/*.d.ts`. */
function kindOf(path: string): string {
  const ending = /(\.d\.ts|\.test\.yaml|\.[a-z]+)?$/.exec(path)?.[0] ?? "";
  const parts = path.split("/");
  return parts.length === 1 ? path : `${parts.slice(0, parts[0] === "dist" && parts.length > 2 ? 2 : 1).join("/")}/*${ending}`;
}
