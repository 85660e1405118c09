/** The version of aidr: put in by the build, read from the package where it runs from its sources. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../project/package-folder.ts";

declare const __AIDR_VERSION__: string | undefined;

export function version(): string {
  if (typeof __AIDR_VERSION__ === "string") return __AIDR_VERSION__;
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
}
