/**
 * aidr beside the engine of agent-threat-rules on that package's own rules for what users write, carried over pattern for pattern: verdicts on the texts that come with
 * the rules are compared first, then CPU time on harmless prose, engines in turn, the minimum of the rounds.
 *
 *   npm run build && node bench/threat-rules.mjs FOLDER [--api dist/index.js]
 *
 * FOLDER has a `node_modules` with agent-threat-rules. Patterns that RE2 has no words for (look-around, back references) are left out on both sides and counted.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { sentences } from "./prose.mjs";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { api: { type: "string", default: fileURLToPath(new URL("../dist/index.js", import.meta.url)) } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error("which folder has agent-threat-rules?");
const packageOf = createRequire(join(folder, "node_modules", "agent-threat-rules", "package.json"));
const yaml = packageOf("js-yaml");
const { ATREngine } = await import(pathToFileURL(join(folder, "node_modules", "agent-threat-rules", "dist", "index.js")).href);
const { loadProject, analyze, detect } = await import(pathToFileURL(values.api).href);

/** Rules that look at what a user writes, by patterns alone. */
const theirs = rulesIn(join(folder, "node_modules", "agent-threat-rules", "rules")).filter(
  ({ status, agent_source, detection }) =>
    status !== "draft" &&
    status !== "deprecated" &&
    agent_source?.type === "llm_io" &&
    (detection.method ?? "pattern") === "pattern" &&
    Array.isArray(detection.conditions) &&
    detection.conditions.every(({ operator }) => operator === "regex"),
);
const carried = carriedOver(theirs);
const atr = new ATREngine({ rules: [] });
for (const rule of carried.rules) atr.addRule(rule);
const detector = aidrDetector(carried.rules);
console.log(
  `${theirs.length} rules, ${carried.rules.length} carried over with ${carried.patterns} patterns; left out: ${carried.left} patterns`,
);

let count = 0;
const engines = [
  {
    name: "agent-threat-rules",
    fires: (text) => atr.evaluate({ type: "llm_input", timestamp: "2026-01-01T00:00:00Z", content: text }).map((match) => match.rule.id),
  },
  {
    name: "aidr",
    fires: (text) => {
      count++;
      const event = {
        event_id: `e${count}`,
        event_type: "input",
        timestamp: new Date(1_767_225_600_000 + count * 1_000).toISOString(),
        input_text: text,
      };
      return detector.judge(event).map((alert) => alert.rule_title);
    },
  },
];
compareVerdicts();
for (const size of [72, 1_200, 10_000]) console.log(row(size));

function rulesIn(path) {
  return readdirSync(path, { recursive: true })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => yaml.load(readFileSync(join(path, name), "utf8")))
    .filter((rule) => rule?.detection?.conditions !== undefined);
}

/** Each rule with those of its conditions that both engines can run; without the ones that then say something else. */
function carriedOver(rules) {
  const probe = new ATREngine({ rules: [] });
  const kept = [];
  let [patterns, left] = [0, 0];
  const conditions = rules.flatMap((rule) => {
    probe.addRule(rule);
    const compiled = probe.compiledPatterns.get(rule.id);
    // Of an English text no other field than these has a value, and no other language is looked for.
    return rule.detection.conditions.map((condition, index) => ({ rule, condition, regex: compiled?.get(String(index))?.[0] }));
  });
  const asked = conditions.filter(
    ({ condition: { field, language }, regex }) => (field === "user_input" || field === "content") && (language ?? "en") === "en" && regex,
  );
  const refused = refusedPatterns(asked.map(({ regex }) => regex));
  const usable = new Map(asked.filter((_, index) => !refused.has(index)).map((one) => [one.condition, one]));
  for (const rule of rules) {
    const own = rule.detection.conditions.filter((condition) => usable.has(condition));
    const isAll = rule.detection.condition === "all";
    const lost = asked.filter((one) => one.rule === rule).length - own.length;
    left += lost;
    if (own.length === 0 || (isAll && own.length < rule.detection.conditions.length)) continue;
    patterns += own.length;
    kept.push({ ...rule, tags: { ...rule.tags, suppress_in_code_blocks: false }, detection: { ...rule.detection, conditions: own } });
  }
  return { rules: kept, patterns, left };
}

