/** The library's three playbooks: whom they are for, what a host's handlers are handed, and what is never done without a person. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { analyze, parse } from "../../src/aidr.ts";
import { type Decision, detect } from "../../src/detect/detect.ts";
import { loadProject } from "../../src/project/load.ts";
import type { ActionHandler } from "../../src/runtime/playbook.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { input } = loadProject({ cwd: root, environment: {}, paths: ["rules/reference"] }).value;
const categories = [...input.categories.keys()];
/** The library's actions and playbooks, and one rule a category that fires on its name. */
const rules = categories.map(
  (name) => `RULE: On ${name}\nON input\nIF input_text == "${name}"\nTHEN alert(severity=HIGH, category="${name}")\n`,
);
const prelude = input.modules.filter((module) => /(actions|playbooks)\.aidr$/.test(module.file.name));
const plan = analyze({ ...input, modules: [...prelude, parse({ name: "on.aidr", text: rules.join("\n") }).value] });

const takers = (names: Iterable<string>, taken: string[]) =>
  new Map(
    [...names].map((name): [string, ActionHandler] => [name, ({ action, alert }) => void taken.push(`${action} ${alert.session_id}`)]),
  );

function decisionsOn(texts: readonly string[], handlers: ReadonlyMap<string, ActionHandler> = new Map()): readonly Decision[] {
  const decisions: Decision[] = [];
  const detector = detect(plan.value, { handlers, onDecision: (one) => void decisions.push(one) });
  for (const [at, text] of texts.entries()) {
    const who = { session: { id: `s${at}` }, user: { id: "u" } };
    detector.judge({ event_id: `e${at}`, event_type: "input", timestamp: at * 1000, input_source: "user", input_text: text, ...who });
  }
  return decisions.filter((one) => one.playbook !== undefined);
}

test("the plan has the three and nothing is wrong with it", () => {
  expect(plan.diagnostics).toEqual([]);
  expect(plan.value.playbooks.map((one) => one.title)).toEqual([
    "Suspected prompt injection",
    "Output violation",
    "Anomalous agent behavior",
  ]);
});

test("which alerts have one, and which are left to people alone", () => {
  const playbookOf = (category: string): string => [...new Set(decisionsOn([category]).map((one) => one.playbook))].join(", ");
  expect(Object.fromEntries(categories.map((category) => [category, playbookOf(category)]))).toEqual({
    prompt_injection: "Suspected prompt injection",
    jailbreak: "Suspected prompt injection",
    multi_turn_attack: "Suspected prompt injection",
    sensitive_output: "Output violation",
    data_exfiltration: "Output violation",
    context_exfiltration: "Output violation",
    tool_anomaly: "Anomalous agent behavior",
    unauthorized_tool_use: "Anomalous agent behavior",
    code_abuse: "Anomalous agent behavior",
    supply_chain: "Anomalous agent behavior",
    behavioral_drift: "",
    incident: "",
    infrastructure: "",
    policy_violation: "",
    resource_abuse: "",
  });
});

describe("what a host is asked for", () => {
  const all = ["prompt_injection", "sensitive_output", "tool_anomaly"];

  test("without handlers nothing is taken", () => {
    expect([...new Set(decisionsOn(all).map((one) => one.outcome))].sort()).toEqual(["approval", "reported"]);
  });

  test("the evidence is kept before anything is done or asked for", () => {
    const injected = decisionsOn(["prompt_injection"]).map((one) => one.action);
    expect(injected.indexOf("preserve_transcript")).toBe(0);
    expect(injected.indexOf("list_tool_calls")).toBeLessThan(injected.indexOf("reverse_tool_calls"));
  });

  test("what cannot be taken back waits for a person, even where a handler stands ready", () => {
    const taken: string[] = [];
    const names = [...plan.value.actions.values()].filter((one) => !one.alerting).map((one) => one.name);
    const decisions = decisionsOn(all, takers(names, taken));
    expect(taken).toEqual([
      "preserve_transcript s0",
      "list_tool_calls s0",
      "rate_limit s0",
      "find_similar_sessions s0",
      "queue_for_review s0",
      "withhold_output s1",
      "preserve_transcript s1",
      "find_similar_sessions s1",
      "queue_for_review s1",
      "preserve_transcript s2",
      "list_tool_calls s2",
      "find_similar_sessions s2",
      "queue_for_review s2",
    ]);
    const waiting = decisions.filter((one) => one.outcome === "approval").map((one) => one.action);
    expect(waiting).toEqual(["reverse_tool_calls", "block", "end_session", "reverse_tool_calls"]);
  });

  test("the eleventh rate limit within an hour is a request for review", () => {
    const taken: string[] = [];
    const decisions = decisionsOn(
      Array.from({ length: 11 }, () => "prompt_injection"),
      takers(["rate_limit"], taken),
    );
    expect(taken).toHaveLength(10);
    expect(decisions.filter((one) => one.outcome === "review").map((one) => one.action)).toEqual(["rate_limit"]);
  });

  test("a handler that throws is a failed decision, and the steps behind it go on", () => {
    const broken: ActionHandler = () => {
      throw new Error("the archive is full");
    };
    const decisions = decisionsOn(["sensitive_output"], new Map([["preserve_transcript", broken]]));
    expect(decisions.map((one) => `${one.action} ${one.outcome}${one.reason ? `: ${one.reason}` : ""}`)).toEqual([
      "withhold_output reported",
      "preserve_transcript failed: the archive is full",
      "find_similar_sessions reported",
      "queue_for_review reported",
    ]);
  });
});
