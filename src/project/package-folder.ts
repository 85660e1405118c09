/** Where the package lies, whether it runs from its sources, its build, or an installed bundle. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

let found: string | undefined;

/** The folder that holds `stdlib`, `rules` and `docs`: the nearest above this file that has a standard library. */
export function packageFolder(): string {
  if (found !== undefined) return found;
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let parent = dirname(folder); parent !== folder && !existsSync(join(folder, "stdlib")); parent = dirname(folder)) folder = parent;
  found = folder;
  return folder;
}
