/** `npm start`: the rule pack over the bundled sample of real telemetry, as a person reads it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const sample = "examples/sample/events.jsonl";
const command = ["dist/cli.js", "run", "rules", "--adapter", "flat", "--events", sample, "--format", "pretty"];
console.log(`$ aidr ${command.slice(1).join(" ")}\n`);
const run = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
process.exitCode = run.status ?? 1;
