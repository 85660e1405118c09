/** Runs the built command as a user would, in a folder of its own. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The bundle that `npm run build` makes. */
export const cliPath = process.env["AIDR_CLI"] ?? join(root, "dist/cli.js");
export const repository = root;

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

const quiet = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", LC_ALL: "C", TZ: "UTC" };

export function aidr(
  cwd: string,
  words: readonly string[],
  options: { readonly input?: string | Uint8Array; readonly environment?: Readonly<Record<string, string>> } = {},
): Ran {
  const ran = spawnSync(process.execPath, [cliPath, ...words], {
    cwd,
    input: options.input ?? "",
    env: { ...quiet, ...options.environment },
    timeout: 120_000,
    maxBuffer: 1 << 29,
  });
  return { code: ran.status, out: ran.stdout.toString(), err: ran.stderr.toString() };
}

/** Starts it and hands over the child, for pipes and signals. */
export function startAidr(cwd: string, words: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, [cliPath, ...words], { cwd, env: quiet, stdio: ["pipe", "pipe", "pipe"] });
}

/** A stack, a raw exception or an internal failure: what no user may ever see. */
export const trace = /\n\s+at .+:\d+:\d+|aidr is wrong|aidr failed|TypeError|RangeError|ReferenceError|Unhandled|node:internal/;
