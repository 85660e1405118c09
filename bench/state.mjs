/**
 * Cost of an event and memory of a key for each form of state, at many keys. CPU time, minimum of several rounds; the cost of the
 * engine alone (a rule that never holds, on the same events) is taken off, so that what is printed is the form's own. The yardstick is the
 * machine's: one look into a `Map` from those keys to numbers, and one write, without any engine; the last column is a form's cost in yards.
 * Beside it what a user would write by hand, without a bound, an order or a snapshot: a `Map` of lists of times, and one of objects with the step they are at.
 *
 *   node --expose-gc bench/state.mjs [--keys 100000] [--events 1000000] [--only count,sequence]
 *   node bench/state.mjs --longest [--keys 200000] [--only count,sequence]
 *
 * The second form brings so many keys one after the other and prints the events that took longest: each is measured in four runs and the least counts, for what the garbage collector or
 * other work on the machine takes falls on other events in each.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { analyze, detect, loadProject } from "../dist/index.js";

const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "100000" },
    events: { type: "string", default: "1000000" },
    only: { type: "string" },
    longest: { type: "boolean", default: false },
  },
});
const keyCount = Number(values.keys);
const eventCount = Number(values.events);

const rule = (condition) => `RULE: Bench\n${condition}\nTHEN alert(severity=LOW, category="policy_violation")\n`;
const forms = {
  engine: rule(`ON tool_call\nIF tool_call.tool == "never"`),
  count: rule(`ON tool_call\nIF COUNT(FROM tool_call BY user.id WITHIN 1h) >= 4000`),
  "count of ten": rule(`ON tool_call\nIF COUNT(FROM tool_call BY user.id WITHIN 1h) >= 10 AND tool_call.id == "never"`),
  distinct: rule(`ON tool_call\nIF COUNT(DISTINCT tool_call.tool BY user.id WITHIN 1h) >= 50`),
  sum: rule(`ON tool_call\nIF SUM(session.current_cost BY user.id WITHIN 1m) > 1000000`),
  baseline: rule(`ON tool_call\nIF session.current_cost > 1000 * AVG(session.current_cost FROM tool_call BY user.id OVER 30d)`),
  new: rule(`ON tool_call\nIF NEW(tool_call.tool BY user.id OVER 1d MIN 1000)`),
  previous: rule(`ON tool_call\nIF PREVIOUS(tool_call.tool BY user.id) == "never"`),
  seen: rule(`ON tool_call\nIF tool_call.id SEEN IN (tool_call.tool FROM tool_call BY user.id WITHIN 1h)`),
  sequence: rule(
    `IF SEQUENCE BY user.id WITHIN 1h STEP a FROM tool_call WHERE tool_call.tool == "t1" STEP b FROM tool_call WHERE tool_call.tool == "t2" STEP c FROM tool_call WHERE tool_call.tool == "never"`,
  ),
  together: rule(
    `IF TOGETHER BY user.id WITHIN 1h STEP a FROM tool_call WHERE tool_call.tool == "t1" STEP b FROM tool_call WHERE tool_call.tool == "never"`,
  ),
};

const only = values.only?.split(",");
if (values.longest) {
  console.log(`form              longest events with ${keyCount} keys, ms`);
  for (const [name, text] of Object.entries(forms))
    if (only === undefined || only.includes(name))
      console.log(
        `${name.padEnd(14)} ${longest(text)
          .map((ms) => ms.toFixed(2).padStart(7))
          .join("")}`,
      );
  process.exit();
}
console.log(`${eventCount} events, ${keyCount} keys, Node ${process.version}`);
const yard = yardstick();
console.log("form              ns/event   bytes/key   yards");
console.log(
  `${"Map".padEnd(14)} ${String(Math.round(yard.ns)).padStart(10)} ${String(Math.round(yard.bytes / keyCount)).padStart(11)}    1.00`,
);
let made;
/** What the events themselves take; the row of the engine has it, and those behind it do not. */
const makingNs = fastest((key) => {
  made = eventOf(key, key);
});
if (made === undefined) throw new Error("no event was made");
for (const [name, turn] of [
  ["count by hand", countByHand()],
  ["sequence by hand", sequenceByHand()],
]) {
  if (only !== undefined && !only.includes(name)) continue;
  const { ns, bytes } = measureByHand(turn);
  console.log(
    `${name.padEnd(16)} ${String(Math.round(ns)).padStart(8)} ${String(Math.round(bytes / keyCount)).padStart(11)}   ${(ns / yard.ns).toFixed(2).padStart(5)}`,
  );
}
let engineNs = 0;
for (const [name, text] of Object.entries(forms)) {
  if (only !== undefined && name !== "engine" && !only.includes(name)) continue;
  const { ns, bytes, alerts } = measure(text);
  const own = ns - engineNs;
  if (name === "engine") engineNs = ns;
  console.log(
    `${name.padEnd(14)} ${String(Math.round(own)).padStart(10)} ${String(Math.round(bytes / keyCount)).padStart(11)}   ${(own / yard.ns).toFixed(2).padStart(5)}   ${alerts} alerts`,
  );
}

