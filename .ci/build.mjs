/**
 * Makes `dist` from nothing: declarations by tsc, of which those that the API names are kept, and bundles. The command line
 * and the API are bundled because loading their packages file by file costs ten times as much as loading them from one;
 * `aidr/runtime` is bundled so that it stands without any package.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { plainLodash } from "./plain-lodash.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const { version } = JSON.parse(readFileSync("package.json", "utf8"));

// Built beside and then moved into place: a process that runs the old `dist` keeps what it has opened, and two builds do not meet.
const out = `dist.${process.pid}`;
process.on("exit", () => rmSync(out, { recursive: true, force: true }));
mkdirSync(out);
const compiled = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", ".", "--outDir", out, "--emitDeclarationOnly"], {
  stdio: "inherit",
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const shared = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  define: { __AIDR_VERSION__: JSON.stringify(version) },
};

await build({
  ...shared,
  entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
  outdir: out,
  plugins: [plainLodash],
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  // Packages written for CommonJS ask for Node's own modules by `require`.
  banner: { js: 'import { createRequire as aidrRequire } from "node:module"; const require = aidrRequire(import.meta.url);' },
});
chmodSync(`${out}/cli.js`, 0o755);
await build({
  ...shared,
  platform: "neutral",
  mainFields: ["module", "main"],
  entryPoints: { runtime: "src/runtime/index.ts" },
  outdir: out,
});

keepReachable(["src/index.d.ts", "src/runtime/index.d.ts"]);

rmSync("dist", { recursive: true, force: true });
renameSync(out, "dist");

/** Removes every declaration that no entry leads to, and every folder that is then empty. */
function keepReachable(entries) {
  const kept = new Set();
  const queue = entries.map((entry) => join(out, entry));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    for (const [, from, imported] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"|import\("(\.[^"]+)"\)/g)) {
      queue.push(join(dirname(file), (from ?? imported).replace(/\.(ts|js)$/, ".d.ts")));
    }
  }
  for (const name of readdirSync(out, { recursive: true })) {
    const file = join(out, name);
    if (file.endsWith(".d.ts") && !kept.has(file)) rmSync(file);
  }
  for (const folder of readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const path = join(folder.parentPath, folder.name);
    if (existsSync(path) && readdirSync(path, { recursive: true, withFileTypes: true }).every((entry) => entry.isDirectory()))
      rmSync(path, { recursive: true });
  }
}
