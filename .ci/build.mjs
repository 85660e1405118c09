/**
 * Makes `dist` from nothing: declarations by tsc, of which those that the API names are kept, and bundles. The command line
 * and the API are bundled because loading their packages file by file costs ten times as much as loading them from one;
 * `aidr/runtime` so that it stands without any package. All share their chunks, so that nothing is in the package twice.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { minifySync } from "@swc/core";
import { build } from "esbuild";
import { leanPackages } from "./lean-packages.mjs";

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

await build({
  entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts", runtime: "src/embed.ts", worker: "src/cli/threads/worker.ts" },
  outdir: out,
  bundle: true,
  splitting: true,
  chunkNames: "chunks/[hash]",
  platform: "node",
  target: "node20.19",
  format: "esm",
  charset: "utf8",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
  define: { __AIDR_VERSION__: JSON.stringify(version) },
  plugins: [leanPackages],
  // The same library as modules: what is not used is left out, and nothing is wrapped.
  alias: { yaml: "./node_modules/yaml/browser/dist/index.js" },
});
chmodSync(`${out}/cli.js`, 0o755);

// Packages written for CommonJS ask for Node's own modules by `require`; the one chunk that answers them needs it. It imports nothing, for `aidr/runtime`
// shares it and runs elsewhere too.
const ask = "const require = (name) => process.getBuiltinModule(name);\n";
// A chunk that is imported and not used: esbuild keeps the order in which everything would run, but our modules only declare, so nothing waits for another.
const unused = /(?<=^(?:#!.*\n)?(?:import(?:[^"';]*from)?"[^"]+";)*)import"\.\/[^"]+";/g;
// Chunks name each other hundreds of times: by a number instead of a hash.
const chunks = readdirSync(`${out}/chunks`).sort();
const shortNames = new Map(chunks.map((chunk, number) => [chunk, `${number.toString(36)}.js`]));
const named = (text) => text.replace(/(?<=\/)[0-9A-Z]{8}\.js(?=["'`])/g, (chunk) => shortNames.get(chunk) ?? chunk);
for (const name of ["cli.js", "index.js", "runtime.js", "worker.js", ...chunks.map((chunk) => `chunks/${chunk}`)]) {
  const text = named(readFileSync(`${out}/${name}`, "utf8").replace(unused, ""));
  writeFileSync(`${out}/${name}`, smaller(text.includes("typeof require") ? `${ask}${text}` : text));
}
for (const [chunk, short] of shortNames) renameSync(`${out}/chunks/${chunk}`, `${out}/chunks/${short}`);

// The pages that `aidr explain` prints, packed: as files they are a tenth of the package.
const pages = ["docs/diagnostics", "docs/lint"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name !== "README.md")
    .map((name) => [name.replace(/\.md$/, ""), readFileSync(join(folder, name), "utf8")]),
);
writeFileSync(`${out}/pages.json.br`, brotliCompressSync(JSON.stringify(Object.fromEntries(pages))));

keepReachable(["src/index.d.ts", "src/embed.d.ts"]);

rmSync("dist", { recursive: true, force: true });
renameSync(out, "dist");

/** A second pass finds what the bundler leaves: two hundredths of the package. */
function smaller(text) {
  return minifySync(text, {
    module: true,
    ecma: 2022,
    compress: { passes: 3, ecma: 2022, keep_fargs: false, hoist_props: true },
    mangle: true,
  }).code;
}

/** Removes every declaration that no entry leads to, and every folder that is then empty. */
function keepReachable(entries) {
  const roots = entries.map((entry) => join(out, entry));
  // The makers of plan nodes are called by emitted modules, which nobody writes.
  const isRead = (file) => !file.endsWith("ir/make.d.ts");
  const named = new Set([...roots, ...roots.flatMap((file) => importsOf(file, readFileSync(file, "utf8")))].filter(isRead));
  const kept = new Set();
  const queue = [...roots];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (kept.has(file)) continue;
    kept.add(file);
    const text = readFileSync(file, "utf8");
    queue.push(...importsOf(file, text));
    // What an entry names keeps the words that an editor shows; what only stands behind it keeps its shape. No line is indented.
    const comments = named.has(file) ? /^\/\*\*[\s\S]*?\*\/\n(?=import |export [{*]|\/\*\*)/ : /^[ ]*\/\*\*[\s\S]*?\*\/\n/gm;
    writeFileSync(
      file,
      text
        .replace(comments, "")
        .replace(/^ +(?=[^ *])/gm, "")
        // A comment of one line stands on one.
        .replace(/\/\*\*\n *\* (.*)\n *\*\//g, "/** $1 */")
        .replace(/: \((\w+ \| null)\);/g, ": $1;")
        // Nothing follows from which it would part the last member.
        .replace(/;(?=\n\})/g, ""),
    );
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

function importsOf(file, text) {
  return [...text.matchAll(/from "(\.[^"]+)"|import\("(\.[^"]+)"\)/g)].map(([, from, imported]) =>
    join(dirname(file), (from ?? imported).replace(/\.(ts|js)$/, ".d.ts")),
  );
}
