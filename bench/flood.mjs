/**
 * A flood of invented keys against a bounded state: 10 million keys from one source, a victim's attack from another among them. Prints the
 * heap when all is full and at the end, what was evicted, and whether the victim's alerts are those of a run without the flood. Exits with 1
 * when they are not, when nothing was evicted, or when memory grew by more than 15 % after the first tenth.
 *
 *   node --expose-gc bench/flood.mjs [--keys 10000000] [--budget 200000]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { analyze, detect, loadProject } from "../dist/index.js";

const { values } = parseArgs({ options: { keys: { type: "string", default: "10000000" }, budget: { type: "string", default: "200000" } } });
const keys = Number(values.keys);
// Keys of a term, and five times as many ids of events: the proportion of the defaults.
const budget = Number(values.budget);
const victimEvery = Math.max(1, Math.floor(keys / 40));
const rules = `RULE: Many calls
ON tool_call
IF COUNT(FROM tool_call BY user.id WITHIN 1d) >= 10
THEN alert(severity=LOW, category="resource_abuse")

RULE: Read, then send
IF SEQUENCE BY user.id WITHIN 1d
  STEP read FROM tool_call WHERE tool_call.tool == "read"
  STEP send FROM tool_call WHERE tool_call.tool == "send"
THEN alert(severity=LOW, category="data_exfiltration")
`;

const plan = planOf(rules);
const start = Date.UTC(2026, 0, 1);
const flooded = run(true);
const quiet = run(false);
console.log(`${keys} invented keys, Node ${process.version}`);
console.log(`CPU ${(flooded.cpuMs / 1000).toFixed(1)} s, ${Math.round((flooded.cpuMs * 1e6) / keys)} ns an event`);
console.log(
  `heap after the first tenth ${mib(flooded.early)} MiB, at the end ${mib(flooded.late)} MiB (${((flooded.late / flooded.early - 1) * 100).toFixed(1)} %)`,
);
console.log(`keys evicted ${flooded.evicted}`);
console.log(
  `victim's alerts: ${flooded.alerts.length} with the flood, ${quiet.alerts.length} without; ${flooded.alerts.join() === quiet.alerts.join() ? "the same" : "DIFFERENT"}`,
);
const same = flooded.alerts.length > 0 && flooded.alerts.join() === quiet.alerts.join();
if (!same || flooded.evicted === 0 || flooded.late > flooded.early * 1.15) process.exitCode = 1;

function run(withFlood) {
  const detector = detect(plan, { limits: { keysPerState: budget, duplicateIds: 5 * budget } });
  const alerts = [];
  let early = 0;
  const before = process.cpuUsage();
  for (let n = 0; n < keys; n++) {
    if (withFlood) detector.judge(call(`f${n}`, n, `invented-${n}`, "read", "web"));
    if (n % victimEvery === 0) {
      const tool = (n / victimEvery) % 4 === 3 ? "send" : "read";
      for (const alert of detector.judge(call(`v${n}`, n, "victim", tool, "vpn")))
        alerts.push(`${alert.alert_id}${alert.degraded ? " degraded" : ""}`);
    }
    if (n === Math.floor(keys / 10)) early = heap();
  }
  const used = process.cpuUsage(before);
  return {
    alerts,
    early,
    late: heap(),
    cpuMs: (used.user + used.system) / 1000,
    evicted: detector.stats().notices.get("keys_evicted") ?? 0,
  };
}

function call(id, n, user, tool, source) {
  return { event_id: id, event_type: "tool_call", timestamp: start + Math.floor(n / 200), source, user: { id: user }, tool_call: { tool } };
}

function heap() {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

function mib(bytes) {
  return Math.round(bytes / 1_048_576);
}

function planOf(text) {
  const folder = mkdtempSync(join(tmpdir(), "aidr-flood-"));
  writeFileSync(join(folder, "rules.aidr"), text);
  const project = loadProject({ cwd: folder, paths: ["rules.aidr"], environment: {} });
  const checked = analyze(project.value.input);
  rmSync(folder, { recursive: true, force: true });
  const wrong = [...project.diagnostics, ...checked.diagnostics].filter((one) => one.severity === "error");
  if (wrong.length > 0) throw new Error(wrong.map((one) => one.message).join("\n"));
  return checked.value;
}
