/** Playbooks: which apply, with what arguments, what is taken, reported, or left to a person. */
import { expect, it } from "vitest";
import type { Decision } from "../../src/detect/detect.ts";
import { detectorOf, eventAt, type Given } from "./run-rules.ts";

const rules = `RULE: Leak
ON output
IF output_text CONTAINS "secret"
THEN alert(severity=HIGH, category="policy_violation"), playbook("by name")

PLAYBOOK: Automatic
FOR category == "policy_violation" AND severity IN [HIGH, CRITICAL]
DO preserve_transcript(session=session_id) LIMIT 2 PER 1h
DO block(user=user_id, session=session_id, duration=1h) REQUIRES APPROVAL

PLAYBOOK: By name
DO reverse_tool_calls(session=session_id)
`;

const hour = 3_600_000;
const leak = (ms: number, more: Given = {}) =>
  eventAt(ms, "output", { event_id: `o${ms}`, session: { id: "s" }, user: { id: "u" }, output_text: "a secret", ...more });

function decisions(times: readonly number[], handlers = new Map<string, () => void>()): readonly string[] {
  const found: Decision[] = [];
  const detector = detectorOf(rules, { handlers, onDecision: (decision) => void found.push(decision) });
  for (const ms of times) detector.judge(leak(ms));
  return found.map(({ playbook, action, outcome, args }) => `${playbook ?? "rule"}: ${action} ${JSON.stringify(args)} ${outcome}`);
}

it("runs the playbooks that apply and those that the rule calls; what needs approval waits", () => {
  expect(decisions([0])).toEqual([
    expect.stringContaining("rule: alert"),
    'By name: reverse_tool_calls {"session":"s"} reported',
    'Automatic: preserve_transcript {"session":"s"} reported',
    'Automatic: block {"user":"u","session":"s","duration":3600000} approval',
  ]);
});

it("hands an action to its handler, and reports one that throws", () => {
  let taken = 0;
  const handlers = new Map<string, () => void>([
    ["preserve_transcript", () => void taken++],
    [
      "reverse_tool_calls",
      () => {
        throw new Error("no such session");
      },
    ],
  ]);
  expect(decisions([0], handlers).map((one) => one.split(" ").at(-1))).toEqual(["reported", "failed", "taken", "approval"]);
  expect(taken).toBe(1);
});

it("turns an automatic action beyond its budget into a request for review", () => {
  const kept = decisions([0, 1, 2, hour]).filter((one) => one.includes("preserve"));
  expect(kept.map((one) => one.split(" ").at(-1))).toEqual(["reported", "reported", "review", "reported"]);
});
