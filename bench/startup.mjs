/**
 * How long the shortest command takes, as a multiple of bare Node beside it: `node bench/startup.mjs [rounds] [path of cli.js]`. The two are run in turn and
 * the fastest run of each counts, so that whatever else the machine does weighs on both. Where Linux tells it, the processor time of all rounds
 * stands beside, which other load disturbs less.
 *
 * The bound is 4.2: a quarter of a second where `node -e 0` takes 0.06.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? 15);
const cli = process.argv[3] ?? fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "aidr-startup-"));
const commands = {
  "node -e 0": ["-e", "0"],
  "aidr --version": [cli, "--version"],
  "aidr check one.aidr": [cli, "check", "rules/override-attempt.aidr"],
};

try {
  time([cli, "init", "."]);
  const measures = Object.entries(commands).map(([name, words]) => ({ name, words, fastest: Number.POSITIVE_INFINITY, processor: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const measure of measures) {
      const before = ticksOfChildren();
      measure.fastest = Math.min(measure.fastest, time(measure.words));
      measure.processor += ticksOfChildren() - before;
    }
  }
  const [bare] = measures;
  for (const { name, fastest, processor } of measures) {
    const wall = `${fastest.toFixed(0).padStart(5)} ms  ${(fastest / bare.fastest).toFixed(2)} × bare node`;
    const spent = bare.processor > 0 ? `   processor ${(processor / bare.processor).toFixed(2)} ×` : "";
    console.log(`${name.padEnd(20)} ${wall}${spent}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Milliseconds from start to end of one process; a failure ends the measurement. */
function time(words) {
  const start = process.hrtime.bigint();
  const ran = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (ran.status !== 0) throw new Error(`${words.join(" ")}: exit code ${ran.status}\n${ran.stderr}`);
  return ms;
}

/** Processor time of all ended children, in clock ticks; 0 where there is no /proc (fields 16 and 17 of proc_pid_stat(5)). */
function ticksOfChildren() {
  if (!existsSync("/proc/self/stat")) return 0;
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
  return Number(fields[13]) + Number(fields[14]);
}
