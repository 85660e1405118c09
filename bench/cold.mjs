/**
 * How long a process takes from rule files to the first answer: importing aidr, reading, checking, making the detector, and the first event, in CPU milliseconds of
 * processes of their own, the least of several; beside another build where one is given, taken in turn. Reads `dist` as built.
 *
 *   node bench/cold.mjs [--rules 5000] [--rounds 3] [--against DIST]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ruleText } from "./engines.mjs";
import { makeRules } from "./workload.mjs";

const { values } = parseArgs({
  options: { rules: { type: "string", default: "5000" }, rounds: { type: "string", default: "3" }, against: { type: "string" } },
});
const work = mkdtempSync(join(tmpdir(), "aidr-cold-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
mkdirSync(join(work, "rules"));
const texts = makeRules(Number(values.rules)).map(ruleText);
for (let at = 0; at < texts.length; at += 100)
  writeFileSync(join(work, "rules", `rules-${at}.aidr`), `${texts.slice(at, at + 100).join("\n")}\n`);

const builds = [...(values.against === undefined ? [] : [resolve(values.against)]), fileURLToPath(new URL("../dist", import.meta.url))];
const least = new Map();
for (let round = 0; round < Number(values.rounds); round++) {
  for (const dist of builds) {
    const times = measured(dist);
    least.set(
      dist,
      times.map((time, at) => Math.min(time, least.get(dist)?.[at] ?? Number.POSITIVE_INFINITY)),
    );
  }
}
for (const [dist, [imported, read, checked, made, first]] of least) {
  const total = read + checked + made + first;
  console.log(`${dist}: imported ${imported} ms, read ${read}, checked ${checked}, detector ${made}, first event ${first}`);
  console.log(`  ${Math.round((texts.length / (read + checked)) * 1000)} rules a second read and checked, ${total} ms to the first answer`);
}

function measured(dist) {
  const script = `
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const times = [spent()];
const { loadProject, analyze, detect } = await import(${JSON.stringify(pathToFileURL(join(dist, "index.js")).href)});
times.push(spent());
const project = loadProject({ cwd: ${JSON.stringify(work)}, environment: {}, paths: ["rules"] });
times.push(spent());
const plan = analyze(project.value.input);
times.push(spent());
const detector = detect(plan.value, {});
times.push(spent());
detector.judge({ event_id: "e", event_type: "input", timestamp: "2025-12-31T23:59:59Z", input_text: "x" });
times.push(spent());
console.log(JSON.stringify(times.slice(1).map((time, at) => Math.round(time - times[at]))));`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout);
}
