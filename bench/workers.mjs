/**
 * `aidr run` with the rules that ship, alone and with threads that look ahead: wall clock and CPU time, each the minimum of the rounds, taken in turn; the alerts are compared first. Linux counts
 * CPU time by thread: the first, which owns the state; the threads, which are the busiest of the others; and the rest, on which V8 compiles and clears away for all of them. Elsewhere only the whole is known.
 *
 *   npm run build && node bench/workers.mjs EVENTS... [--adapter flat] [--rules rules] [--workers 0,1,2] [--rounds 3]
 *   npm run build && node bench/workers.mjs --workload 2000 [--lines 100000] [--density few]
 *
 * The second form makes so many rules, and lines of 1.7 kB for them, as `bench/raw.mjs` does, and puts beside the command what reading them takes without any rule: `readline` and `JSON.parse`.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeRules } from "./engines.mjs";
import { densities, makeEvents, makeRules } from "./workload.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    adapter: { type: "string" },
    rules: { type: "string", default: "rules" },
    workers: { type: "string", default: "0,1,2" },
    rounds: { type: "string", default: "3" },
    workload: { type: "string" },
    lines: { type: "string", default: "100000" },
    density: { type: "string", default: "few" },
  },
});
const made = values.workload === undefined ? undefined : makeWorkload(Number(values.workload));
const files = made === undefined ? positionals : [join(made, "events.jsonl")];
if (files.length === 0) {
  console.error("usage: node bench/workers.mjs EVENTS... [--adapter flat] [--rules rules] [--workers 0,1,2] [--rounds 3]");
  process.exit(3);
}
/** What anybody would write to read lines, and nothing else. */
const readsLines = `
  import { createReadStream } from "node:fs";
  import { createInterface } from "node:readline";
  let ids = 0;
  for await (const line of createInterface({ input: createReadStream(process.argv[1]) })) if (JSON.parse(line).event_id) ids++;
  console.log(ids);
`;
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const words = [
  "run",
  made ?? values.rules,
  ...(values.adapter ? ["--adapter", values.adapter] : []),
  ...files.flatMap((file) => ["--events", file]),
];
const rows = values.workers.split(",").map((value) => {
  const count = Number(value);
  return { count, command: [cli, ...words, ...(count > 0 ? ["--workers", value] : [])], least: [], alerts: "" };
});
const reading = { count: 0, command: ["--input-type=module", "-e", readsLines, files[0]], least: [], alerts: "" };
const measured = made === undefined ? rows : [...rows, reading];
for (let round = 0; round < Number(values.rounds); round++) for (const row of measured) await measure(row);
const [first] = rows;
console.log(
  "| threads | wall, s | as fast | CPU of all, s | of the owner | of the threads | of V8 beside them | alerts |\n|---|---|---|---|---|---|---|---|",
);
for (const { count, least, alerts } of rows) {
  if (alerts !== first.alerts) throw new Error(`${count} threads give other alerts: ${alerts}, not ${first.alerts}`);
  const [wall, ...cpu] = least;
  console.log(
    `| ${[count, wall.toFixed(2), `${(first.least[0] / wall).toFixed(2)} ×`, ...cpu.map((each) => each.toFixed(1)), alerts].join(" | ")} |`,
  );
}
if (made !== undefined) {
  const [wall, cpu] = reading.least;
  const beside = (index) => rows.map(({ least }) => (least[index] / reading.least[index]).toFixed(2)).join(", ");
  console.log(
    `\nreadline and JSON.parse: ${wall.toFixed(2)} s, ${cpu.toFixed(1)} s CPU; the rows above beside it: ${beside(0)}, in CPU ${beside(1)}`,
  );
}
console.log(`\n${loadavg()[0].toFixed(1)} threads were at work on this machine in the last minute.`);
if (made !== undefined) rmSync(made, { recursive: true });

/** A folder with rules and their lines: the events of a thousand lines come again and again, each time under other ids and later. */
function makeWorkload(count) {
  const folder = mkdtempSync(join(tmpdir(), "aidr-bench-"));
  const rules = makeRules(count);
  writeFileSync(join(folder, "aidr.yaml"), "");
  writeRules(rules, folder);
  const events = makeEvents(rules, 1_000, 1_300, densities[values.density]);
  for (let lines = 0; lines < Number(values.lines); lines += events.length) {
    const laterMs = lines * 1_000;
    const texts = events.map((event, index) => {
      const timestamp = new Date(Date.parse(event.timestamp) + laterMs).toISOString();
      return JSON.stringify({ ...event, event_id: `e${lines + index}`, timestamp });
    });
    appendFileSync(join(folder, "events.jsonl"), `${texts.join("\n")}\n`);
  }
  return folder;
}

async function measure(row) {
  const child = spawn("bash", ["-c", 'TIMEFORMAT="taken %R %U %S"; time "$@"', "bash", process.execPath, ...row.command]);
  const alerts = createHash("sha256");
  let [lines, said] = [0, ""];
  child.stdout.on("data", (bytes) => {
    alerts.update(bytes);
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  });
  child.stderr.on("data", (bytes) => (said += bytes));
  const byThread = new Map();
  const looking = setInterval(() => lookAt(child.pid, byThread), 50);
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(looking);
  if (code !== 0) throw new Error(said.slice(-2_000));
  const [, wall, user, system] = /taken ([\d.]+) ([\d.]+) ([\d.]+)/.exec(said) ?? [];
  const [owner, ...others] = byThread.values();
  const busiest = others.sort((one, other) => other - one).slice(0, row.count);
  const all = Number(user) + Number(system);
  const threads = busiest.reduce((sum, each) => sum + each, 0);
  const found = [Number(wall), all, owner ?? Number.NaN, threads, all - (owner ?? Number.NaN) - threads];
  row.least = found.map((each, at) => Math.min(each, row.least[at] ?? each));
  row.alerts = `${lines}, ${alerts.digest("hex").slice(0, 8)}`;
}

/** CPU seconds of each thread of the command that the shell runs, its first thread first. */
function lookAt(shell, byThread) {
  try {
    const [node] = readFileSync(`/proc/${shell}/task/${shell}/children`, "utf8").split(" ").filter(Boolean);
    if (node === undefined) return;
    if (!byThread.has(node)) byThread.set(node, 0);
    for (const thread of readdirSync(`/proc/${node}/task`)) {
      const fields = readFileSync(`/proc/${node}/task/${thread}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      byThread.set(thread, (Number(fields[11]) + Number(fields[12])) / 100);
    }
  } catch {
    // It has ended, or this is no Linux.
  }
}