/** Numbers of the patterns with which a rule does not compile. */
function refusedPatterns(regexes) {
  const refused = new Set();
  const texts = regexes.map((regex, index) => ruleText(`p${index}`, `input_text MATCHES ${literal(regex)}`));
  const { diagnostics, places } = checked(texts);
  for (const { severity, span } of diagnostics) {
    if (severity !== "error") continue;
    const index = places.findIndex(({ file, start, end }) => span.file.endsWith(file) && span.start >= start && span.start < end);
    if (index < 0) throw new Error(`an error outside of the patterns: ${span.file}`);
    refused.add(index);
  }
  return refused;
}

function aidrDetector(rules) {
  const texts = rules.map((rule, index) => {
    const compiled = rule.detection.conditions.map(
      ({ value }) => `input_text MATCHES ${literal({ source: value.replace(/^\(\?[imsx]+\)/, "") })}`,
    );
    return ruleText(`r${index}`, compiled.join(rule.detection.condition === "all" ? "\n  AND " : "\n  OR "), rule.id);
  });
  const { plan, diagnostics } = checked(texts);
  const wrong = diagnostics.find(({ severity }) => severity === "error");
  if (wrong) throw new Error(wrong.message);
  return detect(plan, {});
}

function ruleText(id, condition, title = id) {
  return `RULE: ${title}\nMETA(id="atr.${id}")\nON input\nIF ${condition}\nTHEN alert(severity=LOW, category="prompt_injection")\n`;
}

function literal({ source }) {
  return `/${source.replace(/\\.|\//gs, (part) => (part === "/" ? "\\/" : part)).replaceAll("\n", "\\n")}/i`;
}

/** Checks rules, so many a file that none is too long, and says where each of them stands. */
function checked(texts) {
  const at = mkdtempSync(join(tmpdir(), "aidr-bench-"));
  try {
    const places = [];
    const files = [];
    for (const text of texts) {
      let file = files.at(-1);
      if (file === undefined || file.text.length + text.length > 60_000) {
        file = { name: `rules-${files.length}.aidr`, text: "" };
        files.push(file);
      }
      places.push({ file: file.name, start: file.text.length, end: file.text.length + text.length + 1 });
      file.text += `${text}\n`;
    }
    for (const { name, text } of files) {
      mkdirSync(dirname(join(at, name)), { recursive: true });
      writeFileSync(join(at, name), text);
    }
    const project = loadProject({ cwd: at, environment: {}, paths: files.map(({ name }) => name) });
    const plan = analyze(project.value.input);
    return { plan: plan.value, diagnostics: [...project.diagnostics, ...plan.diagnostics], places };
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}

/** On the texts that come with the rules, those in ASCII: their engine makes other characters of some, which no pattern of ours sees. */
function compareVerdicts() {
  const texts = carried.rules
    .flatMap((rule) => [...(rule.test_cases?.true_positives ?? []), ...(rule.test_cases?.true_negatives ?? [])])
    .map(({ input }) => input)
    .filter((input) => typeof input === "string" && input !== "" && /^[\x20-\x7e\n]*$/.test(input));
  let [fired, differ] = [0, 0];
  for (const text of texts) {
    const [other, own] = engines.map((engine) => [...new Set(engine.fires(text))].sort().join(" "));
    if (other !== "") fired++;
    if (other !== own) {
      differ++;
      if (differ <= 3) console.log(`differ on ${JSON.stringify(text.slice(0, 200))}: ${other} | ${own}`);
    }
  }
  console.log(`${texts.length} texts, ${fired} with a firing; verdicts differ on ${differ}`);
  if (differ > 0) process.exitCode = 1;
}

function row(size) {
  const texts = Array.from({ length: size < 5_000 ? 40 : 8 }, (_, index) => prose(size, index));
  const best = engines.map(() => Number.POSITIVE_INFINITY);
  let fired = 0;
  for (let round = 0; round < 5; round++) {
    for (const [index, engine] of engines.entries()) {
      // A text that was seen costs less to scan: each round has its own.
      const fresh = texts.map((text) => Buffer.from(`${text} ${round}`, "latin1").toString("latin1"));
      const start = process.cpuUsage();
      for (const text of fresh) fired += engine.fires(text).length;
      const used = process.cpuUsage(start);
      best[index] = Math.min(best[index], (used.user + used.system) / texts.length);
    }
  }
  const [other, own] = best;
  return `${size} B: ${engines[0].name} ${other.toFixed(0)} µs, aidr ${own.toFixed(0)} µs, ${(other / own).toFixed(0)} ×; ${fired} firings`;
}

function prose(size, from) {
  let text = "";
  for (let at = from; text.length < size; at += 3) text += `${sentences[(at * 7 + (at >> 3)) % sentences.length]} `;
  return text.slice(0, size);
}
