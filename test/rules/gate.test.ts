/** The rule pack on a fixed sample, by `aidr evaluate`: what must be found, and what it may cost. A change of a rule that breaks a bound does not land. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Evaluated } from "../../src/quality/evaluate.ts";
import { aidr, repository } from "../cli/command.ts";
import { place } from "../project/place.ts";
import { ownSessions } from "./gate/own-sessions.ts";

type Labelled = { readonly label: string; readonly source?: string };
type Evaluation = { readonly code: number | null; readonly err: string; readonly data: Evaluated };

const read = (path: string): string => readFileSync(join(repository, path), "utf8");
const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const own = ownSessions();
const labels = read("test/rules/gate/labels.jsonl") + read("examples/sample/labels.jsonl") + lines(own.map((one) => one.label));

function evaluate(rules: readonly string[], gates: readonly string[], counted = labels, wolf = ""): Evaluation {
  const folder = place({ "own.jsonl": lines(own.flatMap((one) => one.events)), "labels.jsonl": counted, "wolf.aidr": wolf });
  const events = [
    ...(counted === labels ? ["own.jsonl"] : []),
    join(repository, "test/rules/gate/events.jsonl"),
    join(repository, "examples/sample/events.jsonl"),
  ];
  const given = [...events.flatMap((path) => ["--events", path]), "--labels", "labels.jsonl", "--separate", "--no-costs"];
  const ran = aidr(folder, ["evaluate", ...rules, "--adapter", "flat", ...given, "--format", "json=r.json", ...gates]);
  return { code: ran.code, err: ran.err, data: JSON.parse(readFileSync(join(folder, "r.json"), "utf8")) };
}

const found = (category: string, share: string): string[] => ["--min-tpr", `${category}=${share}`];
/** What the pack is held to; the shares are those that it was asked for, not those that it has. */
const gates = [
  ["--max-fp-rate", "5%", "--max-false-alerts", "20%"],
  found("tool_misuse", "85%"),
  found("data_exfiltration", "90%"),
  found("prompt_injection_indirect", "60%"),
  found("prompt_injection_direct", "35%"),
  found("jailbreak", "55%"),
  found("code_abuse", "60%"),
  found("supply_chain", "65%"),
].flat();

test("the pack is within its bounds", () => {
  const { code, err, data } = evaluate(["std:rules"], gates);
  expect([err, code]).toEqual(["", 0]);
  expect(data.sessions).toMatchObject({ malicious: 149, benign: 248, unseen: 0 });
}, 120_000);

test("at most a tenth of the sessions of ordinary agents has an alert", () => {
  const agents = labels
    .trim()
    .split("\n")
    .filter((line) => {
      const { label, source }: Labelled = JSON.parse(line);
      return label === "benign" && (source === "agentdojo" || source === "agentbench-os");
    });
  expect(agents.length).toBeGreaterThan(50);
  const { code, err } = evaluate(["std:rules"], ["--max-fp-rate", "10%"], `${agents.join("\n")}\n`);
  expect([err, code]).toEqual(["", 0]);
}, 120_000);

test("the gate notices rules that are gone, and a rule that cries wolf", () => {
  const without = evaluate([join(repository, "rules/output")], gates);
  expect(without.code).toBe(1);
  expect(without.err.match(/AIDR5404/g)?.length).toBe(7);
  const rule = `RULE: Wolf\nON input\nIF input_text CONTAINS "the"\nTHEN alert(severity=LOW, category="policy_violation")\n`;
  const wolf = evaluate(["wolf.aidr"], ["--max-fp-rate", "5%", "--max-false-alerts", "20%"], labels, rule);
  expect([wolf.code, wolf.err.includes("of the benign sessions"), wolf.err.includes("alerts of category")]).toEqual([1, true, true]);
}, 120_000);
