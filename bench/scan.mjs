/**
 * The scan for literals beside Vectorscan and Rust's aho-corasick: the same literals, ASCII letters of either case alike, in the same texts. What each finds, as pairs of a literal and a text, is compared
 * first, with the others and with a plain loop of `includes`; then CPU time, the contenders in turn, peers as processes of their own, the minimum of the rounds. Phrases and texts are of three kinds:
 * `prose`, English of two sources (`found-prose.mjs`); `first` and `last`, those of the workload, whose texts are made of the other words of its phrases, by where in a phrase the rare word stands.
 * What differs: Vectorscan reports a literal once a text (HS_FLAG_SINGLEMATCH), as aidr does; aho-corasick each time. aidr looks for the first thirty-two characters and where they end, and compares the
 * rest; the `scan alone` does not. `strings` begins with strings of JavaScript, as events that are objects do; `bytes` with what lines and the others are given.
 *
 *   node bench/scan.mjs [--rules 100,2000,5000] [--kinds prose,first,last] [--rounds 30] [--seconds 1]
 *
 * Needs `cc` with libvectorscan-dev (or libhyperscan-dev) for the one and `cargo` for the other (librust-aho-corasick-dev, or a registry); without them a row is left out.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleSources } from "./bundle.mjs";
import { foundProse } from "./found-prose.mjs";
import { buildPeers, startPeer } from "./scan-peers/peers.mjs";
import { densities, makeEvents, makeRules, pick, randomFrom } from "./workload.mjs";

const { values } = parseArgs({
  options: {
    rules: { type: "string", default: "100,2000,5000" },
    kinds: { type: "string", default: "prose,first,last" },
    rounds: { type: "string", default: "30" },
    seconds: { type: "string", default: "1" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
/** As many characters of either kind, with as many planted phrases in them; more texts than a scan keeps the answers of. */
const sizes = [
  { name: "1.3 kB", size: 1_300, count: 1_000, density: densities.few },
  { name: "100 kB", size: 100_000, count: 20, density: 1 },
];
/** Characters times literals that the loop reads: a second or two. */
const loopMax = 5e8;
/** Who is slow has fewer rounds, by the time of their best passes. */
const roundsMin = 3;
const passes = 3;
/** A pass that takes longer is made once. */
const longNs = 3e8;
const reference = { vectorscan: "Vectorscan", rust: "aho-corasick, DFA" };

