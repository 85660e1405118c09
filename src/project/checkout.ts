/** A project as it was at a commit, in a folder of its own that is removed afterwards. The repository, its index and its work tree are not touched. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { filesAt, type GitAnswer } from "./git.ts";
import { isBelow } from "./paths.ts";

export type Checkout = { readonly folder: string; readonly remove: () => void };

/** What a project is made of. */
const kinds = /\.(aidr|ya?ml|json|txt|csv)$/;

export function checkoutAt(root: string, ref: string): GitAnswer<Checkout> {
  const files = filesAt(root, ref, (path) => kinds.test(path) && !path.split("/").includes("node_modules"));
  if ("problem" in files) return files;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "aidr-")));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const [path, bytes] of files.value) {
      const target = join(folder, path);
      if (!isBelow(folder, target)) continue;
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { value: { folder, remove } };
}
