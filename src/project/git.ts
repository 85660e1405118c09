/** What git knows of a project: which files differ from a commit, and the tree of a commit. Reads only, and runs nothing that a repository configures. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** What git said, or why it could not. */
export type GitAnswer<T> = { readonly value: T } | { readonly problem: string };

/** Paths of files that differ from a commit, are gone, or are new and not ignored. `ref` is whatever git can make a commit of. */
export function changedSince(folder: string, ref: string): GitAnswer<ReadonlySet<string>> {
  const commit = commitOf(folder, ref);
  if ("problem" in commit) return commit;
  const top = git(folder, ["rev-parse", "--show-toplevel"]);
  if ("problem" in top) return top;
  const changed = git(folder, ["diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--no-renames", commit.value, "--"]);
  if ("problem" in changed) return changed;
  const fresh = git(folder, ["ls-files", "--others", "--exclude-standard", "--full-name", "-z"]);
  if ("problem" in fresh) return fresh;
  const root = top.value.toString().trimEnd();
  return { value: new Set([...namesOf(changed.value), ...namesOf(fresh.value)].map((name) => resolve(root, name))) };
}

/** The hash of a commit; a name that begins with a dash is no option. */
export function commitOf(folder: string, ref: string): GitAnswer<string> {
  const found = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if ("problem" in found) return found.problem === "" ? { problem: `\`${ref}\` is no commit of this repository` } : found;
  return { value: found.value.toString().trim() };
}

function namesOf(output: Buffer): string[] {
  return output.toString().split("\0").filter(Boolean);
}

/** A monitor or a filter that the repository's own settings name would be a program of its author's. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat"];
const bytesMax = 256 * 1024 * 1024;

function git(folder: string, words: readonly string[]): GitAnswer<Buffer> {
  const ran = spawnSync("git", ["-C", folder, ...harmless, ...words], {
    maxBuffer: bytesMax,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (ran.error) return { problem: "code" in ran.error && ran.error.code === "ENOENT" ? "git is not installed" : ran.error.message };
  if (ran.status !== 0) return { problem: (ran.stderr.toString().split("\n")[0] ?? "").replace(/^fatal: /, "") };
  return { value: ran.stdout };
}
