/**
 * `aidr run` with the rules that ship, alone and with threads that look ahead: wall clock and CPU time, minimum of the rounds, taken in turn; the alerts are compared first.
 *
 *   npm run build && node bench/workers.mjs EVENTS... [--adapter flat] [--rules rules] [--workers 0,1,2] [--rounds 3]
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    adapter: { type: "string" },
    rules: { type: "string", default: "rules" },
    workers: { type: "string", default: "0,1,2" },
    rounds: { type: "string", default: "3" },
  },
});
if (positionals.length === 0) {
  console.error("usage: node bench/workers.mjs EVENTS... [--adapter flat] [--rules rules] [--workers 0,1,2] [--rounds 3]");
  process.exit(3);
}
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const words = [
  "run",
  values.rules,
  ...(values.adapter ? ["--adapter", values.adapter] : []),
  ...positionals.flatMap((file) => ["--events", file]),
];
const rows = values.workers
  .split(",")
  .map((count) => ({ count: Number(count), wall: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY, alerts: "" }));
for (let round = 0; round < Number(values.rounds); round++) for (const row of rows) measure(row);
const [first] = rows;
console.log("| threads | wall, s | CPU, s | as fast | alerts |\n|---|---|---|---|---|");
for (const { count, wall, cpu, alerts } of rows) {
  if (alerts !== first.alerts) throw new Error(`${count} threads give other alerts: ${alerts}, not ${first.alerts}`);
  console.log(`| ${count} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${(first.wall / wall).toFixed(2)} × | ${alerts} |`);
}

function measure(row) {
  const command = [process.execPath, cli, ...words, ...(row.count > 0 ? ["--workers", String(row.count)] : [])];
  const ran = spawnSync("bash", ["-c", 'TIMEFORMAT="taken %R %U %S"; time "$@"', "bash", ...command], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (ran.status !== 0) throw new Error(ran.stderr.slice(-2_000));
  const [, wall, user, system] = /taken ([\d.]+) ([\d.]+) ([\d.]+)/.exec(ran.stderr) ?? [];
  row.wall = Math.min(row.wall, Number(wall));
  row.cpu = Math.min(row.cpu, Number(user) + Number(system));
  row.alerts = `${ran.stdout.split("\n").length - 1}, ${createHash("sha256").update(ran.stdout).digest("hex").slice(0, 8)}`;
}