const work = mkdtempSync(join(tmpdir(), "aidr-scan-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));
const { LiteralScan, preparePattern } = await internals();
const peers = buildPeers(work);
for (const { name, missing } of peers) if (missing !== undefined) console.log(`${name} is left out: ${missing}`);

const prose = foundProse(root);

console.log(
  "| rules | literals | phrases | text | scan | CPU, ns a byte | of Vectorscan's time | of aho-corasick's time | scan alone, ns a byte | beginnings met | made in, ms | found | checksum |",
);
console.log("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
for (const count of values.rules.split(",").map(Number)) for (const kind of values.kinds.split(",")) await compare(count, kind);

async function compare(count, kind) {
  const { literals, textsOf } = kind === "prose" ? ofProse(count) : ofWorkload(count, kind);
  const file = join(work, "literals");
  writeFileSync(file, `${literals.join("\n")}\n`);
  const contenders = [...ours(literals)];
  for (const peer of peers.filter(({ missing }) => missing === undefined)) {
    const process = startPeer(peer);
    contenders.push({ ...asked(process), name: peer.name, madeNs: Number(await process.ask(`literals ${file}`)) });
  }
  for (const { name, ...wanted } of sizes) {
    const made = textsOf(wanted);
    const found = await hitsOf(contenders, literals, made);
    for (const row of await timed(contenders, made)) {
      if (row.found !== found) throw new Error(`${row.name} found ${row.found} pairs while it was timed, ${found} before`);
      const times = [row.ns, row.ofVectorscan, row.ofRust, row.alone.ns].map((number) => (number === undefined ? "" : number.toFixed(2)));
      console.log(
        `| ${[count, literals.length, kind, name, row.name, ...times, row.alone.met ?? "", row.madeMs.toFixed(0), row.found, row.checksum].join(" | ")} |`,
      );
    }
  }
  for (const { stop } of contenders) stop?.();
}

/** Phrases of the rules, and what their patterns need. `kind`: where in a phrase its rare word stands. */
function ofWorkload(count, kind) {
  const rules = makeRules(count).map((rule) => (kind === "first" ? rule : { ...rule, phrases: rule.phrases.map(turned) }));
  const needs = rules.flatMap(({ pattern }) => (pattern ? preparePattern({ source: pattern, flags: "i" }).required.flat() : []));
  const all = new Set([...rules.flatMap(({ phrases }) => phrases), ...needs]);
  const textsOf = (wanted) => makeEvents(rules, wanted.count, wanted.size, wanted.density).map(textOf);
  return { literals: [...all].filter((literal) => literal.length > 1), textsOf };
}

function turned(phrase) {
  return phrase.split(" ").reverse().join(" ");
}

/** As many phrases of two to six words out of one half of the prose, none of which is in the other half, of which the texts are. */
function ofProse(count) {
  const random = randomFrom(count);
  const [source, target] = prose;
  const whole = target.join(" ").toLowerCase();
  const phrases = new Set();
  const wanted = makeRules(count).reduce((sum, rule) => sum + rule.phrases.length, 0);
  for (let left = 20 * wanted; left > 0 && phrases.size < wanted; left--) {
    const words = pick(source, random)
      .toLowerCase()
      .split(/[^a-z]+/)
      .filter((word) => word !== "");
    const from = Math.floor(random() * (words.length - 1));
    const phrase = words.slice(from, from + 2 + Math.floor(random() * 5)).join(" ");
    if (phrase.length >= 8 && !phrases.has(phrase) && !whole.includes(phrase)) phrases.add(phrase);
  }
  const literals = [...phrases];
  const textsOf = ({ count: texts, size, density }) =>
    Array.from({ length: texts }, () => {
      const parts = random() < density ? [pick(literals, random)] : [];
      for (let length = 0; length < size; length += parts.at(-1).length + 1) parts.push(pick(target, random));
      return parts.join(" ");
    });
  return { literals, textsOf };
}

function textOf({ input_text, output_text, tool_call }) {
  return input_text ?? output_text ?? tool_call.params.body;
}

/** The pairs that were found, which all agree on; as many texts as there is time for are read by a loop as well. */
async function hitsOf(contenders, literals, texts) {
  const file = join(work, "texts");
  writeFileSync(file, `${texts.join("\n")}\n`);
  let first;
  for (const { name, load, hits } of contenders) {
    await load(texts, file);
    const found = (await hits()).sort().join("\n");
    first ??= found;
    if (found !== first) throw new Error(`${name} finds other pairs than ${contenders[0].name}`);
  }
  const pairs = first === "" ? [] : first.split("\n");
  let budget = loopMax;
  for (const [index, text] of texts.entries()) {
    budget -= text.length * literals.length;
    if (budget < 0 && index > 0) break;
    const lower = text.toLowerCase();
    const looped = literals.flatMap((literal, id) => (lower.includes(literal) ? [`${index} ${id}`] : []));
    const claimed = pairs.filter((pair) => pair.startsWith(`${index} `));
    if (looped.sort().join() !== claimed.join())
      throw new Error(`text ${index}: a loop finds ${looped.length} literals, the scans ${claimed.length}`);
  }
  return pairs.length;
}

async function timed(contenders, texts) {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const least = contenders.map(() => Number.POSITIVE_INFINITY);
  const alone = contenders.map(() => ({}));
  const spent = contenders.map(() => 0);
  const last = [];
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [index, { run, scanAlone }] of contenders.entries()) {
      if (round >= roundsMin && spent[index] > Number(values.seconds) * 1e9) continue;
      const times = round > 0 && last[index].ns < longNs ? passes : 1;
      last[index] = await run(times);
      spent[index] += last[index].ns;
      least[index] = Math.min(least[index], last[index].ns / characters);
      if (scanAlone === undefined) continue;
      const { ns, met } = scanAlone(times);
      alone[index] = { ns: Math.min(alone[index].ns ?? Number.POSITIVE_INFINITY, ns / characters), met };
    }
  const of = (name) => least[contenders.findIndex((one) => one.name === name)];
  const ratio = (ns, other) => (other === undefined ? undefined : ns / other);
  return contenders.map(({ name, madeNs }, index) => ({
    name,
    ns: least[index],
    alone: alone[index],
    ofVectorscan: ratio(least[index], of(reference.vectorscan)),
    ofRust: ratio(least[index], of(reference.rust)),
    madeMs: madeNs / 1e6,
    ...{ found: last[index].found, checksum: last[index].checksum },
  }));
}

/** A peer as a contender. */
function asked({ ask, stop }) {
  return {
    load: (_, file) => ask(`texts ${file}`),
    hits: () => ask("hits"),
    run: async (times) => {
      const [ns, found, checksum] = (await ask(`run ${times}`)).split(" ");
      return { ns: Number(ns), found: Number(found), checksum };
    },
    stop,
  };
}

/** Ours: in WebAssembly, from strings and from bytes, and the automaton in TypeScript, which runs where there is none. */
function* ours(literals) {
  const compiled = scanFor(literals);
  yield contender("aidr, strings", compiled, (scan, { text }) => scan.answerFor(text));
  yield contender("aidr, bytes", compiled, (scan, { bytes }) => scan.answerForUnits(bytes));
  const { WebAssembly } = globalThis;
  try {
    globalThis.WebAssembly = undefined;
    yield contender("aidr in TypeScript, bytes", scanFor(literals), (scan, { bytes }) => scan.answerForUnits(bytes));
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
}

/** Its first text makes the automaton. */
function scanFor(literals) {
  const scan = new LiteralScan();
  const byKey = [];
  for (const [index, literal] of literals.entries()) {
    const { id, end } = scan.needle(literal);
    byKey[id] = [...(byKey[id] ?? []), { index, literal, end }];
  }
  const start = process.cpuUsage();
  scan.answerForUnits(Buffer.from("text"));
  return { scan, byKey, madeNs: cpuNs(start) };
}

function contender(name, { scan, byKey, madeNs }, answerOf) {
  let loaded = [];
  return {
    name,
    madeNs,
    load: (texts) => {
      loaded = texts.map((text) => ({ text, bytes: Buffer.from(text, "latin1") }));
    },
    hits: () => {
      const pairs = [];
      pass(scan, byKey, loaded, answerOf, (text, literal) => pairs.push(`${text} ${literal}`));
      return pairs;
    },
    scanAlone: (times) => {
      let ns = Number.POSITIVE_INFINITY;
      let met = 0;
      for (let left = times; left > 0; left--) {
        met = 0;
        const start = process.cpuUsage();
        for (let index = 0; index < loaded.length; index++) met += answerOf(scan, loaded[index]).count;
        ns = Math.min(ns, cpuNs(start));
      }
      return { ns, met };
    },
    run: (times) => {
      let ns = Number.POSITIVE_INFINITY;
      let found = 0;
      let checksum = 0;
      for (let left = times; left > 0; left--) {
        found = checksum = 0;
        const start = process.cpuUsage();
        pass(scan, byKey, loaded, answerOf, (text, literal) => {
          found++;
          checksum = (checksum + mixed(text, literal)) >>> 0;
        });
        ns = Math.min(ns, cpuNs(start));
      }
      return { ns, found, checksum: checksum.toString(16).padStart(8, "0") };
    },
  };
}

function pass(scan, byKey, texts, answerOf, meet) {
  for (let index = 0; index < texts.length; index++) {
    const { bytes } = texts[index];
    const answer = answerOf(scan, texts[index]);
    // Once a text, as where a rule asks.
    let folded;
    const whole = () => (folded ??= bytes.toString("latin1").toLowerCase());
    for (let at = 0; at < answer.count; at++) {
      const id = answer.found[at];
      for (const one of byKey[id]) if (stands(one, id, bytes, whole, answer)) meet(index, one.index);
    }
  }
}

/** What follows a hit: the rest of the literal is compared where its beginning first ended, and looked for in all of the text where that ended in a second place. */
function stands({ literal, end }, id, bytes, whole, { ends, again }) {
  const from = ends[id] - end;
  if (bytes.toString("latin1", from, from + literal.length).toLowerCase() === literal) return true;
  return (again[id >>> 5] & (1 << (id & 31))) !== 0 && whole().includes(literal, from + 1);
}

/** One number of a pair; the same in the peers' sources. */
function mixed(text, literal) {
  let number = Math.imul(text, 0x9e3779b1) ^ Math.imul(literal, 0x85ebca6b);
  number = Math.imul(number ^ (number >>> 15), 0x2c1b3c6d);
  return number ^ (number >>> 12);
}

function cpuNs(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1_000;
}

/** The modules that no entry of the package exports. */
async function internals() {
  const outfile = join(work, "scan.mjs");
  const contents = 'export { LiteralScan } from "./src/runtime/literal-scan.ts"; export { preparePattern } from "./src/ir/pattern.ts";';
  await bundleSources({ stdin: { contents, resolveDir: root } }, outfile);
  return import(pathToFileURL(outfile).href);
}
