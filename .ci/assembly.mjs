/**
 * AssemblyScript in `src/runtime/assembly` -> WebAssembly, in base64, at build time. `node .ci/assembly.mjs` writes `src/runtime/wasm/<name>.generated.ts`; with `--print` it prints them as one
 * JSON object, for the test that holds both equal: the same source gives the same bytes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";

/** Each is a module of its own; what it imports of the folder is built into it. */
const names = ["scan", "walk"];
/** Built for size as well as speed: it is a fifth smaller, and no slower than can be measured. */
const small = new Set(["walk"]);

const sources = new URL("../src/runtime/assembly/", import.meta.url);
const target = new URL("../src/runtime/wasm/", import.meta.url);

const made = {};
for (const name of names) made[`${name}.generated.ts`] = moduleOf(await compiled(name));
if (process.argv.includes("--print")) process.stdout.write(JSON.stringify(made));
else for (const [name, text] of Object.entries(made)) writeFileSync(new URL(name, target), text);

/** A module has no garbage collector and imports its memory alone, not even a way to abort. */
async function compiled(name) {
  let binary;
  const flags = [
    small.has(name) ? "-O3z" : "-O3",
    "--runtime",
    "stub",
    "--importMemory",
    "--enable",
    "simd",
    "--noAssert",
    "--use",
    "abort=",
  ];
  const { error, stderr } = await asc.main([`${name}.ts`, "--outFile", "out.wasm", ...flags], {
    readFile: (path) => (path.includes("node_modules") || !path.endsWith(".ts") ? null : read(path)),
    writeFile: (_path, contents) => {
      binary = contents;
    },
    listFiles: () => [],
  });
  if (error || binary === undefined) throw new Error(`${name}.ts: ${error?.message ?? "nothing was made"}\n${stderr}`);
  return binary;
}

function read(path) {
  try {
    return readFileSync(new URL(path, sources), "utf8");
  } catch {
    return null;
  }
}

function moduleOf(binary) {
  return `/** WebAssembly made from src/runtime/assembly (node .ci/assembly.mjs rewrites it). */\nexport const bytes =\n  "${Buffer.from(binary).toString("base64")}";\n`;
}
