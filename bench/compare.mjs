/**
 * aidr beside what a user would take instead, on the same rules and events in one run: verdicts are compared first, then CPU time (user and system, threads
 * included), engines warmed up, then taken in turn, the minimum of the rounds. Ratios are to be trusted, absolute figures are this machine's.
 *
 *   npm run build && npm run bench [-- --quick] [-- --rules 100,2000] [-- --sizes 1300] [-- --peers FOLDER] [-- --write docs/performance.md]
 *
 * FOLDER has a `node_modules` with json-logic-js, json-logic-engine, json-rules-engine or @marcbachmann/cel-js; what is missing is named.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { aidrEngine, handWritten, peerEngines } from "./engines.mjs";
import { densities, makeEvents, makeRules } from "./workload.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    rules: { type: "string" },
    sizes: { type: "string" },
    peers: { type: "string" },
    write: { type: "string" },
    api: { type: "string", default: fileURLToPath(new URL("../dist/index.js", import.meta.url)) },
  },
});
const rounds = Number(values.rounds);
const ruleCounts = values.rules ? values.rules.split(",").map(Number) : values.quick ? [100, 500] : [100, 500, 2_000, 5_000];
const sizes = values.sizes ? values.sizes.split(",").map(Number) : values.quick ? [1_300] : [100, 1_300, 10_000, 100_000];
const bytes = 1_500_000;

setFlagsFromString("--expose-gc");
/** What was left behind before is not charged to what is built next. */
const collect = runInNewContext("gc");

const rows = [];
let sink = 0;
let turns = 0;
let clockMs = 1_767_225_600_000;
for (const count of ruleCounts) {
  const rules = makeRules(count);
  const built = process.cpuUsage();
  const aidr = await aidrEngine(rules, values.api);
  const analyzeMs = sinceMs(built);
  const buildMs = Math.min(buildTime(aidr), buildTime(aidr), buildTime(aidr));
  const hand = handWritten(rules);
  for (const size of sizes) {
    for (const density of size === 1_300 ? Object.keys(densities) : ["few"]) {
      const events = makeEvents(rules, Math.max(8, Math.min(2_000, Math.round(bytes / size))), size, densities[density]);
      rows.push({ count, size, density, analyzeMs, buildMs, ...(await measure([aidr, hand], events)) });
      print(rows.at(-1));
    }
  }
  if (count <= 500 && values.peers !== undefined) await measurePeers(rules, aidr);
}
if (sizes.includes(1_300)) console.log(`\ntime exponent in rules, 1.3 kB, few matches: ${exponent().toFixed(2)}`);
if (values.write !== undefined) writePage(values.write);

/** From a checked plan to the answer about the first event. */
function buildTime(aidr) {
  collect();
  const start = process.cpuUsage();
  aidr.renew();
  return sinceMs(start);
}

/** Verdicts and checksum first; then the time of each engine on as many events as it can take. */
async function measure(engines, events, budgetMs = 1_500) {
  const lines = events.map((event) => JSON.stringify(event));
  const plans = [];
  for (const engine of engines) {
    await warm(engine, events);
    const [probe, cost] = await timed(engine, events.slice(0, Math.min(4, events.length)));
    void probe;
    plans.push({ engine, take: Math.max(4, Math.min(events.length, Math.floor((budgetMs / cost) * Math.min(4, events.length)))) });
  }
  const shared = Math.min(...plans.map((plan) => plan.take));
  const sums = [];
  for (const { engine } of plans) sums.push(await checksum(engine, events.slice(0, shared)));
  for (const [index, sum] of sums.entries())
    if (sum.text !== sums[0].text)
      throw new Error(`${plans[index].engine.name} disagrees with ${plans[0].engine.name}: ${sum.text}, ${sums[0].text}`);
  const best = plans.map(() => Number.POSITIVE_INFINITY);
  let [parse, touch] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    for (const [index, { engine, take }] of plans.entries()) {
      const [, ms] = await timed(engine, events.slice(0, take));
      best[index] = Math.min(best[index], (ms * 1_000) / take);
    }
    parse = Math.min(
      parse,
      perEvent(() => parseAll(lines), lines.length),
    );
    touch = Math.min(
      touch,
      perEvent(() => readAll(events), events.length),
    );
  }
  return {
    events: events.length,
    checked: shared,
    fired: sums[0].fired,
    sum: sums[0].text,
    parse,
    touch,
    engines: plans.map(({ engine }, index) => ({ name: engine.name, us: best[index] })),
  };
}

