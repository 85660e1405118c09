/**
 * Lines of JSON judged by their bytes, beside `JSON.parse` of the same lines and nothing else: alerts and checksum are compared with those of parsed events
 * first, then CPU time (user and system, threads included), in turn, the minimum of the rounds. `to candidates`: which rules a line wakes; `complete`: order,
 * duplicates, verdicts, and an alert with its explanation for each firing besides. Trust the ratios.
 *
 *   npm run build && node bench/raw.mjs [--rules 100,500,2000,5000] [--size 1300] [--rounds 24] [--lines 2000] [--density few]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { detectorFor } from "./engines.mjs";
import { densities, makeEvents, makeRules } from "./workload.mjs";

const { values } = parseArgs({
  options: {
    rules: { type: "string", default: "100,500,2000,5000" },
    size: { type: "string", default: "1300" },
    rounds: { type: "string", default: "24" },
    lines: { type: "string", default: "2000" },
    density: { type: "string", default: "few" },
    api: { type: "string", default: fileURLToPath(new URL("../dist/index.js", import.meta.url)) },
  },
});
const goals = { 100: 0.8, 500: 1, 2000: 1.75, 5000: 3 };
const perChunk = 128;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

console.log(
  "| rules | JSON.parse, µs | to candidates, µs | ratio | complete, µs | ratio | goal | parsed of the lines | parsed events, complete, µs | string and JSON.parse, µs | alerts |",
);
console.log("|---|---|---|---|---|---|---|---|---|---|---|");
let turns = 0;
let sink = 0;
let offset = 0;
for (const count of values.rules.split(",").map(Number)) await measure(count);

async function measure(count) {
  const rules = makeRules(count);
  const events = makeEvents(rules, Number(values.lines), Number(values.size), densities[values.density]);
  const make = await detectorFor(rules, values.api);
  const [detector, other] = [make(), make()];
  const sight = detector.lineSight();
  if (sight === undefined) throw new Error("bytes cannot be looked at here");

  const first = chunksOf(events);
  const [raw, parsed] = [judgeBytes(detector, sight, first), judgeObjects(other, first)];
  if (checksum(raw.alerts) !== checksum(parsed.alerts))
    throw new Error(`the alerts differ: ${checksum(raw.alerts)}, ${checksum(parsed.alerts)}`);

  const ways = {
    looking: (chunks) => lookAt(sight, chunks),
    bytes: (chunks) => judgeBytes(detector, sight, chunks),
    parse: (_, texts) => parseAll(texts),
    decode: (chunks) => decodeAll(chunks),
  };
  const best = inTurn(ways, events, Number(values.rounds));
  // In the end: what runs with events of either kind is compiled for both.
  const { objects } = inTurn({ objects: (chunks) => judgeObjects(other, chunks) }, events, Number(values.rounds));
  const { looking, bytes, parse, decode } = best;
  const times = [parse, looking, looking / parse, bytes, bytes / parse].map((number) => number.toFixed(2));
  const share = `${((100 * raw.read) / events.length).toFixed(1)} %`;
  console.log(
    `| ${[count, ...times, goals[count] ?? "", share, objects.toFixed(2), decode.toFixed(2), checksum(raw.alerts)].join(" | ")} |`,
  );
}

/** The time of an event in each way: of each piece the least, for other work on the machine disturbs some of them; the first third of the rounds is the compiler's. */
function inTurn(ways, events, rounds) {
  const best = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const chunks = chunksOf(events);
    const texts = chunks.map((chunk) => chunk.toString("utf8").split("\n").slice(0, -1));
    collect();
    for (const [name, way] of Object.entries(ways)) {
      for (const [index, chunk] of chunks.entries()) {
        const start = process.cpuUsage();
        way([chunk], texts[index]);
        const { user, system } = process.cpuUsage(start);
        if (3 * round >= rounds) best[name][index] = Math.min(best[name][index] ?? Number.POSITIVE_INFINITY, user + system);
      }
    }
  }
  return Object.fromEntries(Object.entries(best).map(([name, pieces]) => [name, pieces.reduce((sum, us) => sum + us, 0) / events.length]));
}

/** The same events later, with other ids, in pieces. */
function chunksOf(events) {
  turns++;
  const chunks = [];
  let lines = [];
  for (const [index, event] of events.entries()) {
    const time = new Date(1_767_225_600_000 + (turns * events.length + index) * 1_000).toISOString();
    const line = `${JSON.stringify({ ...event, event_id: `${turns}-${event.event_id}`, timestamp: time })}\n`;
    lines.push(line);
    // Pieces of whole events, so that each has the same ones in every round.
    if ((index + 1) % perChunk !== 0 && index + 1 < events.length) continue;
    chunks.push(Buffer.from(lines.join("")));
    lines = [];
  }
  return chunks;
}

/** As `aidr run` does: a line that concerns nobody is never an object. */
function judgeBytes(detector, sight, chunks) {
  const alerts = [];
  let read = 0;
  for (const chunk of chunks) {
    sight.load(chunk);
    for (let from = 0, end = chunk.indexOf(10); end >= 0; from = end + 1, end = chunk.indexOf(10, from)) {
      const start = from;
      const stop = end;
      const make = () => {
        read++;
        return JSON.parse(chunk.toString("utf8", start, stop));
      };
      const seen = sight.sight(start, stop);
      const at = { source: "s", offset: offset++ };
      const fired = seen === undefined ? detector.push(make(), at) : detector.pushSighted(seen, make, at);
      if (fired.length > 0) alerts.push(...fired);
    }
  }
  return { alerts, read };
}

function lookAt(sight, chunks) {
  for (const chunk of chunks) {
    sight.load(chunk);
    for (let from = 0, end = chunk.indexOf(10); end >= 0; from = end + 1, end = chunk.indexOf(10, from))
      sink += sight.sight(from, end)?.rules.length ?? 0;
  }
}

function judgeObjects(detector, chunks) {
  const alerts = [];
  for (const chunk of chunks)
    for (const line of chunk.toString("utf8").split("\n").slice(0, -1))
      alerts.push(...detector.push(JSON.parse(line), { source: "s", offset: offset++ }));
  return { alerts };
}

function parseAll(texts) {
  for (const text of texts) sink = (sink + Object.keys(JSON.parse(text)).length) | 0;
}

function decodeAll(chunks) {
  for (const chunk of chunks)
    for (const line of chunk.toString("utf8").split("\n").slice(0, -1)) sink = (sink + Object.keys(JSON.parse(line)).length) | 0;
}

/** Which rule fired on which event, in their order. */
function checksum(alerts) {
  let sum = 0;
  for (const { rule_id, event_ids } of alerts)
    for (const unit of `${rule_id} ${event_ids[0]}`) sum = (Math.imul(sum, 31) + unit.charCodeAt(0)) >>> 0;
  return `${alerts.length} fired, ${sum.toString(16).padStart(8, "0")}`;
}