/** Wall clock of the five longest, behind the first thousand, in which the code is compiled. */
function longest(text) {
  const plan = planOf(text);
  const least = new Float64Array(keyCount).fill(Number.POSITIVE_INFINITY);
  let time = Date.UTC(2026, 0, 1);
  for (let run = 0; run < 4; run++) {
    const detector = detect(plan, { latenessMs: 0, limits: { keysPerState: Math.max(200_000, keyCount), keysTotal: 1e8 } });
    for (let key = 0; key < keyCount; key++) {
      const event = { ...eventOf(key, time++), event_id: `e${key}` };
      const from = process.hrtime.bigint();
      detector.judge(event);
      least[key] = Math.min(least[key], Number(process.hrtime.bigint() - from) / 1e6);
    }
  }
  return [...least.subarray(1_000).sort().slice(-5)].reverse();
}

function measure(text) {
  const plan = planOf(text);
  const before = bytesInUse();
  const detector = detect(plan, { latenessMs: 0, limits: { keysPerState: 1e8, keysTotal: 1e8 } });
  let alerts = 0;
  let time = Date.UTC(2026, 0, 1);
  // Each key once, so that what is measured is steady state.
  for (let key = 0; key < keyCount; key++) detector.judge(eventOf(key, time++));
  const ns = fastest((key) => {
    alerts += detector.judge(eventOf(key, time++)).length;
  });
  const bytes = bytesInUse() - before;
  void detector.stats();
  return { ns, bytes, alerts };
}

/** Times of the last hour by key, at most ten of them, as `count of ten` keeps. */
function countByHand() {
  const times = new Map();
  return (event) => {
    const known = times.get(event.user.id);
    if (known === undefined) {
      times.set(event.user.id, [event.timestamp]);
      return false;
    }
    while (known.length > 0 && known[0] <= event.timestamp - 3_600_000) known.shift();
    if (known.length >= 10) known.shift();
    known.push(event.timestamp);
    return known.length >= 10 && event.tool_call.id === "never";
  };
}

/** The steps of `sequence`. */
function sequenceByHand() {
  const open = new Map();
  return (event) => {
    const { tool } = event.tool_call;
    const known = open.get(event.user.id);
    if (known !== undefined && known.sinceMs <= event.timestamp - 3_600_000) open.delete(event.user.id);
    else if (known?.step === 2 && tool === "never") return true;
    else if (known?.step === 1 && tool === "t2") known.step = 2;
    if (tool === "t1") open.set(event.user.id, { step: 1, sinceMs: event.timestamp });
    return false;
  };
}

function measureByHand(turn) {
  const before = bytesInUse();
  let fired = 0;
  let time = Date.UTC(2026, 0, 1);
  for (let key = 0; key < keyCount; key++) turn(eventOf(key, time++));
  const ns =
    fastest((key) => {
      if (turn(eventOf(key, time++))) fired++;
    }) - makingNs;
  const bytes = bytesInUse() - before;
  if (fired > 0) throw new Error("by hand something fired");
  return { ns, bytes };
}

/** CPU time of one turn, the least of many rounds, for other work on the machine disturbs some. Half of the turns are of one key in a hundred. */
function fastest(turn) {
  let best = Number.POSITIVE_INFINITY;
  const rounds = 40;
  let seed = 12345;
  for (let round = 0; round < rounds; round++) {
    const from = process.cpuUsage();
    for (let n = 0; n < eventCount / rounds; n++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      turn((seed >>> 8) & 1 ? (seed >>> 9) % Math.max(1, Math.floor(keyCount / 100)) : (seed >>> 9) % keyCount);
    }
    const { user, system } = process.cpuUsage(from);
    best = Math.min(best, ((user + system) * 1000) / (eventCount / rounds));
  }
  return best;
}

function yardstick() {
  const before = bytesInUse();
  const counts = new Map();
  for (let key = 0; key < keyCount; key++) counts.set(`user-${key}`, key);
  const ns = fastest((key) => {
    const name = `user-${key}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  const bytes = bytesInUse() - before;
  if (counts.size !== keyCount) throw new Error("the yardstick counts wrong");
  return { ns, bytes };
}

/** Bytes in use while the detector lives, less those that were in use before it was made. */
function bytesInUse() {
  // Several times, for buffers are given back by another thread, behind the collection that finds them.
  for (let turn = 0; turn < 4; turn++) {
    globalThis.gc?.();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return globalThis.gc ? heapUsed + arrayBuffers : Number.NaN;
}

function eventOf(key, timestamp) {
  return {
    event_type: "tool_call",
    timestamp,
    user: { id: `user-${key}` },
    session: { current_cost: 1 },
    tool_call: { tool: `t${key % 3}`, id: "x" },
  };
}

function planOf(text) {
  const folder = mkdtempSync(join(tmpdir(), "aidr-bench-"));
  writeFileSync(join(folder, "rule.aidr"), text);
  const project = loadProject({ cwd: folder, environment: {}, paths: ["rule.aidr"] });
  const { value, diagnostics } = analyze(project.value.input);
  rmSync(folder, { recursive: true, force: true });
  const errors = [...project.diagnostics, ...diagnostics].filter((one) => one.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((one) => one.message).join("\n"));
  return value;
}
