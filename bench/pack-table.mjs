/**
 * What the rule pack says about labelled telemetry: alerts by folder, label and rule. The labels are read only after every folder has run.
 *
 *   node bench/pack-table.mjs FOLDER [--rules rules] [--only a,b] [--held-out a,b] [--json FILE]
 *
 * FOLDER has one folder a source, each with `events.jsonl.gz` (flat JSON Lines) and `labels.jsonl` (`session_id`, `label`, `categories`, `source`).
 * A session counts as found when at least one alert names it; alerts without a session (incidents of a user) are listed apart.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rules: { type: "string", default: "rules" },
    only: { type: "string" },
    "held-out": { type: "string", default: "" },
    json: { type: "string" },
  },
});
const root = positionals[0];
if (root === undefined) {
  console.error("usage: node bench/pack-table.mjs FOLDER [--rules rules] [--only a,b] [--held-out a,b] [--json FILE]");
  process.exit(3);
}
const cli = new URL("../dist/cli.js", import.meta.url).pathname;
const heldOut = new Set(values["held-out"].split(",").filter(Boolean));
const only = values.only?.split(",");
const folders = readdirSync(root).filter(
  (name) => existsSync(join(root, name, "events.jsonl.gz")) && (only === undefined || only.includes(name)),
);

const runs = folders.map((name) => ({ name, ...runFolder(name) }));
const tables = runs.map((run) => judge(run, readLines(join(root, run.name, "labels.jsonl"))));
print(tables);
if (values.json) writeFileSync(values.json, `${JSON.stringify(tables, null, 2)}\n`);

function runFolder(name) {
  const work = mkdtempSync(join(tmpdir(), "aidr-pack-"));
  const out = join(work, "alerts.jsonl");
  const started = performance.now();
  const run = spawnSync(
    process.execPath,
    [cli, "run", values.rules, "--adapter", "flat", "--events", join(root, name, "events.jsonl.gz"), "--out", out, "--format", "ndjson"],
    {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    },
  );
  const seconds = (performance.now() - started) / 1_000;
  if (run.status !== 0) {
    console.error(`${name}: exit code ${run.status}\n${run.stderr.slice(-2_000)}`);
    process.exit(1);
  }
  const alerts = readLines(out);
  rmSync(work, { recursive: true, force: true });
  return { alerts, seconds, summary: run.stderr.trim().split("\n").slice(-2).join(" · ") };
}

function readLines(file) {
  return existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
}

function judge(run, labels) {
  const bySession = new Map();
  let withoutSession = 0;
  for (const alert of run.alerts) {
    if (alert.session_id === undefined) withoutSession++;
    else bySession.set(alert.session_id, (bySession.get(alert.session_id) ?? new Set()).add(alert.rule_id));
  }
  const groups = new Map();
  const rules = new Map();
  for (const label of labels) {
    const found = bySession.get(label.session_id) ?? new Set();
    const names = label.label === "malicious" ? Object.keys(label.categories ?? {}) : [label.label];
    for (const name of names.length === 0 ? ["malicious"] : names) count(groups, name, found.size > 0);
    if (label.label === "malicious") count(groups, "any attack", found.size > 0);
    for (const rule of found) {
      const row = rules.get(rule) ?? { malicious: 0, benign: 0, excluded: 0 };
      row[label.label]++;
      rules.set(rule, row);
    }
  }
  return {
    folder: run.name,
    heldOut: heldOut.has(run.name),
    seconds: run.seconds,
    summary: run.summary,
    alerts: run.alerts.length,
    withoutSession,
    groups: Object.fromEntries(groups),
    rules: Object.fromEntries([...rules].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function count(groups, name, found) {
  const group = groups.get(name) ?? { sessions: 0, found: 0 };
  group.sessions++;
  if (found) group.found++;
  groups.set(name, group);
}

function print(all) {
  for (const part of [all.filter((table) => !table.heldOut), all.filter((table) => table.heldOut)]) {
    if (part.length === 0) continue;
    console.log(
      part[0].heldOut ? "\n# Held out: not looked at while the rules were written" : "\n# Looked at while the rules were written",
    );
    for (const table of part) {
      console.log(
        `\n## ${table.folder}: ${table.alerts} alerts in ${table.seconds.toFixed(1)} s (${table.withoutSession} without a session)`,
      );
      for (const [name, { sessions, found }] of Object.entries(table.groups))
        console.log(`  ${name.padEnd(28)} ${String(found).padStart(5)} of ${String(sessions).padStart(5)}  ${share(found, sessions)}`);
      for (const [rule, row] of Object.entries(table.rules))
        console.log(
          `    ${rule.padEnd(38)} malicious ${String(row.malicious).padStart(4)}  benign ${String(row.benign).padStart(4)}  excluded ${String(row.excluded).padStart(4)}`,
        );
    }
    const total = {};
    for (const table of part)
      for (const [name, { sessions, found }] of Object.entries(table.groups)) {
        total[name] ??= { sessions: 0, found: 0 };
        total[name].sessions += sessions;
        total[name].found += found;
      }
    console.log("\n## All of these");
    for (const [name, { sessions, found }] of Object.entries(total))
      console.log(`  ${name.padEnd(28)} ${String(found).padStart(5)} of ${String(sessions).padStart(5)}  ${share(found, sessions)}`);
  }
}

function share(found, sessions) {
  return `${((100 * found) / Math.max(sessions, 1)).toFixed(1).padStart(5)} %`;
}