/** Until the code is compiled, or enough time is spent. */
async function warm(engine, events, budgetMs = 2_000) {
  let used = 0;
  do {
    const again = anew(events);
    const start = process.cpuUsage();
    for (let turn = 0; turn < again.length && sinceMs(start) + used < budgetMs; turn++) await engine.fires(again[turn]);
    used += sinceMs(start);
  } while (used < budgetMs);
}

/** The same events later, with other ids and a word more in their texts: nothing is known of them, and their strings are flat as those of a parser are. */
function anew(events) {
  turns++;
  return events.map((event) => {
    const made = { ...event, event_id: `${turns}-${event.event_id}`, timestamp: new Date((clockMs += 1_000)).toISOString() };
    for (const field of ["input_text", "output_text"]) if (made[field] !== undefined) made[field] = flat(`${made[field]} ${turns}`);
    return made;
  });
}

function flat(text) {
  return Buffer.from(text, "latin1").toString("latin1");
}

async function timed(engine, given) {
  const events = anew(given);
  const start = process.cpuUsage();
  let fired = 0;
  for (const event of events) {
    const ids = engine.fires(event);
    fired += (ids instanceof Promise ? await ids : ids).length;
  }
  return [fired, sinceMs(start)];
}

/** Which rule fired on which event, whatever the order. */
async function checksum(engine, given) {
  const events = anew(given);
  let [sum, fired] = [0, 0];
  for (const [index, event] of events.entries()) {
    for (const id of await engine.fires(event)) {
      let hash = index + 1;
      for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
      sum = (sum + (hash >>> 0)) % 4_294_967_296;
      fired++;
    }
  }
  return { fired, text: `${fired} fired, ${sum.toString(16).padStart(8, "0")}` };
}

function perEvent(work, count) {
  const start = process.cpuUsage();
  let times = 0;
  do {
    work();
    times++;
  } while (sinceMs(start) < 30);
  return (sinceMs(start) * 1_000) / times / count;
}

function parseAll(lines) {
  for (const line of lines) sink = (sink + Object.keys(JSON.parse(line)).length) | 0;
}

/** Reading alone: every character of every text, once. */
function readAll(value) {
  if (typeof value === "string") for (let at = 0; at < value.length; at++) sink = (sink + value.charCodeAt(at)) | 0;
  else if (typeof value === "object" && value !== null) for (const key in value) readAll(value[key]);
}

function sinceMs(start) {
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1_000;
}

async function measurePeers(rules, aidr) {
  const events = makeEvents(rules, 400, 1_300, densities.few);
  for (const peer of await peerEngines(rules, values.peers)) {
    if (peer.missing) console.log(`  ${peer.name} is not in ${values.peers}`);
    else {
      const row = { count: rules.length, size: 1_300, density: "few", peer: true, ...(await measure([aidr, peer], events)) };
      rows.push(row);
      print(row);
    }
  }
}

function print(row) {
  const [aidr, other] = row.engines;
  console.log(
    `${String(row.count).padStart(5)} rules ${sizeName(row.size).padStart(7)} ${row.density.padEnd(5)} aidr ${aidr.us.toFixed(1).padStart(8)} us  ${other.name.padEnd(20)} ${other.us.toFixed(1).padStart(10)} us  ${(other.us / aidr.us).toFixed(1).padStart(7)} ×   parse ${row.parse.toFixed(1)} us  read ${row.touch.toFixed(1)} us   ${row.sum}`,
  );
}

function sizeName(size) {
  return size >= 1_000 ? `${size / 1_000} kB` : `${size} B`;
}

/** Slope of time over rules, both in logarithms, between the fewest and the most. */
function exponent() {
  const line = rows.filter((row) => row.size === 1_300 && row.density === "few" && !row.peer);
  const [first, last] = [line[0], line.at(-1)];
  return Math.log(last.engines[0].us / first.engines[0].us) / Math.log(last.count / first.count);
}

