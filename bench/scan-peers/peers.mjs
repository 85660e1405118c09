/** The peers of `../scan.mjs`, built from their sources into a folder of their own, each a process that is asked by lines. */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL(".", import.meta.url));
/** Where Debian puts the sources of Rust's libraries: used where it has this one, else cargo's own registry is asked. */
const debian = "/usr/share/cargo/registry";

/** Peers by name; of one that cannot be built, why. */
export function buildPeers(folder) {
  return [vectorscan(join(folder, "vectorscan")), ahoCorasick(join(folder, "aho-corasick"))];
}

function vectorscan(folder) {
  mkdirSync(folder, { recursive: true });
  const program = join(folder, "peer");
  const missing = failure("cc", ["-O3", "-march=native", "-o", program, join(sources, "vectorscan.c"), "-lhs"], folder);
  return { name: "Vectorscan", program, missing };
}

function ahoCorasick(folder) {
  cpSync(sources, folder, { recursive: true, filter: (name) => !name.endsWith(".mjs") });
  const isLocal = existsSync(join(debian, "aho-corasick-0.7.19")) || existsSync(join(debian, "aho-corasick-0.7.20"));
  if (isLocal) {
    mkdirSync(join(folder, ".cargo"), { recursive: true });
    const text = `[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "${debian}"\n`;
    writeFileSync(join(folder, ".cargo/config.toml"), text);
  }
  const missing = failure("cargo", ["build", "--release", "--quiet", ...(isLocal ? ["--offline"] : [])], folder);
  const program = join(folder, "target/release/scan-peer");
  return { name: "aho-corasick, DFA", program, missing };
}

/** Why a command did not succeed, in one line. */
function failure(command, words, cwd) {
  const ran = spawnSync(command, words, { cwd, encoding: "utf8" });
  if (ran.status === 0) return undefined;
  const said = (ran.error?.message ?? ran.stderr).split("\n").find((line) => /error|cannot|not found|ENOENT/i.test(line));
  return `${command} does not build it: ${said?.trim() ?? `exit code ${ran.status}`}`;
}

/** A peer at work: `ask` sends a line and gives the lines of the answer, `end` as the last of several. */
export function startPeer({ name, program }) {
  const child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended`);
    return value;
  };
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      if (line !== "hits") return next();
      const answers = [];
      for (let answer = await next(); answer !== "end"; answer = await next()) answers.push(answer);
      return answers;
    },
    stop: () => child.stdin.end(),
  };
}
