/** The built command, killed at random moments: after it went on to the end, its alerts are those of a run that was never killed. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { aidr, cliPath } from "../cli/command.ts";
import { place } from "../project/place.ts";
import { randomFrom } from "./frail-files.ts";
import { randomLines, statefulRules } from "./stream.ts";

const kills = Math.max(5, Number(process.env["AIDR_RUNS"] ?? 0));
const eventsOfAStream = 3_000;

type Ended = { readonly killed: boolean; readonly code: number | null; readonly err: string };

/** Runs it until its end, or for so many milliseconds from when it may be killed. */
function runFor(folder: string, words: readonly string[], killMs: number, mayBeKilled: () => boolean): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cliPath, ...words], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    let timer: NodeJS.Timeout;
    const look = (): void => {
      timer = mayBeKilled() ? setTimeout(() => child.kill("SIGKILL"), killMs) : setTimeout(look, 1);
    };
    look();
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ killed: signal === "SIGKILL", code, err });
    });
  });
}

const hasCommitted = (state: string): boolean => existsSync(state) && readdirSync(state).some((name) => /^snapshot\.\d+$/.test(name));

test(`${kills} kills lose no alert and double none`, { timeout: 7_200_000 }, async () => {
  const random = randomFrom(Number(process.env["AIDR_SEED"] ?? 1));
  const folder = place({
    "aidr.yaml": "",
    "rules/a.aidr": statefulRules,
    "a.jsonl": randomLines(eventsOfAStream, 71).join("\n"),
    "b.jsonl": `${randomLines(eventsOfAStream, 72, 9).join("\n")}\n`,
  });
  const events = ["run", "--events", "a.jsonl", "--events", "b.jsonl"];
  const began = Date.now();
  const whole = aidr(folder, [...events, "--out", "whole.jsonl"]);
  const wholeMs = Date.now() - began;
  expect(whole.code, whole.err).toBe(0);
  const expected = readFileSync(join(folder, "whole.jsonl"), "utf8");
  expect(expected.split("\n").length).toBeGreaterThan(eventsOfAStream / 4);
  let killed = 0;
  let goneOn = 0;
  // On a busy machine no moment is sure to lie behind a commit: rounds go on until one did.
  for (let round = 0; killed < kills || (goneOn === 0 && round < kills + 20); round++) {
    const state = `state${round}`;
    const words = [...events, "--state", state, "--out", `alerts${round}.jsonl`, "--commit-every", "200"];
    for (;;) {
      // Half of them anywhere in a run, its start included; half not before something was committed.
      const ended =
        random() < 0.5
          ? await runFor(folder, words, random() * 1.5 * wholeMs, () => true)
          : await runFor(folder, words, random() * 0.2 * wholeMs, () => hasCommitted(join(folder, state)));
      if (ended.killed) {
        killed++;
        continue;
      }
      expect(ended.code, ended.err).toBe(0);
      if (ended.err.includes("goes on where a run was stopped")) goneOn++;
      break;
    }
    expect(readFileSync(join(folder, `alerts${round}.jsonl`), "utf8") === expected, `round ${round}`).toBe(true);
  }
  expect(goneOn).toBeGreaterThan(0);
});
