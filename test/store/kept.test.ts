/** What a second run with the same folder makes of what it finds there, and what it refuses. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/cli/usage-error.ts";
import { place } from "../project/place.ts";
import { type KeptRan, runKept } from "./kept.ts";
import { randomLines, statefulRules } from "./stream.ts";

const lines = (of: readonly string[]): string => of.map((line) => `${line}\n`).join("");
const alertLines = (text: string): string[] => text.split("\n").filter(Boolean).sort();
const kept = { state: "state", out: "alerts.jsonl", commitEvery: 20 };

async function run(folder: string, names: readonly string[] = ["e.jsonl"], rules = statefulRules, options: object = {}): Promise<KeptRan> {
  const paths = { state: join(folder, "state"), out: join(folder, "alerts.jsonl") };
  return runKept(rules, folder, names, { ...kept, ...paths, ...options });
}
const written = (folder: string): string[] => alertLines(readFileSync(join(folder, "alerts.jsonl"), "utf8"));

async function wholeOf(all: readonly string[]): Promise<string[]> {
  const folder = place({ "e.jsonl": lines(all) });
  return alertLines((await runKept(statefulRules, folder, ["e.jsonl"], {})).out);
}

async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof UsageError) return `${error.diagnostic.code} ${error.diagnostic.message}`;
    throw error;
  }
  return "done";
}

describe("a file that grows", () => {
  const all = randomLines(300, 11);

  test.each([1, 7, 100, 299])("in steps of %i lines gives the alerts of the whole, each once", async (step) => {
    const folder = place({ "e.jsonl": "" });
    for (let from = 0; from < 300; from += Math.max(step, 15)) {
      appendFileSync(join(folder, "e.jsonl"), lines(all.slice(from, from + Math.max(step, 15))));
      expect((await run(folder)).code).toBe(0);
    }
    expect(written(folder)).toEqual(await wholeOf(all));
  });

  test("and is cut in the middle of a line: the line is judged when it is whole, also where its end came last", async () => {
    const text = lines(all);
    const folder = place({ "e.jsonl": "" });
    let from = 0;
    for (const line of all.slice(0, 12)) {
      // Once in the middle of the line, once at its end but for the line feed.
      for (const to of [from + Math.floor(line.length / 2), from + line.length]) {
        writeFileSync(join(folder, "e.jsonl"), text.slice(0, to));
        const { err } = await run(folder);
        expect(err.includes("has no end yet"), line.slice(0, 20)).toBe(to < from + line.length || line === "no JSON");
      }
      from += line.length + 1;
    }
    writeFileSync(join(folder, "e.jsonl"), text);
    const last = await run(folder);
    expect(written(folder)).toEqual(await wholeOf(all));
    expect(last.err).toContain("goes on behind 12 lines");
  });

  test("in gzip, member by member", async () => {
    const folder = place({ "e.jsonl.gz": gzipSync(lines(all.slice(0, 130))) });
    await run(folder, ["e.jsonl.gz"]);
    appendFileSync(join(folder, "e.jsonl.gz"), gzipSync(lines(all.slice(130))));
    await run(folder, ["e.jsonl.gz"]);
    const named = (await wholeOf(all)).map((line) => JSON.parse(line).timestamp);
    expect(written(folder).map((line) => JSON.parse(line).timestamp)).toEqual(named);
  });

  test("in gzip, and dies before it read on: it is still the same file", async () => {
    const folder = place({ "e.jsonl.gz": gzipSync(lines(all)) });
    const paths = { ...kept, state: join(folder, "state"), out: join(folder, "alerts.jsonl") };
    for (const interruptAfter of [16, 0, 0, 0]) {
      const { err } = await runKept(statefulRules, folder, ["e.jsonl.gz"], paths, undefined, { interruptAfter });
      expect(err).not.toContain("AIDR5032");
    }
    await run(folder, ["e.jsonl.gz"]);
    expect(written(folder)).toHaveLength((await wholeOf(all)).length);
  });

  test("nothing new: no alert comes twice, and the summary is of this run", async () => {
    const folder = place({ "e.jsonl": lines(all) });
    await run(folder);
    const before = written(folder);
    for (let again = 0; again < 3; again++) {
      const { err } = await run(folder);
      expect(err).toMatch(/^0 events, 0 alerts, 0 rejected/);
      expect(err).not.toContain("alerts by rule");
    }
    expect(written(folder)).toEqual(before);
  });

  test("the summary of a run that was stopped and goes on is that of the whole", async () => {
    const folder = place({ "e.jsonl": lines(all) });
    const whole = (await runKept(statefulRules, folder, ["e.jsonl"], {})).err;
    const stopped = await runKept(
      statefulRules,
      folder,
      ["e.jsonl"],
      { ...kept, state: join(folder, "state"), out: join(folder, "alerts.jsonl") },
      undefined,
      {
        interruptAfter: 6,
      },
    );
    expect(stopped.code).toBe(130);
    const { err } = await run(folder);
    const tables = (text: string): string => text.replace(/, [\d.]+ s, .* events\/s/, "").replace(/ {2}goes on .*\n/, "");
    expect(tables(err)).toBe(tables(whole));
    expect(err).toContain("goes on where a run was stopped");
    expect(written(folder)).toEqual(await wholeOf(all));
  });
});

describe("another file", () => {
  test("of the same name is noticed and read from its beginning; its events without ids are other events", async () => {
    const first = randomLines(60, 21).map((line) => line.replace(/"event_id":"[^"]*",/, ""));
    const second = randomLines(60, 22).map((line) => line.replace(/"event_id":"[^"]*",/, ""));
    const folder = place({ "e.jsonl": lines(first) });
    await run(folder);
    const before = written(folder).length;
    renameSync(join(folder, "e.jsonl"), join(folder, "e.jsonl.1"));
    writeFileSync(join(folder, "e.jsonl"), lines(second));
    const { err } = await run(folder);
    expect(err).toContain("AIDR5032");
    expect(err).toMatch(/6\d events|5\d events/);
    expect(written(folder).length).toBeGreaterThan(before);
    expect(new Set(written(folder).map((line) => JSON.parse(line).alert_id)).size).toBe(written(folder).length);
    expect((await run(folder)).err).not.toContain("AIDR5032");
  });

  test("of alerts is never cut: alerts go on at its end", async () => {
    const all = randomLines(200, 23);
    const folder = place({ "e.jsonl": lines(all.slice(0, 100)) });
    await run(folder);
    const first = written(folder);
    writeFileSync(join(folder, "alerts.jsonl"), "somebody's notes\nwithout an end");
    appendFileSync(join(folder, "e.jsonl"), lines(all.slice(100)));
    const { err } = await run(folder);
    expect(err).toContain("AIDR5033");
    const now = readFileSync(join(folder, "alerts.jsonl"), "utf8");
    expect(now.startsWith("somebody's notes\nwithout an end\n{")).toBe(true);
    const alerts = alertLines(now).filter((line) => line.startsWith("{"));
    expect([...first, ...alerts].sort()).toEqual(await wholeOf(all));
  });

  test("of alerts that was there before the first run is kept", async () => {
    const folder = place({ "e.jsonl": lines(randomLines(30, 24)), "alerts.jsonl": "earlier\n" });
    await run(folder);
    expect(readFileSync(join(folder, "alerts.jsonl"), "utf8").startsWith("earlier\n{")).toBe(true);
  });

  test("more on the command line, or fewer: nobody waits for the one that is silent", async () => {
    const folder = place({ "e.jsonl": lines(randomLines(50, 25)), "f.jsonl": lines(randomLines(50, 26)) });
    await run(folder, ["e.jsonl", "f.jsonl"]);
    appendFileSync(join(folder, "f.jsonl"), lines(randomLines(80, 26).slice(50)));
    const fewer = await run(folder, ["f.jsonl"]);
    expect(fewer.err).toMatch(/^(2\d|30) events/);
    expect((await run(folder, ["e.jsonl", "f.jsonl"])).err).toMatch(/^0 events, 0 alerts/);
  });
});

describe("standard input", () => {
  test("cannot be read again: what came is judged once, and lines go on counting", async () => {
    const all = randomLines(120, 31);
    const folder = place({});
    const paths = { state: join(folder, "state"), out: join(folder, "alerts.jsonl") };
    const first = await runKept(statefulRules, folder, ["-"], paths, undefined, { stdin: lines(all.slice(0, 60)) });
    await runKept(statefulRules, folder, ["-"], paths, undefined, { stdin: lines(all.slice(60)) });
    const whole = await runKept(statefulRules, folder, ["-"], {}, undefined, { stdin: lines(all) });
    expect(first.err).toContain("cannot be read again");
    expect(written(folder)).toEqual(alertLines(whole.out));
  });

  test("alerts behind the last commit are kept, for their events do not come again; a torn one is not", async () => {
    const folder = place({});
    const paths = { state: join(folder, "state"), out: join(folder, "alerts.jsonl") };
    await runKept(statefulRules, folder, ["-"], paths, undefined, { stdin: lines(randomLines(60, 32)) });
    const before = readFileSync(paths.out, "utf8");
    const late = before.split("\n")[0]?.replace(/"alert_id":"[^"]*"/, '"alert_id":"late"');
    appendFileSync(paths.out, `${late}\n{"alert_id":"to`);
    await runKept(statefulRules, folder, ["-"], paths, undefined, { stdin: "" });
    expect(readFileSync(paths.out, "utf8")).toBe(`${before}${late}\n`);
  });
});

describe("rules that changed", () => {
  test("keep the state of what did not, and say what begins cold", async () => {
    const all = randomLines(200, 41);
    const folder = place({ "e.jsonl": lines(all.slice(0, 100)) });
    await run(folder);
    appendFileSync(join(folder, "e.jsonl"), lines(all.slice(100)));
    const changed = statefulRules
      .replace("WITHIN 5m\n  STEP read", "WITHIN 6m\n  STEP read")
      .replace("RULE: Attack", "# a comment\nRULE: Attack");
    const { err } = await run(folder, ["e.jsonl"], changed);
    expect(err).toMatch(/begin without a past\n {4}read-then-send, incomplete until 2026-01-05T/);
    expect(err).not.toContain("failed-logins, incomplete");
    const others = (text: readonly string[]): string[] => text.filter((line) => !/read-then-send|too-many/.test(line));
    expect(others(written(folder))).toEqual(others(await wholeOf(all)));
  });
});

describe("a folder that is not as it was left", () => {
  const all = randomLines(120, 51);
  async function twoGenerations(): Promise<{ folder: string; newest: string; older: string; whole: string[] }> {
    const folder = place({ "e.jsonl": lines(all) });
    await runKept(
      statefulRules,
      folder,
      ["e.jsonl"],
      { ...kept, state: join(folder, "state"), out: join(folder, "alerts.jsonl") },
      undefined,
      { interruptAfter: 4 },
    );
    const [newest = "", older = ""] = readdirSync(join(folder, "state")).sort().reverse();
    return { folder, newest: join(folder, "state", newest), older: join(folder, "state", older), whole: await wholeOf(all) };
  }

  test.each([
    ["torn", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2), "is damaged"],
    ["empty", () => Buffer.alloc(0), "is damaged"],
    [
      "bit-flipped",
      (bytes: Buffer) => Buffer.from(bytes.map((byte, at) => (at === 500 ? byte ^ 4 : byte))),
      "is damaged: the checksum does not fit",
    ],
  ])("a %s snapshot is named and the one before goes on", async (_, damage, words) => {
    const { folder, newest, older, whole } = await twoGenerations();
    writeFileSync(newest, damage(readFileSync(newest)));
    const { err } = await run(folder);
    expect(err).toContain("AIDR5031");
    expect(err).toContain(words);
    expect(err).toContain(older);
    expect(written(folder)).toEqual(whole);
    expect(existsSync(`${newest}.unusable`)).toBe(true);
  });

  test("two damaged generations are never a silent empty start", async () => {
    const { folder, newest, older } = await twoGenerations();
    for (const path of [newest, older]) writeFileSync(path, "x");
    const before = readFileSync(join(folder, "alerts.jsonl"));
    expect(await refusal(() => run(folder))).toMatch(/^AIDR5030 .* is damaged.*; .* is damaged/);
    expect(readFileSync(join(folder, "alerts.jsonl"))).toEqual(before);
    expect(readdirSync(join(folder, "state")).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  test("every single damaged byte of a snapshot is noticed", async () => {
    const { folder, newest, older } = await twoGenerations();
    rmSync(older);
    const bytes = readFileSync(newest);
    const places = Number(process.env["AIDR_RUNS"] ?? 0) > 0 ? 500 : 40;
    for (let place = 0; place < places; place++) {
      const at = Math.floor((place / places) * bytes.length);
      writeFileSync(
        newest,
        place % 2 === 0
          ? bytes.subarray(0, at)
          : Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ (1 << (place % 8)) : byte))),
      );
      expect(await refusal(() => run(folder)), `byte ${at}`).toContain("AIDR5030");
    }
  });
});

describe("refusals", () => {
  test("a folder that another process uses; a lock that a killed one left is taken over", async () => {
    const folder = place({ "e.jsonl": lines(randomLines(20, 61)) });
    await run(folder);
    writeFileSync(join(folder, "state/lock"), `${JSON.stringify({ pid: 7, started: "7", host: "elsewhere" })}\n`);
    expect(await refusal(() => run(folder))).toBe(`AIDR5029 \`${join(folder, "state")}\` is in use by process 7 of elsewhere`);
    for (const stale of [JSON.stringify({ pid: 7, started: "7", host: "here" }), "", "{"]) {
      writeFileSync(join(folder, "state/lock"), stale);
      expect(await refusal(() => run(folder))).toBe("done");
    }
    expect(readdirSync(join(folder, "state")).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  test("a folder that cannot be made, and a file of alerts that cannot be written", async () => {
    const folder = place({ "e.jsonl": lines(randomLines(20, 62)), file: "" });
    expect(await refusal(() => run(folder, ["e.jsonl"], statefulRules, { state: join(folder, "file/state") }))).toMatch(
      /^AIDR5027 .*file\/state/,
    );
    mkdirSync(join(folder, "folder"));
    expect(await refusal(() => run(folder, ["e.jsonl"], statefulRules, { out: join(folder, "folder") }))).toMatch(
      /^AIDR5027 .*it is a folder/,
    );
    expect(await refusal(() => run(folder))).toBe("done");
  });
});
