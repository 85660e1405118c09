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

/** Files of a commit below a folder, by their paths from it: those that `wants` of, links and what is too large left out. */
export function filesAt(folder: string, ref: string, wants: (path: string) => boolean): GitAnswer<ReadonlyMap<string, Buffer>> {
  const commit = commitOf(folder, ref);
  if ("problem" in commit) return commit;
  const listed = git(folder, ["ls-tree", "-r", "-z", "-l", "--full-name", commit.value, "."]);
  if ("problem" in listed) return listed;
  const prefix = git(folder, ["rev-parse", "--show-prefix"]);
  if ("problem" in prefix) return prefix;
  const entries = namesOf(listed.value).flatMap((line) => {
    const [facts = "", name = ""] = line.split(/\t(.*)/s, 2);
    const [mode, type, hash, size] = facts.split(/\s+/);
    const path = name.slice(prefix.value.toString().trimEnd().length);
    const isFile = type === "blob" && mode !== "120000" && Number(size) <= fileBytesMax;
    return isFile && hash !== undefined && wants(path) ? [{ path, hash, size: Number(size) }] : [];
  });
  if (entries.reduce((sum, { size }) => sum + size, 0) > bytesMax / 2)
    return { problem: `\`${ref}\` has too many large files below this folder` };
  const blobs = git(folder, ["cat-file", "--batch"], entries.map(({ hash }) => `${hash}\n`).join(""));
  if ("problem" in blobs) return blobs;
  return { value: readBatch(blobs.value, entries) };
}

const fileBytesMax = 16 * 1024 * 1024;

/** git writes `<hash> blob <size>`, a line feed, the bytes and a line feed for each, in the order in which they were asked for. */
function readBatch(bytes: Buffer, entries: readonly { readonly path: string }[]): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = 0;
  for (const { path } of entries) {
    const end = bytes.indexOf(10, at);
    const size = Number(bytes.subarray(at, end).toString().split(" ")[2]);
    if (end < 0 || !Number.isSafeInteger(size)) break;
    files.set(path, bytes.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return files;
}

function namesOf(output: Buffer): string[] {
  return output.toString().split("\0").filter(Boolean);
}

/** A monitor or a filter that the repository's own settings name would be a program of its author's. */
const harmless = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat"];
const bytesMax = 256 * 1024 * 1024;

function git(folder: string, words: readonly string[], input = ""): GitAnswer<Buffer> {
  const ran = spawnSync("git", ["-C", folder, ...harmless, ...words], {
    maxBuffer: bytesMax,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
    input,
    stdio: ["pipe", "pipe", "pipe"],
  });
  if (ran.error) return { problem: "code" in ran.error && ran.error.code === "ENOENT" ? "git is not installed" : ran.error.message };
  if (ran.status !== 0) return { problem: (ran.stderr.toString().split("\n")[0] ?? "").replace(/^fatal: /, "") };
  return { value: ran.stdout };
}
