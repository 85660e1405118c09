/**
 * The longest that any pattern takes for a text of 100 kB: every pattern of the library's rules and those of `test/runtime/bad-patterns.ts`, run as a detector runs it behind the scan for literals, on prose,
 * on texts of what the pattern needs, on its matches without their last character, over and over, and on texts of few characters. CPU milliseconds of the test alone, the minimum of the rounds; `first` is
 * the first time, with what is compiled then. What took long enough to tell is run on twice the text.
 *
 *   node bench/patterns.mjs [--size 100000] [--rounds 5] [--worst 10]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { bundleSources } from "./bundle.mjs";
import { foundProse } from "./found-prose.mjs";

const { values } = parseArgs({
  options: {
    size: { type: "string", default: "100000" },
    rounds: { type: "string", default: "5" },
    worst: { type: "string", default: "10" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const [size, rounds, worst] = [values.size, values.rounds, values.worst].map(Number);
/** Shorter times are not run again: they say what they say. */
const shortMs = 0.2;
/** Less cannot be told from what else the machine does. */
const tellableMs = 0.5;

// Beside the packages that it imports.
const work = mkdtempSync(join(root, ".bench-patterns-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));
const aidr = await internals();
const prose = foundProse(root).flat().join(" ");
const texts = [["prose", prose], ...aidr.pumps.map((pump) => [`${JSON.stringify(pump)} over and over`, pump])];

const scan = new aidr.LiteralScan();
const groups = { "of the library": ofLibrary(), "known to be bad": aidr.badPatterns(500) };
const prepared = Object.entries(groups).map(([name, patterns]) => ({ name, patterns: patterns.flatMap(prepare) }));
let checksum = 0;
for (const { name, patterns } of prepared) report(name, patterns.flatMap(measure), patterns.length);

/** Each once, wherever in the plan it stands. */
function ofLibrary() {
  const project = aidr.loadProject({ cwd: root, environment: {}, paths: ["rules"] });
  const found = new Map();
  const walk = (node) => {
    if (typeof node !== "object" || node === null) return;
    if (typeof node.source === "string" && typeof node.flags === "string") found.set(`${node.flags}/${node.source}`, node);
    else for (const part of Object.values(node)) walk(part);
  };
  walk(aidr.analyze(project.value.input).value.rules);
  return [...found.values()].map(({ source, flags }) => ({ source, flags }));
}

/** None for what aidr does not accept. All share a scan, as the tests of one detector do. */
function prepare({ source, flags }) {
  const value = aidr.preparePattern({ source, flags });
  if (aidr.patternOf(value) === undefined) return [];
  return [{ source, flags, value, test: aidr.compileTest("matches", [value], "one", false, scan) }];
}

function measure(pattern) {
  return [...texts, ...nearTexts(pattern)].map(([kind, part]) => {
    const { first, least, found } = timed(pattern, filled(part, size));
    checksum = (Math.imul(checksum, 31) + Number(found)) >>> 0;
    const twice = least >= tellableMs ? timed(pattern, filled(part, 2 * size)).least / least : undefined;
    return { pattern, kind, first, least, found, twice };
  });
}

function timed({ test }, text) {
  // The scan is asked first: its time is not the pattern's.
  scan.answerFor(text);
  const first = cpuMs(() => test(text));
  let least = first;
  for (let round = 1; round < rounds && least > shortMs; round++)
    least = Math.min(
      least,
      cpuMs(() => test(text)),
    );
  return { first, least, found: test(text) };
}

/** What the pattern needs, and its matches, without their last character: searches begin again and again. */
function nearTexts({ value, source, flags }) {
  const needs = (value.required ?? []).flatMap((strings) => strings.slice(0, 4));
  const read = aidr.parseRegex(source, flags);
  const [short, long] = "error" in read ? ["", ""] : [matchOf(read.tree, 0), matchOf(read.tree, 12)];
  return [
    ["what it needs", needs.join(" ")],
    ["what it needs, cut", needs.map((need) => need.slice(0, -1)).join(" ")],
    ["a short match, cut", short.slice(0, -1)],
    ["a long match, cut", long.slice(0, -1)],
    ["what it needs, then a long match, cut", `${needs.join(" ")}${long.slice(0, -1)}`],
  ].filter(([, part]) => part.trim() !== "");
}

/** A text that the tree matches, but for its assertions; repetitions run `extra` times more often than they must. */
function matchOf(tree, extra) {
  switch (tree.kind) {
    case "character":
      return String.fromCodePoint(tree.point);
    case "class":
      return String.fromCodePoint(tree.ranges.find(([, last]) => last >= 0x61)?.[0] ?? tree.ranges[0]?.[0] ?? 0x61).replace(
        /[\0-\x1f]/,
        "a",
      );
    case "any":
      return "a";
    case "group":
      return matchOf(tree.body, extra);
    case "sequence":
      return tree.parts.map((part) => matchOf(part, extra)).join("");
    case "alternation":
      return matchOf(tree.parts.at(-1), extra);
    case "repeat":
      return matchOf(tree.body, extra).repeat(Math.min(tree.max ?? tree.min + extra, tree.min + extra));
    default:
      return "";
  }
}

/** So many characters of the part over and over, and at the end one that patterns seldom have. */
function filled(part, length) {
  const text = `${part.repeat(Math.ceil(length / part.length)).slice(0, length - 1)}!`;
  // Flat, as texts of events are.
  return Buffer.from(text).toString();
}

function report(name, rows, count) {
  const sorted = rows.map(({ least }) => least).sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(3);
  const tellable = rows.filter(({ twice }) => twice !== undefined);
  const [most] = tellable.sort((a, b) => b.twice - a.twice);
  const twice = tellable.map((row) => row.twice).reverse();
  console.log(
    `\n${count} patterns ${name}, ${rows.length} texts of ${size} characters, found in ${rows.filter(({ found }) => found).length}, checksum ${checksum.toString(16)}`,
  );
  console.log(
    `ms: median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, longest ${at(1)}; first time, longest ${Math.max(...rows.map(({ first }) => first)).toFixed(1)}`,
  );
  if (twice.length > 0)
    console.log(
      `twice the text, ${twice.length} of at least ${tellableMs} ms: median ${twice[twice.length >> 1].toFixed(2)} times as long, 99 % ${twice[Math.floor(0.99 * twice.length)].toFixed(2)}, most ${twice.at(-1).toFixed(2)} (${most.least.toFixed(2)} ms, ${most.kind}: ${shown(most.pattern)})`,
    );
  console.log("| ms | first, ms | twice the text | run by | found | text | pattern |\n|---|---|---|---|---|---|---|");
  for (const { pattern, kind, first, least, found, twice: longer } of rows.sort((a, b) => b.least - a.least).slice(0, worst)) {
    const runner = pattern.value.native ? "V8" : pattern.value.programs ? "automaton" : "re2js";
    console.log(
      `| ${[least.toFixed(3), first.toFixed(2), longer?.toFixed(2) ?? "", runner, found, kind, `\`${shown(pattern).replaceAll("|", "\\|")}\``].join(" | ")} |`,
    );
  }
}

function shown({ source, flags }) {
  return `/${source.length > 80 ? `${source.slice(0, 77)}…` : source}/${flags}`;
}

function cpuMs(run) {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

/** The modules that no entry of the package exports. */
async function internals() {
  const outfile = join(work, "patterns.mjs");
  const modules = ["project/load", "aidr", "ir/pattern", "regex/parse", "runtime/literal-scan", "runtime/matcher"].map(
    (name) => `./src/${name}.ts`,
  );
  const names = ["loadProject", "analyze", "preparePattern", "parseRegex", "LiteralScan", "compileTest"];
  const lines = [
    ...names.map((name, index) => `export { ${name} } from "${modules[index]}";`),
    'export { patternOf } from "./src/runtime/pattern.ts";',
    'export { badPatterns, pumps } from "./test/runtime/bad-patterns.ts";',
  ];
  await bundleSources({ stdin: { contents: lines.join("\n"), resolveDir: root } }, outfile);
  return import(pathToFileURL(outfile).href);
}
