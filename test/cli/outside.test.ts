/** The process that a user starts says to the byte what the resident of the other tests says: code, output and words. One run of every command, and how they fail. */
import { expect, test } from "vitest";
import { place, plainRule } from "../project/place.ts";
import { aidr, aidrProcess, trace } from "./command.ts";

const event = (id: string, text: string): string =>
  JSON.stringify({ event_id: id, event_type: "input", timestamp: "2026-03-02T09:00:00Z", session: { id: "s1" }, input_text: text });

const files = {
  "aidr.yaml": "",
  "rules/a.aidr": plainRule(),
  "rules/a.test.yaml": "rule: a-rule\ncases: [{ name: one, events: [{ input_text: an attack }], expect: [{}] }]\n",
  "bad.aidr": plainRule().replace("input_text", "input_txt"),
  "e.jsonl": `${event("e1", "an attack")}\n${event("e2", "calm")}\n`,
  "l.jsonl": '{"session_id":"s1","label":"attack","categories":["prompt_injection"]}\n',
};

const commands: readonly (readonly [code: number, words: readonly string[], input?: string])[] = [
  [0, ["--version"]],
  [0, ["help", "lint"]],
  [0, ["check"]],
  [2, ["check", "bad.aidr"]],
  [2, ["check", "-", "--format", "sarif"], "RULE: x"],
  [3, ["chek"]],
  [3, ["check", "--no-such-option"]],
  [0, ["lint", "--fail-on", "error", "--format", "json"]],
  [0, ["fmt", "--check"]],
  [0, ["test", "--coverage"]],
  [1, ["run", "rules", "--events", "e.jsonl", "--fail-on-alert", "--dry-run"]],
  [0, ["explain", "a-rule"]],
  [0, ["explain", "AIDR2003"]],
  [0, ["coverage", "--format", "json"]],
  [0, ["types"]],
  [0, ["config", "show", "--origin"]],
  [0, ["completion", "bash"]],
  [3, ["new", "rule"]],
  [3, ["diff"]],
  [3, ["export", "--target", "kqll", "--out", "o"]],
  [0, ["prove", "a-rule", "--target", "kql"]],
  [3, ["rows", "--mapping", "no.yaml", "--events", "e.jsonl"]],
  [3, ["backtest", "rules", "--events", "e.jsonl", "--expect", "no.jsonl"]],
  [3, ["evaluate", "rules", "--events", "no.jsonl", "--labels", "l.jsonl"]],
  [3, ["init", "."]],
];

const runs = commands.map(([code, words, input]) => ({ code, words, input, line: words.join(" ") }));

test.each(runs)("$code from aidr $line", ({ code, words, input }) => {
  const folder = place(files);
  const options = input === undefined ? {} : { input };
  const ran = aidrProcess(folder, words, options);
  expect([ran.code, ran.err]).toEqual([code, expect.not.stringMatching(trace)]);
  expect(clockless(aidr(folder, words, options))).toEqual(clockless(ran));
});

/** Seconds and rates differ from run to run. */
function clockless<T extends { readonly err: string }>(ran: T): T {
  return { ...ran, err: ran.err.replace(/[\d,.]+ s, [\d,]+ events\/s/, "") };
}
