/** The sources as one module, for benches that need what no entry of the package exports. */
import { build } from "esbuild";

/** `from` says what the module has: `entryPoints`, or `stdin` with exports. The packages stay what they are. */
export function bundleSources(from, outfile) {
  return build({
    ...from,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "warning",
    external: ["re2js", "yaml", "chevrotain", "commander"],
    define: { __AIDR_VERSION__: '"0"' },
  });
}
