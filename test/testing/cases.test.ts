/** Cases of `*.test.yaml`: virtual time, history, defaults, inferred types, and what a failure says. */
import { describe, expect, test } from "vitest";
import { analyze } from "../../src/aidr.ts";
import { hasErrors } from "../../src/diagnostics/diagnostic.ts";
import { loadProject } from "../../src/project/load.ts";
import { type CaseOutcome, runCases } from "../../src/testing/run-cases.ts";
import { readDuration, readTestFile, showDuration } from "../../src/testing/test-file.ts";
import { place } from "../project/place.ts";

const exfiltration = `RULE: Secrets read, then sent out
META(id="tool.exfil")
IF SEQUENCE BY session.id WITHIN 10m
  STEP read FROM tool_call WHERE tool_call.tool == "read_file"
  STEP send FROM tool_call WHERE tool_call.tool == "http_post" AND tool_call.params.body CONTAINS read.tool_call.params.path
THEN block_and_alert(severity=CRITICAL, category="tool_anomaly")
`;
const cost = `RULE: Cost
META(id="cost")
ON session_end
IF session.current_cost > 10 * AVG(session.current_cost BY user.id OVER 30d MIN 5)
THEN alert(severity=MEDIUM, category="resource_abuse")
`;
const plain = `RULE: Word
META(id="word")
ON input
IF input_text CONTAINS "attack"
THEN alert(severity=HIGH, category="prompt_injection")
`;

function run(rules: string, yaml: string): { outcomes: readonly CaseOutcome[]; codes: (string | undefined)[]; messages: string[] } {
  const folder = place({ "aidr.yaml": "", "rules/a.aidr": rules });
  const project = loadProject({ cwd: folder, environment: {}, paths: [] });
  const plan = analyze(project.value.input);
  expect([...project.diagnostics, ...plan.diagnostics].filter((one) => one.severity === "error")).toEqual([]);
  const file = readTestFile({ name: "a.test.yaml", text: yaml });
  const textOf = (span: { file: string; start: number; end: number }) =>
    project.value.sources.get(span.file)?.text.slice(span.start, span.end) ?? "";
  const ran =
    file.value && !hasErrors(file.diagnostics)
      ? runCases(file.value, { plan: plan.value, model: project.value.input.model, textOf })
      : { value: [], diagnostics: [] };
  const diagnostics = [...file.diagnostics, ...ran.diagnostics];
  return { outcomes: ran.value, codes: diagnostics.map((one) => one.code), messages: diagnostics.map((one) => one.message) };
}
const problems = (rules: string, yaml: string): (readonly string[])[] => run(rules, yaml).outcomes.map((outcome) => outcome.problems);

describe("cases that pass", () => {
  test("a sequence with its evidence, and its near misses", () => {
    expect(
      problems(
        exfiltration,
        `rule: tool.exfil
defaults: { session: { id: s1 }, user: { id: u1 } }
cases:
  - name: read then send
    events:
      - { at: 0s, tool_call: { tool: read_file, params: { path: /home/u/.env } } }
      - { at: 5m, tool_call: { tool: http_post, params: { body: "see /home/u/.env here" } } }
    expect: [{ at: 5m, event: 1, severity: CRITICAL, category: tool_anomaly, risk: 80, evidence: { read: 0, send: 1 }, user_id: u1 }]
  - name: send before read
    events:
      - { at: 0s, tool_call: { tool: http_post, params: { body: "/home/u/.env" } } }
      - { at: 1s, tool_call: { tool: read_file, params: { path: /home/u/.env } } }
    expect: none
  - name: too late
    events:
      - { at: 0s, tool_call: { tool: read_file, params: { path: /x } } }
      - { at: 10m, tool_call: { tool: http_post, params: { body: /x } } }
    expect: none
  - name: another session
    events:
      - { at: 0s, tool_call: { tool: read_file, params: { path: /x } } }
      - { at: 1m, session: { id: s2 }, tool_call: { tool: http_post, params: { body: /x } } }
    expect: none
`,
      ),
    ).toEqual([[], [], [], []]);
  });
  test("a month's habit as history", () => {
    expect(
      problems(
        cost,
        `rule: cost
defaults: { user: { id: u1 } }
cases:
  - name: far above the habit
    history: { repeat: 30, every: 1d, event: { event_type: session_end, session: { current_cost: 2.0 } } }
    events: [{ at: 0s, session: { current_cost: 50 } }]
    expect: [{ at: 0s }]
  - name: within it
    history: { repeat: 30, every: 1d, event: { event_type: session_end, session: { current_cost: 2.0 } } }
    events: [{ at: 0s, session: { current_cost: 20 } }]
    expect: none
  - name: too little history
    history: [{ repeat: 4, every: 1d, event: { event_type: session_end, session: { current_cost: 2.0 } } }]
    events: [{ at: 0s, session: { current_cost: 5000 } }]
    expect: none
`,
      ),
    ).toEqual([[], [], []]);
  });
  test("a deadline passes when time goes on", () => {
    const rule = `RULE: No approval\nMETA(id="wait")\nIF SEQUENCE BY session.id WITHIN 10m\n  STEP ask FROM tool_call WHERE tool_call.tool == "deploy"\n  STEP go FROM tool_call WHERE tool_call.tool == "run"\n  ABSENT FROM approval WITHIN 5m\nTHEN alert(severity=LOW, category="policy_violation")\n`;
    const events =
      "events: [{ at: 0s, session: { id: s }, tool_call: { tool: deploy } }, { at: 1m, session: { id: s }, tool_call: { tool: run } }]";
    expect(
      problems(
        rule,
        `rule: wait\ncases:\n  - name: waited\n    ${events}\n    until: 7m\n    expect: [{ at: 6m }]\n  - name: not yet\n    ${events}\n    until: 5m\n    expect: none\n  - name: undecided\n    ${events}\n    expect: none\n`,
      ),
    ).toEqual([[], [], []]);
  });
});

