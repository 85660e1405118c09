/**
 * Runs the command as a user would, in a folder of its own. `aidr` gives it to one thread that stays, which spares every call the start of a process;
 * `aidrProcess` and `startAidr` start the built command itself, where the process is what is tested. `outside.test.ts` holds both equal.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { buildSync } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The bundle that `npm run build` makes. */
export const cliPath = process.env["AIDR_CLI"] ?? join(root, "dist/cli.js");
export const repository = root;

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };
type Options = { readonly input?: string | Uint8Array; readonly environment?: Readonly<Record<string, string>> };

const quiet = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", LC_ALL: "C", TZ: "UTC" };
const longest = 120_000;

/** Runs the words of a command line to their end. */
export function aidr(cwd: string, words: readonly string[], options: Options = {}): Ran {
  resident ??= startResident();
  const { port, signal } = resident;
  Atomics.store(signal, 0, 0);
  port.postMessage({ cwd, words, input: options.input ?? "", environment: { ...quiet, ...options.environment } });
  if (Atomics.wait(signal, 0, 0, longest) === "timed-out") throw new Error(`no end after ${longest} ms: aidr ${words.join(" ")}`);
  const received = receiveMessageOnPort(port) as { readonly message: Ran } | undefined; // the resident sends nothing else
  if (!received) throw new Error(`no answer: aidr ${words.join(" ")}`);
  return received.message;
}

/** The same by a process of its own. */
export function aidrProcess(cwd: string, words: readonly string[], options: Options = {}): Ran {
  const ran = spawnSync(process.execPath, [cliPath, ...words], {
    cwd,
    input: options.input ?? "",
    env: { ...quiet, ...options.environment },
    timeout: longest,
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

type Resident = { readonly port: MessageChannel["port1"]; readonly signal: Int32Array<SharedArrayBuffer> };
let resident: Resident | undefined;

function startResident(): Resident {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL("resident.mjs", import.meta.url), {
    workerData: { port: port2, signal, program: bundled() },
    transferList: [port2],
    execArgv: [],
    env: quiet,
  });
  worker.unref();
  port1.unref();
  return { port: port1, signal };
}

/** The program as one bundle beside the packages, made once for a state of the sources, which `dist` stands for. */
function bundled(): string {
  const state = createHash("sha256")
    .update(readFileSync(join(root, "dist/cli.js")))
    .digest("hex")
    .slice(0, 16);
  const folder = join(root, "node_modules/.cache/aidr", state);
  const made = join(folder, "program.mjs");
  if (existsSync(made)) return made;
  const beside = `${folder}.${process.pid}`;
  mkdirSync(beside, { recursive: true });
  buildSync({
    stdin: {
      contents:
        'export { colourWish, runCommand } from "./program.ts"; export { outputTo } from "./terminal.ts"; export { version } from "./version.ts";',
      resolveDir: join(root, "src/cli"),
      loader: "ts",
    },
    outfile: join(beside, "program.mjs"),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20.19",
  });
  try {
    renameSync(beside, folder);
  } catch {
    // Another test was quicker, with the same content.
    rmSync(beside, { recursive: true, force: true });
  }
  return made;
}
