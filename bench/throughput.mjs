/**
 * `aidr run` with the whole rule pack over folders of flat telemetry, beside a process that only reads and parses the same lines. CPU time
 * (user and system, start-up included), minimum of the rounds, the two taken in turn.
 *
 *   node bench/throughput.mjs FOLDER [--rules rules] [--rounds 3]
 *
 * FOLDER has one folder a source, each with `events.jsonl.gz`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rules: { type: "string", default: "rules" }, rounds: { type: "string", default: "3" } },
});
const root = positionals[0];
if (root === undefined) {
  console.error("usage: node bench/throughput.mjs FOLDER [--rules rules] [--rounds 3]");
  process.exit(3);
}
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const files = readdirSync(root)
  .map((name) => join(root, name, "events.jsonl.gz"))
  .filter((file) => existsSync(file));
const parseOnly = `
  const { readFileSync } = require("node:fs");
  const { gunzipSync } = require("node:zlib");
  let events = 0;
  for (const file of process.argv.slice(1)) for (const line of gunzipSync(readFileSync(file)).toString("utf8").split("\\n")) if (line) { JSON.parse(line); events++; }
  console.error(events + " events");
`;

let [aidr, parse] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
let [summary, events] = ["", 0];
for (let round = 0; round < Number(values.rounds); round++) {
  const parsed = timed([process.execPath, "-e", parseOnly, ...files]);
  parse = Math.min(parse, parsed.seconds);
  events = Number.parseInt(parsed.stderr, 10);
  const ran = timed([process.execPath, cli, "run", values.rules, "--adapter", "flat", ...files.flatMap((file) => ["--events", file])]);
  aidr = Math.min(aidr, ran.seconds);
  summary = ran.stderr.split("\n").find((line) => line.includes("alert")) ?? "";
}
console.log(summary);
console.log(`aidr run         ${aidr.toFixed(2)} s CPU, ${Math.round(events / aidr)} events a CPU second`);
console.log(`read and parse   ${parse.toFixed(2)} s CPU`);
console.log(`ratio            ${(aidr / parse).toFixed(1)}`);

function timed(command) {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@" > /dev/null';
  const { stderr, status } = spawnSync("bash", ["-c", script, "bash", ...command], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr.slice(-2_000));
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  return { seconds: Number(user) + Number(system), stderr };
}
