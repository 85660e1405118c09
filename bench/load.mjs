/**
 * How long a module made by `aidr compile` takes until it judges: importing it, making its detector, and the first event, in CPU milliseconds of processes of their
 * own, the least of several; beside what `aidr/runtime` takes. Reads `dist` as built.
 *
 *   node bench/load.mjs [--rules 1000] [--rounds 9] [--folder rules]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { analyze, emitModule, loadProject } from "../dist/index.js";
import { ruleText } from "./engines.mjs";
import { makeRules } from "./workload.mjs";

const { values } = parseArgs({
  options: { rules: { type: "string", default: "1000" }, rounds: { type: "string", default: "9" }, folder: { type: "string" } },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "aidr-load-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

mkdirSync(join(work, "node_modules"));
symlinkSync(root, join(work, "node_modules/aidr"));
const folder = values.folder === undefined ? generated(Number(values.rules)) : values.folder;
const project = loadProject({ cwd: values.folder === undefined ? work : process.cwd(), environment: {}, paths: [folder] });
const { value: plan, diagnostics } = analyze(project.value.input);
if (diagnostics.some(({ severity }) => severity === "error")) throw new Error(diagnostics[0].message);
const started = process.cpuUsage();
const made = emitModule({ plan, sources: project.value.sources, version: "0" });
const emitMs = spent(started);
writeFileSync(join(work, "detections.mjs"), made.javascript);

const least = Array.from({ length: Number(values.rounds) }, measured).reduce((best, one) =>
  best.map((value, at) => Math.min(value, one[at])),
);
const [runtime, load, create, first] = least;
const rows = [
  ["writing the module (this process, cold)", emitMs],
  ["`aidr/runtime`, imported", runtime],
  ["the module, imported", load],
  ["its detector, made", create],
  ["the first event judged", first],
];
console.log(`${plan.rules.length} rules, ${Math.round(statSync(join(work, "detections.mjs")).size / 1024)} kB of JavaScript`);
for (const [what, ms] of rows) console.log(`${what.padEnd(42)} ${ms.toFixed(1).padStart(8)} ms`);
const bare = Math.min(...Array.from({ length: Number(values.rounds) }, bareStart));
console.log(`${"node -e 0, from its start to its end".padEnd(42)} ${bare.toFixed(1).padStart(8)} ms`);
console.log(`${"loaded: import and detector".padEnd(42)} ${(load + create).toFixed(1).padStart(8)} ms`);

function generated(count) {
  const texts = makeRules(count).map(ruleText);
  mkdirSync(join(work, "rules"));
  for (let at = 0; at < texts.length; at += 100)
    writeFileSync(join(work, "rules", `rules-${at}.aidr`), `${texts.slice(at, at + 100).join("\n")}\n`);
  return "rules";
}

function measured() {
  const event = {
    event_id: "e",
    event_type: "input",
    timestamp: 1_767_225_600_000,
    input_text: "a few words of a person",
    user: { id: "u" },
  };
  const script = `
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const times = [spent()];
await import("aidr/runtime");
times.push(spent());
const { createDetector } = await import("./detections.mjs");
times.push(spent());
const detector = createDetector();
times.push(spent());
detector.judge(${JSON.stringify(event)});
times.push(spent());
console.log(JSON.stringify(times.slice(1).map((time, at) => time - times[at])));`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: work, encoding: "utf8" });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout);
}

/** What the machine is like: a process that does nothing. */
function bareStart() {
  const ran = spawnSync(process.execPath, ["-e", "const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)"], {
    encoding: "utf8",
  });
  return Number(ran.stdout);
}

function spent(from) {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}
