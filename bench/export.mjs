/**
 * The cost of exports: rules × targets, in CPU seconds and as a ratio to reading and checking the same rules. Two sets: the library, and as many rules as
 * asked for, made of the library's texts under new ids, for libraries repeat their lists and patterns. Each set is measured in its own process.
 *
 *   node bench/export.mjs [--rules rules] [--many 1000] [--rounds 3]
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleSources } from "./bundle.mjs";

const { values } = parseArgs({
  options: {
    rules: { type: "string", default: "rules" },
    many: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
    measure: { type: "string" },
    bundle: { type: "string" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
if (values.measure === undefined) await compare();
else console.log(JSON.stringify(await measure(values.measure, values.bundle)));

async function compare() {
  const work = mkdtempSync(join(root, ".bench-export-"));
  process.on("exit", () => rmSync(work, { recursive: true, force: true }));
  process.on("SIGINT", () => process.exit(130));
  const bundle = join(work, "src.mjs");
  await bundleSources({ entryPoints: [join(root, "src/index.ts")] }, bundle);
  const many = Number(values.many);
  for (const folder of many > 0 ? [values.rules, repeated(join(work, "many"), many)] : [values.rules]) {
    const rounds = Array.from({ length: Number(values.rounds) }, () => inProcess(folder, bundle));
    print(rounds);
  }
}

/** The library's files over and over, each rule under an id of its own. */
function repeated(folder, many) {
  let left = many;
  for (let copy = 0; left > 0; copy++) {
    cpSync(values.rules, join(folder, String(copy)), { recursive: true, filter: (name) => !/\.(test\.yaml|md)$/.test(name) });
    for (const name of readdirSync(join(folder, String(copy)), { recursive: true })) {
      if (!name.endsWith(".aidr")) continue;
      const file = join(folder, String(copy), name);
      if (left-- <= 0) rmSync(file);
      else
        writeFileSync(
          file,
          readFileSync(file, "utf8")
            .replace(/^(\s*id=")([^"]*)"/m, `$1$2-${copy}"`)
            .replace(/^RULE: (.*)$/m, `RULE: $1 ${copy}`),
        );
    }
  }
  return folder;
}

function inProcess(folder, bundle) {
  const script = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, "--measure", folder, "--bundle", bundle], {
    encoding: "utf8",
    cwd: root,
  });
  if (status !== 0) throw new Error(stderr.slice(-2_000));
  return JSON.parse(stdout);
}

/** CPU milliseconds of checking, and of exporting to each target, one after the other in this process. */
async function measure(folder, bundle) {
  const { analyze, exportTo, loadMapping, loadProject, targetNames } = await import(pathToFileURL(bundle).href);
  const before = process.cpuUsage();
  const project = loadProject({ cwd: root, environment: {}, paths: [folder] });
  const plan = analyze(project.value.input).value;
  const since = (start) => Object.values(process.cpuUsage(start)).reduce((sum, each) => sum + each, 0) / 1_000;
  const checkMs = since(before);
  const targets = targetNames.map((target) => {
    const request = { target, cwd: root };
    const mapping = loadMapping(request, project.value.settings, project.value.input.model, new Map(project.value.sources)).value;
    const start = process.cpuUsage();
    const kinds = {};
    let slowest = { id: "", ms: 0 };
    for (const rule of plan.rules) {
      const began = process.cpuUsage();
      const { kind } = exportTo(target, { plan, rule, mapping, options: { broader: false, entity: false, folding: "plain" } });
      const ms = since(began);
      if (ms > slowest.ms) slowest = { id: rule.id, ms };
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    }
    return { target, ms: since(start), slowest, kinds };
  });
  return { rules: plan.rules.length, checkMs, targets };
}

function print(rounds) {
  const least = (of) => Math.min(...rounds.map(of));
  const [{ rules, targets }] = rounds;
  const checkMs = least((round) => round.checkMs);
  console.log(`${rules} rules, CPU time, least of ${rounds.length}\n`);
  const row = (...cells) =>
    console.log(cells.map((cell, at) => (at === 0 || at > 4 ? String(cell).padEnd(10) : String(cell).padStart(10))).join("  "));
  row("", "s", "ms a rule", "/ check", "slowest ms", "outcomes");
  row("check", (checkMs / 1_000).toFixed(2), (checkMs / rules).toFixed(2), "1.00", "", "");
  let allMs = 0;
  for (const [at, { target, kinds, slowest }] of targets.entries()) {
    const ms = least((round) => round.targets[at].ms);
    allMs += ms;
    const outcomes = Object.entries(kinds)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ");
    row(
      target,
      (ms / 1_000).toFixed(2),
      (ms / rules).toFixed(2),
      (ms / checkMs).toFixed(2),
      slowest.ms.toFixed(0),
      `${outcomes} (slowest: ${slowest.id})`,
    );
  }
  row("all", (allMs / 1_000).toFixed(2), (allMs / rules).toFixed(2), (allMs / checkMs).toFixed(2), "", "");
  console.log("");
}
