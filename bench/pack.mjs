/**
 * What an event costs with the rules that ship: CPU microseconds an event of `aidr run` for each folder of flat telemetry, start-up taken off (the same command on
 * a file without events), minimum of the rounds; then microseconds for one prompt of harmless prose that a gateway has judged, at three lengths.
 *
 *   npm run build && node bench/pack.mjs FOLDER... [--rounds 3] [--against OTHER]
 *
 * A FOLDER has `events.jsonl.gz`. OTHER is another copy of the package (`dist`, `stdlib`, `rules`): the two are taken in turn, and must give the same alerts.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { sentences } from "./prose.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "3" }, against: { type: "string" } },
});
const own = fileURLToPath(new URL("..", import.meta.url));
const packages = values.against === undefined ? [own] : [values.against, own];
const rounds = Number(values.rounds);
const scratch = mkdtempSync(join(tmpdir(), "aidr-pack-"));

try {
  const empty = join(scratch, "empty.jsonl");
  writeFileSync(empty, "");
  const starts = fastest(empty).map(({ seconds }) => seconds);
  console.log(`start-up, ms CPU: ${starts.map((seconds) => (seconds * 1_000).toFixed(0)).join(", then ")}`);
  for (const folder of positionals) row(folder, starts);
  for (const size of [200, 2_000, 20_000]) await prompts(size);
} finally {
  rmSync(scratch, { recursive: true });
}

function row(folder, starts) {
  const ran = fastest(join(folder, "events.jsonl.gz"));
  if (new Set(ran.map(({ alerts }) => alerts)).size > 1) throw new Error(`${folder}: other alerts`);
  const micros = ran.map(({ seconds, events }, index) => ((seconds - starts[index]) * 1e6) / events);
  const ratio = micros.length === 2 ? `, ${(micros[0] / micros[1]).toFixed(2)} times` : "";
  console.log(
    `${basename(folder)}: ${ran[0].events} events, µs CPU an event: ${micros.map((one) => one.toFixed(0)).join(", then ")}${ratio}`,
  );
}

/** Of each package the fastest run on the file, the packages in turn. */
function fastest(events) {
  const best = packages.map(() => ({ seconds: Number.POSITIVE_INFINITY, events: 0, alerts: "" }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, root] of packages.entries()) {
      const ran = run(root, events);
      if (ran.seconds < best[index].seconds) best[index] = ran;
    }
  }
  return best;
}

function run(root, events) {
  const out = join(scratch, "alerts.jsonl");
  const command = [
    process.execPath,
    join(root, "dist/cli.js"),
    "run",
    join(root, "rules"),
    "--adapter",
    "flat",
    "--events",
    events,
    "--out",
    out,
  ];
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@"';
  const { stderr, status } = spawnSync("bash", ["-c", script, "bash", ...command], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(stderr.slice(-2_000));
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  const count = Number((/([\d,]+) events/.exec(stderr)?.[1] ?? "0").replaceAll(",", ""));
  return { seconds: Number(user) + Number(system), events: count, alerts: createHash("sha256").update(readFileSync(out)).digest("hex") };
}

/** One prompt after the other, no text twice: the median and the 99th percentile of the second half. */
async function prompts(size) {
  const shown = [];
  for (const root of packages) {
    const { analyze, detect, loadProject } = await import(pathToFileURL(join(root, "dist/index.js")).href);
    const project = loadProject({ cwd: root, environment: {}, paths: [join(root, "rules")] });
    const detector = detect(analyze(project.value.input).value, {});
    const count = size > 10_000 ? 600 : 3_000;
    const micros = [];
    for (let number = 0; number < count; number++) {
      const event = {
        event_id: `p${number}`,
        event_type: "input",
        timestamp: new Date(1_767_225_600_000 + number * 60_000).toISOString(),
        session: { id: `s${number}` },
        user: { id: `u${number % 97}` },
        input_source: "user",
        input_text: prose(size, number),
      };
      const begun = process.hrtime.bigint();
      detector.judge(event);
      micros.push(Number(process.hrtime.bigint() - begun) / 1_000);
    }
    const warm = micros.slice(count >> 1).sort((one, other) => one - other);
    shown.push(`${warm[warm.length >> 1].toFixed(0)} (p99 ${warm[Math.floor(warm.length * 0.99)].toFixed(0)})`);
  }
  console.log(`a prompt of ${size} B, µs: ${shown.join(", then ")}`);
}

function prose(size, number) {
  let text = `Question ${number}.`;
  for (let at = number; text.length < size; at = (at * 5 + 3) % 8191) text += ` ${sentences[at % sentences.length]}`;
  return text.slice(0, size);
}
