/** The same rules in the hands of several engines; each gives the ids of the rules that fire on an event. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const read = (event, path) => path.split(".").reduce((at, key) => (at == null ? undefined : at[key]), event);

/** aidr, from rule text to detector. `api` is the built `dist/index.js`. */
export async function aidrEngine(rules, api) {
  const make = await detectorFor(rules, api);
  let detector = make();
  return {
    name: "aidr",
    /** A new detector, ready when it has judged an event. */
    renew: () => {
      detector = make();
      detector.judge({ event_id: "first", event_type: "input", timestamp: "2025-12-31T23:59:59Z", input_text: "x" });
    },
    fires: (event) => detector.judge(event).map((alert) => alert.rule_id),
  };
}

/** What makes detectors of the rules. */
export async function detectorFor(rules, api) {
  const { loadProject, analyze, detect } = await import(pathToFileURL(api).href);
  const folder = mkdtempSync(join(tmpdir(), "aidr-bench-"));
  try {
    const project = loadProject({ cwd: folder, environment: {}, paths: writeRules(rules, folder) });
    const plan = analyze(project.value.input);
    const wrong = [...project.diagnostics, ...plan.diagnostics].filter((one) => one.severity === "error");
    if (wrong.length > 0) throw new Error(wrong[0].message);
    return () => detect(plan.value, {});
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rulesPerFile = 100;

/** Files in the folder, by their names: one has at most 256 KiB. */
export function writeRules(rules, folder) {
  const paths = Array.from({ length: Math.ceil(rules.length / rulesPerFile) }, (_, index) => `rules-${index}.aidr`);
  for (const [index, path] of paths.entries()) {
    const own = rules.slice(index * rulesPerFile, (index + 1) * rulesPerFile);
    writeFileSync(join(folder, path), own.map(ruleText).join("\n"));
  }
  return paths;
}

/** A rule of the workload as aidr has it. */
export function ruleText(rule) {
  const parts = [
    ...rule.equal.map(([path, value]) => `${path} == ${JSON.stringify(value)}`),
    ...(rule.least ? [`${rule.least[0]} > ${rule.least[1]}`] : []),
    ...(rule.notIn ? [`${rule.notIn[0]} NOT IN ${JSON.stringify(rule.notIn[1])}`] : []),
    ...(rule.phrases.length > 0 ? [`${rule.field} CONTAINS ${JSON.stringify(rule.phrases)}`] : []),
    ...(rule.pattern ? [`${rule.field} MATCHES /${rule.pattern}/i`] : []),
  ];
  return `RULE: ${rule.id}
META(id="${rule.id}")
ON ${rule.on}
IF ${parts.join("\nAND ")}
THEN alert(severity=LOW, category="prompt_injection")
`;
}

/** What a careful user writes by hand: rules one after the other, the cheap conditions first, the text in lower case once. */
export function handWritten(rules) {
  const made = rules.map((rule) => ({
    ...rule,
    pattern: rule.pattern && new RegExp(rule.pattern, "i"),
    notIn: rule.notIn && [rule.notIn[0], new Set(rule.notIn[1])],
  }));
  return {
    name: "hand-written loop",
    fires(event) {
      const texts = { input_text: event.input_text, output_text: event.output_text };
      const lower = { input_text: event.input_text?.toLowerCase(), output_text: event.output_text?.toLowerCase() };
      const fired = [];
      for (const rule of made) if (holds(rule, event, texts, lower)) fired.push(rule.id);
      return fired;
    },
  };
}

function holds(rule, event, texts, lower) {
  if (event.event_type !== rule.on) return false;
  for (const [path, value] of rule.equal) if (read(event, path) !== value) return false;
  if (rule.least && !(read(event, rule.least[0]) > rule.least[1])) return false;
  if (rule.notIn?.[1].has(read(event, rule.notIn[0]))) return false;
  if (rule.phrases.length > 0) {
    const text = lower[rule.field];
    if (text === undefined || !rule.phrases.some((phrase) => text.includes(phrase))) return false;
  }
  return !rule.pattern || (texts[rule.field] !== undefined && rule.pattern.test(texts[rule.field]));
}

/** Engines from npm, where `folder` has them installed; undefined for one that is not there. */
export async function peerEngines(rules, folder) {
  const require = createRequire(join(folder, "peers.cjs"));
  const made = [];
  for (const [name, make] of [
    ["json-logic-js", jsonLogic],
    ["json-logic-engine", jsonLogicEngine],
    ["json-rules-engine", jsonRulesEngine],
    ["@marcbachmann/cel-js", cel],
  ]) {
    let path;
    try {
      path = require.resolve(name);
    } catch {
      made.push({ name, missing: true });
      continue;
    }
    const module = await import(pathToFileURL(path).href);
    made.push({ name, ...(await make(rules, module.default ?? module, module)) });
  }
  return made;
}

/** Peers that know no case get the text in lower case once an event; patterns as an operator of ours. */
function prepared(event) {
  return { ...event, input_lower: event.input_text?.toLowerCase(), output_lower: event.output_text?.toLowerCase() };
}
const lowerField = (rule) => (rule.field === "input_text" ? "input_lower" : "output_lower");

function jsonLogic(rules, logic) {
  logic.add_operation("has_any", (text, phrases) => typeof text === "string" && phrases.some((phrase) => text.includes(phrase)));
  logic.add_operation("has_pattern", (text, pattern) => typeof text === "string" && pattern.test(text));
  const made = rules.map((rule) => ({
    id: rule.id,
    logic: {
      and: [
        { "===": [{ var: "event_type" }, rule.on] },
        ...rule.equal.map(([path, value]) => ({ "===": [{ var: path }, value] })),
        ...(rule.least ? [{ ">": [{ var: rule.least[0] }, rule.least[1]] }] : []),
        ...(rule.notIn ? [{ "!": [{ in: [{ var: rule.notIn[0] }, rule.notIn[1]] }] }] : []),
        ...(rule.phrases.length > 0 ? [{ has_any: [{ var: lowerField(rule) }, rule.phrases] }] : []),
        ...(rule.pattern ? [{ has_pattern: [{ var: rule.field }, new RegExp(rule.pattern, "i")] }] : []),
      ],
    },
  }));
  return {
    fires(event) {
      const data = prepared(event);
      return made.filter((rule) => logic.apply(rule.logic, data) === true).map((rule) => rule.id);
    },
  };
}

function jsonLogicEngine(rules, _default, { LogicEngine }) {
  const engine = new LogicEngine();
  const phrases = rules.map((rule) => rule.phrases);
  const patterns = rules.map((rule) => rule.pattern && new RegExp(rule.pattern, "i"));
  // Lists and patterns stand outside, so that the engine does not read them as logic.
  engine.addMethod("has_any", ([text, index]) => typeof text === "string" && phrases[index].some((phrase) => text.includes(phrase)));
  engine.addMethod("has_pattern", ([text, index]) => typeof text === "string" && patterns[index].test(text));
  const made = rules.map((rule, index) => ({
    id: rule.id,
    holds: engine.build({
      and: [
        { "===": [{ var: "event_type" }, rule.on] },
        ...rule.equal.map(([path, value]) => ({ "===": [{ var: path }, value] })),
        ...(rule.least ? [{ ">": [{ var: rule.least[0] }, rule.least[1]] }] : []),
        ...(rule.notIn ? [{ "!": [{ in: [{ var: rule.notIn[0] }, rule.notIn[1]] }] }] : []),
        ...(rule.phrases.length > 0 ? [{ has_any: [{ var: lowerField(rule) }, index] }] : []),
        ...(rule.pattern ? [{ has_pattern: [{ var: rule.field }, index] }] : []),
      ],
    }),
  }));
  return {
    fires(event) {
      const data = prepared(event);
      return made.filter((rule) => rule.holds(data) === true).map((rule) => rule.id);
    },
  };
}

function jsonRulesEngine(rules, _default, { Engine }) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperator("hasAny", (text, phrases) => typeof text === "string" && phrases.some((phrase) => text.includes(phrase)));
  engine.addOperator("hasPattern", (text, pattern) => typeof text === "string" && new RegExp(pattern, "i").test(text));
  const facts = (event) => ({ ...prepared(event), ...Object.fromEntries(paths.map((path) => [path, read(event, path)])) });
  const paths = [
    ...new Set(
      rules.flatMap((rule) => [
        ...rule.equal.map(([path]) => path),
        ...(rule.least ? [rule.least[0]] : []),
        ...(rule.notIn ? [rule.notIn[0]] : []),
      ]),
    ),
  ];
  for (const rule of rules) {
    engine.addRule({
      conditions: {
        all: [
          { fact: "event_type", operator: "equal", value: rule.on },
          ...rule.equal.map(([path, value]) => ({ fact: path, operator: "equal", value })),
          ...(rule.least ? [{ fact: rule.least[0], operator: "greaterThan", value: rule.least[1] }] : []),
          ...(rule.notIn ? [{ fact: rule.notIn[0], operator: "notIn", value: rule.notIn[1] }] : []),
          ...(rule.phrases.length > 0 ? [{ fact: lowerField(rule), operator: "hasAny", value: rule.phrases }] : []),
          ...(rule.pattern ? [{ fact: rule.field, operator: "hasPattern", value: rule.pattern }] : []),
        ],
      },
      event: { type: rule.id },
    });
  }
  return { fires: async (event) => (await engine.run(facts(event))).events.map((one) => one.type) };
}

function cel(rules, _default, { Environment }) {
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  const made = rules.map((rule) => {
    const parts = [
      `event_type == ${JSON.stringify(rule.on)}`,
      ...rule.equal.map(([path, value]) => `${path} == ${JSON.stringify(value)}`),
      ...(rule.least ? [`${rule.least[0]} > ${rule.least[1]}.0`] : []),
      ...(rule.notIn ? [`!(${rule.notIn[0]} in ${JSON.stringify(rule.notIn[1])})`] : []),
      ...(rule.phrases.length > 0 ? [`${JSON.stringify(rule.phrases)}.exists(p, ${lowerField(rule)}.contains(p))`] : []),
      ...(rule.pattern ? [`${lowerField(rule)}.matches(${JSON.stringify(rule.pattern)})`] : []),
    ];
    return { id: rule.id, evaluate: environment.parse(parts.join(" && ")) };
  });
  return {
    fires(event) {
      const data = { input_lower: "", output_lower: "", ...JSON.parse(JSON.stringify(prepared(event))) };
      return made.filter((rule) => rule.evaluate(data) === true).map((rule) => rule.id);
    },
  };
}
