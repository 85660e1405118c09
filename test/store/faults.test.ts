/** A run that dies at any call of the file system, by a kill or a loss of power, and goes on, gives the alerts of one that never stopped. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/cli/usage-error.ts";
import { place } from "../project/place.ts";
import { Dead, type Fault, FrailFiles, randomFrom } from "./frail-files.ts";
import { runKept } from "./kept.ts";
import { randomLines, statefulRules } from "./stream.ts";

const wished = Number(process.env["AIDR_RUNS"] ?? 0);
const timeout = 3_600_000;

type Setting = { readonly folder: string; readonly names: readonly string[]; readonly expected: string; readonly out: string };

async function setting(seed: number, count: number): Promise<Setting> {
  const folder = place({
    "a.jsonl": randomLines(count, seed).join("\n"),
    "b.jsonl.gz": gzipSync(`${randomLines(count, seed + 1, 9).join("\n")}\n`),
  });
  const names = ["a.jsonl", "b.jsonl.gz"];
  const whole = await runKept(statefulRules, folder, names, { commitEvery: 10 });
  return { folder, names, expected: idsIn(whole.out), out: whole.out };
}

function options(folder: string): { readonly state: string; readonly out: string; readonly commitEvery: number } {
  return { state: join(folder, "disk/state"), out: join(folder, "disk/alerts.jsonl"), commitEvery: 10 };
}

/** The alerts in their order; short, so that a difference can be read. */
function idsIn(out: string): string {
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map(
      (line) =>
        `${JSON.parse(line).rule_id} ${JSON.parse(line).event_ids[0]} ${createHash("sha256").update(line).digest("hex").slice(0, 8)}`,
    )
    .join("\n");
}

/** Runs until the end, dying where the faults say. */
async function survive({ folder, names }: Setting, disk: FrailFiles, faults: readonly Fault[]): Promise<{ deaths: number; err: string }> {
  let deaths = 0;
  for (const fault of [...faults, undefined]) {
    disk.revive(fault);
    try {
      return { deaths, err: (await runKept(statefulRules, folder, names, options(folder), disk.layer)).err };
    } catch (error) {
      if (!(error instanceof Dead) && !(error instanceof UsageError && fault?.kind === "full")) throw error;
      deaths++;
    }
  }
  throw new Error("the last run has no fault");
}

describe("a run with a state", { timeout }, () => {
  test("writes the alerts of a run without one, in the same order, all kinds among them", async () => {
    const set = await setting(1, 400);
    const disk = new FrailFiles(join(set.folder, "disk"), randomFrom(1));
    const { err } = await survive(set, disk, []);
    expect(disk.text(options(set.folder).out)).toBe(set.out);
    expect(disk.paths().map((path) => path.slice(set.folder.length))).toEqual([
      "/disk/alerts.jsonl",
      expect.stringMatching(/snapshot\.\d+$/),
      expect.stringMatching(/snapshot\.\d+$/),
    ]);
    for (const rule of ["failed-logins", "read-then-send", "asked-and-never-answered", "a-word-never", "too-many", "attack"]) {
      expect(set.out).toContain(`"rule_id":"${rule}`);
    }
    expect(err).toMatch(/not_json/);
  });

  for (const kind of ["kill", "power", "full"] as const) {
    test(`${kind}: dies at every call in turn`, async () => {
      const set = await setting(3, wished > 0 ? 150 : 40);
      const whole = new FrailFiles(join(set.folder, "disk"), randomFrom(2));
      await survive(set, whole, []);
      const calls = whole.calls;
      expect(calls).toBeGreaterThan(60);
      let deaths = 0;
      for (let at = 1; at <= calls; at++) {
        const disk = new FrailFiles(join(set.folder, "disk"), randomFrom(at));
        const survived = await survive(set, disk, [{ at, kind }]);
        deaths += survived.deaths;
        expect(idsIn(disk.text(options(set.folder).out)), `${kind} at call ${at}: ${whole.log[at - 1]}`).toBe(set.expected);
      }
      if (kind !== "full") expect(deaths).toBe(calls);
    });
  }

  test("several deaths, also while it starts again", async () => {
    const runs = Math.max(30, wished);
    for (let seed = 1; seed <= runs; seed++) {
      const random = randomFrom(seed);
      const set = await setting(seed * 2 + 1000, 60);
      const disk = new FrailFiles(join(set.folder, "disk"), random);
      const faults = Array.from({ length: 1 + Math.floor(random() * 6) }, (): Fault => {
        return { at: 1 + Math.floor(random() * 90), kind: random() < 0.5 ? "kill" : "power" };
      });
      await survive(set, disk, faults);
      expect(idsIn(disk.text(options(set.folder).out)), `seed ${seed}: ${JSON.stringify(faults)}`).toBe(set.expected);
    }
  });
});