test("an event's null takes a default away", () => {
  const rule = `RULE: Admin\nMETA(id="admin")\nON input\nIF user.is_admin\nTHEN alert(severity=LOW, category="policy_violation")\n`;
  const file =
    "rule: admin\ndefaults: { user: { id: u1, is_admin: true } }\ncases:\n  - { name: by default, events: [{ input_text: x }], expect: [{ user_id: u1 }] }\n  - { name: taken away, events: [{ input_text: x, user: { is_admin: null } }], expect: none }\n";
  expect(problems(rule, file)).toEqual([[], []]);
});

describe("what a failure says", () => {
  const file = (events: string, expectation: string): string =>
    `rule: word\ncases:\n  - name: one\n    events: ${events}\n    expect: ${expectation}\n`;
  test.each([
    ["[{ at: 5m, input_text: attack }]", "none", "an alert came at 5m (HIGH prompt_injection) that is not expected"],
    ["[{ at: 5m, input_text: nothing }]", "[{ at: 5m }]", "no alert came at 5m"],
    ["[{ at: 5m, input_text: attack }]", "[{ at: 5m, severity: LOW }]", "the alert at 5m has severity `HIGH`, not `LOW`"],
    [
      "[{ at: 5m, input_text: attack }, { at: 6m, input_text: x }]",
      "[{ at: 5m, evidence: { other: 1 } }]",
      "the alert at 5m does not rest on event 1 as `other`",
    ],
    ["[{ at: 1s, input_text: attack }]", "[{ event: 0, risk: 1 }]", "the alert at 1s has risk `60`, not `1`"],
  ])("%s expecting %s", (events, expectation, problem) => {
    expect(problems(plain, file(events, expectation))).toEqual([[problem]]);
  });
  test("an alert that did not come is explained on the event that should have completed it", () => {
    const [outcome] = run(plain, file("[{ at: 5m, input_text: nothing }]", "[{ at: 5m }]")).outcomes;
    expect(outcome?.missed).toMatchObject({
      condition: 'input_text CONTAINS "attack"',
      held: false,
      field: "input_text",
      value: "nothing",
    });
  });
});

describe("mistakes in the file", () => {
  test.each([
    ["an unknown rule", "rule: wrd\ncases: []\n", "AIDR4002"],
    ["a misspelt field", "rule: word\ncases: [{ name: a, events: [{ input_txt: x, event_type: input }], expect: none }]\n", "AIDR4006"],
    ["a wrong value", "rule: word\ncases: [{ name: a, events: [{ input_text: x, input_source: usr }], expect: none }]\n", "AIDR4006"],
    ["an unknown type", "rule: word\ncases: [{ name: a, events: [{ event_type: inptu }], expect: none }]\n", "AIDR4006"],
    [
      "fields of two types",
      "rule: word\ncases: [{ name: a, events: [{ input_text: x, tool_call: { tool: y } }], expect: none }]\n",
      "AIDR4003",
    ],
    ["an event that is not there", "rule: word\ncases: [{ name: a, events: [{ input_text: x }], expect: [{ event: 3 }] }]\n", "AIDR4005"],
    ["a time that is none", "rule: word\nstart: tomorrow\ncases: []\n", "AIDR4007"],
    [
      "two cases of a name",
      "rule: word\ncases: [{ name: a, events: [], expect: none }, { name: a, events: [], expect: none }]\n",
      "AIDR4010",
    ],
    [
      "too much history",
      "rule: word\ncases: [{ name: a, history: { repeat: 9000000, every: 1s, event: { input_text: x } }, events: [], expect: none }]\n",
      "AIDR4011",
    ],
  ])("%s", (_name, yaml, code) => expect(run(plain, yaml).codes).toEqual([code]));
  test.each([
    "rule: word\n",
    "cases: []\n",
    "- 1\n",
    "rule: word\ncases: [{ name: a, events: [], expected: none }]\n",
    "rule: word\ncases: [{ events: [{ at: 1h30m }], expect: none }]\n",
    "rule: [\n",
    "",
    "rule: word\ncases: {}\n",
  ])("%j is told and nothing is run", (yaml) => {
    const { outcomes, codes } = run(plain, yaml);
    expect([outcomes.length, codes.length > 0, codes.every((code) => code?.startsWith("AIDR51"))]).toEqual([0, true, true]);
  });
  test("a disabled rule is told, not passed", () => {
    expect(run(`${plain}DISABLE "word" REASON "why not"\n`, "rule: word\ncases: [{ name: a, events: [], expect: none }]\n")).toMatchObject({
      outcomes: [],
      codes: ["AIDR4012"],
    });
  });
});

test.each([
  ["0s", 0],
  ["500ms", 500],
  ["90m", 5_400_000],
  ["24h", 86_400_000],
  ["30d", 2_592_000_000],
  ["2w", 1_209_600_000],
  ["-1h", -3_600_000],
])("%s is %i ms", (text, ms) => expect(readDuration(text)).toBe(ms));
test.each([
  [0, "0s"],
  [500, "500ms"],
  [5_400_000, "90m"],
  [86_400_000, "1d"],
  [1500, "1500ms"],
  [-3_600_000, "-1h"],
])("%i ms is %s", (ms, text) => expect(showDuration(ms)).toBe(text));