/** Between its two marks the page is what this run measured. */
function writePage(file) {
  const page = readFileSync(file, "utf8");
  const [begin, end] = ["<!-- measured -->", "<!-- end of measured -->"];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has no place for the table`);
  writeFileSync(file, `${page.slice(0, from + begin.length)}\n\n${table()}\n\n${plot()}\n\n${page.slice(to)}`);
}

function table() {
  const head =
    "| rules | text | matches | aidr, µs | other | other, µs | ratio | JSON.parse, µs | reading, µs | fired (checked events) |\n|---|---|---|---|---|---|---|---|---|---|";
  const lines = rows.map(
    ({ count, size, density, engines: [aidr, other], parse, touch, fired, checked }) =>
      `| ${count} | ${sizeName(size)} | ${density} | ${aidr.us.toFixed(1)} | ${other.name} | ${other.us.toFixed(1)} | **${(other.us / aidr.us).toFixed(1)}** | ${parse.toFixed(1)} | ${touch.toFixed(1)} | ${fired} (${checked}) |`,
  );
  const built = rows.filter((row, index) => !row.peer && rows.findIndex((other) => other.count === row.count) === index);
  const times = built
    .map(({ count, analyzeMs, buildMs }) => `${count} rules: ${analyzeMs.toFixed(0)} and ${buildMs.toFixed(0)}`)
    .join("; ");
  return `${head}\n${lines.join("\n")}\n\nTo read and check the rules, and to make a detector of them and judge the first event, in milliseconds: ${times}. Node ${process.version}.\n\n${goals()}`;
}

/** What was set as a goal before the first line was written, and what this run reached. */
function goals() {
  const few = (count, other) =>
    rows.find((row) => row.count === count && row.size === 1_300 && row.density === "few" && row.engines[1].name === other);
  const loop = (count) => few(count, "hand-written loop");
  const ratio = (row) => row && row.engines[1].us / row.engines[0].us;
  const long = rows.find((row) => row.count === 2_000 && row.size === 100_000);
  const peers = (count) => rows.filter((row) => row.peer && row.count === count).map(ratio);
  const lines = [
    ["hand-written loop, 100 rules", "15 ×", ratio(loop(100)), "×"],
    ["hand-written loop, 2,000 rules", "100 ×", ratio(loop(2_000)), "×"],
    ["hand-written loop, 5,000 rules", "200 ×", ratio(loop(5_000)), "×"],
    ["the best of the packages, 100 rules", "20 ×", peers(100).length > 0 ? Math.min(...peers(100)) : undefined, "×"],
    ["json-rules-engine, 100 rules", "400 ×", ratio(few(100, "json-rules-engine")), "×"],
    ["json-rules-engine, 500 rules", "2,000 ×", ratio(few(500, "json-rules-engine")), "×"],
    ["time exponent in rules, 100 to the most", "≤ 0.40", exponent(), ""],
    ["a text of 100 kB, 2,000 rules", "≤ 1 ms", long && long.engines[0].us / 1_000, "ms"],
  ];
  const shown = lines.filter(([, , reached]) => reached !== undefined);
  return `| goal | set | reached |\n|---|---|---|\n${shown.map(([name, set, reached, unit]) => `| ${name} | ${set} | ${reached.toFixed(reached < 10 ? 2 : 0)} ${unit} |`).join("\n")}`;
}

/** Cost against rules, both axes logarithmic. */
function plot() {
  const line = rows.filter((row) => row.size === 1_300 && row.density === "few" && !row.peer);
  const width = 60;
  const all = line.flatMap((row) => row.engines.map((engine) => engine.us));
  const [low, high] = [Math.log(Math.min(...all)), Math.log(Math.max(...all))];
  const bars = line.flatMap((row) =>
    row.engines.map((engine) => {
      const length = 1 + Math.round(((Math.log(engine.us) - low) / (high - low)) * (width - 1));
      return `${String(row.count).padStart(5)} ${engine.name.padEnd(18)} ${"█".repeat(length)} ${engine.us.toFixed(1)}`;
    }),
  );
  return `\`\`\`text\nµs an event, 1.3 kB, few matches (each step to the right is a constant factor)\n${bars.join("\n")}\n\`\`\``;
}
