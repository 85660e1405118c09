/** `npm start`: the rule pack over the bundled sample of real telemetry, as a person reads it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const words = ["run", "rules", "--adapter", "flat", "--events", "examples/sample/events.jsonl", "--format", "pretty"];
const shownMax = 6;

const run = spawnSync(process.execPath, ["dist/cli.js", ...(process.stdout.isTTY ? ["--color"] : []), ...words], {
  cwd: root,
  encoding: "utf8",
  stdio: ["ignore", "pipe", "pipe"],
  maxBuffer: 1 << 28,
});
const command = `aidr ${words.join(" ")}`;
const alerts = run.stdout.trimEnd().split("\n\n");
console.log(`$ ${command}\n`);
console.log(alerts.slice(0, shownMax).join("\n\n"));
if (alerts.length > shownMax) console.log(`\n… and ${alerts.length - shownMax} more alerts, all of them with: npx ${command}`);
console.log(`\n${run.stderr.trimEnd()}`);
process.exitCode = run.status ?? 1;
