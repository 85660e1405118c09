/** Any number of threads gives the same alerts, counts and exit code, whatever the input. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SightPool } from "../../src/cli/threads/pool.ts";
import { readAhead } from "../../src/cli/threads/read-ahead.ts";
import { revive } from "../../src/cli/threads/revive.ts";
import { detect } from "../../src/detect/detect.ts";
import { withMeaning, withoutMeaning } from "../../src/ir/meaning.ts";
import { TextLine } from "../../src/project/event-stream.ts";
import { ExactInteger } from "../../src/runtime/value.ts";
import { check } from "../property/compare.ts";
import { place, plainRule } from "../project/place.ts";
import { randomLines, statefulRules } from "../store/stream.ts";
import { oddLines } from "./odd-lines.ts";
import { aidrProcess, type Ran, startAidr } from "./command.ts";

const exact = `RULE: Big\nON input\nIF input_tokens == 9007199254740993\nTHEN alert(severity=LOW, category="resource_abuse")\n`;

function run(folder: string, words: readonly string[], workers: number): Ran {
  return aidrProcess(folder, ["run", ...words, ...(workers === 0 ? [] : ["--workers", String(workers)])]);
}

function folderOf(odd: readonly string[]): string {
  return place({
    "aidr.yaml": "",
    "rules/state.aidr": statefulRules,
    "rules/plain.aidr": plainRule(),
    "rules/exact.aidr": exact,
    "odd.jsonl": Buffer.concat([
      Buffer.from(odd.join("\n")),
      Buffer.from('\n{"event_type":"input","input_text":"attack \xff"}\n', "latin1"),
    ]),
    "other.jsonl": `${randomLines(400, 72, 9).join("\n")}\n`,
    "context.yaml": "user: { is_admin: true }\n",
    "foreign.jsonl": randomLines(300, 6)
      .map((line) => `{"payload":${line}}`)
      .join("\n"),
    "foreign.yaml": "name: foreign\nevents:\n  - type: input\n    fields:\n      input_text: payload.input_text\n",
  });
}

/** The summary without its times. */
function timeless({ code, out, err }: Ran): Ran {
  return { code, out, err: err.replace(/[\d.]+ s, [\d,]+ events\/s/, "") };
}

describe("run --workers", { timeout: 60_000 }, () => {
  const odd = oddLines(700);
  const cases: { readonly [what: string]: readonly string[] } = {
    "odd lines": ["--events", "odd.jsonl"],
    "several files": ["--events", "odd.jsonl", "--events", "other.jsonl"],
    "a context and a validation": ["--events", "odd.jsonl", "--context", "context.yaml", "--validate"],
    "an adapter that leaves fields": ["--events", "foreign.jsonl", "--adapter", "foreign.yaml"],
    "a missing file, strictly": ["--events", "odd.jsonl", "--events", "missing.jsonl", "--strict"],
  };
  test.each(Object.entries(cases))("%s", (_, words) => {
    const folder = folderOf(odd);
    const alone = timeless(run(folder, words, 0));
    expect(alone.out.split("\n").length, alone.err).toBeGreaterThan(20);
    for (const workers of [1, 4]) expect(timeless(run(folder, words, workers))).toEqual(alone);
  });
  test("with a state", () => {
    const folder = folderOf(odd);
    const words = ["--events", "odd.jsonl", "--commit-every", "100"];
    expect(run(folder, [...words, "--state", "state0", "--out", "alone.jsonl"], 0).code).toBe(0);
    run(folder, [...words, "--state", "state2", "--out", "two.jsonl"], 2);
    const alone = readFileSync(join(folder, "alone.jsonl"), "utf8");
    expect(alone.split("\n").length).toBeGreaterThan(100);
    expect(readFileSync(join(folder, "two.jsonl"), "utf8")).toBe(alone);
  });
  test("no number of threads is answered by a remedy", () => {
    const folder = folderOf([]);
    for (const count of ["0", "65", "many", "1.5"]) {
      const ran = aidrProcess(folder, ["run", "--events", "odd.jsonl", "--workers", count]);
      expect(ran.code).toBe(3);
      expect(ran.err).toContain("--workers 2");
    }
  });
  test("odd lines that come when the threads have begun", async () => {
    const folder = folderOf(odd);
    const lines = odd.map((line) => `${line}\n`);
    const through = async (workers: number): Promise<Ran> => {
      const child = startAidr(folder, ["run", "--events", "-", ...(workers === 0 ? [] : ["--workers", String(workers)])]);
      const said = { out: "", err: "" };
      child.stdout?.on("data", (chunk) => (said.out += String(chunk)));
      child.stderr?.on("data", (chunk) => (said.err += String(chunk)));
      const closed = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
      for (const part of [lines.slice(0, 50), lines.slice(50, 400), lines.slice(400)]) {
        child.stdin?.write(part.join(""));
        if (workers > 0) await new Promise((resolve) => setTimeout(resolve, 1_500));
      }
      child.stdin?.end();
      return timeless({ code: await closed, ...said });
    };
    const alone = await through(0);
    expect(alone.out.split("\n").length, alone.err).toBeGreaterThan(20);
    expect(await through(2)).toEqual(alone);
  });
  test("a stream that pauses is judged as far as it has come", async () => {
    const folder = folderOf([]);
    const child = startAidr(folder, ["run", "--events", "-", "--workers", "2"]);
    const event = (number: number): string =>
      `{"event_id":"p${number}","event_type":"input","timestamp":"2026-01-05T10:00:0${number}Z","input_text":"attack","user":{"id":"u"}}\n`;
    const said = new Promise<string>((resolve) => {
      child.stdout?.once("data", (chunk) => resolve(String(chunk)));
      child.once("close", () => resolve("nothing"));
    });
    child.stdin?.write(event(1) + event(2));
    expect(await said).toContain('"p1"');
    child.stdin?.end();
    await new Promise((resolve) => child.once("close", resolve));
  });
});

test("lines are looked at as their owner would", async () => {
  const { plan } = check(plainRule());
  const texts = [
    '{"event_id":"e","event_type":"input","input_text":"an ATTACK"}',
    '{"event_id":"f","event_type":"input","input_text":"peace"}',
  ];
  const piece = Buffer.from(`${texts[0]}\n${texts[1]}`);
  const length = texts[0]?.length ?? 0;
  const pool = new SightPool(2, plan, { adapter: undefined, overlay: undefined, sources: new Map() });
  for (let round = 0, used = 0; used < 4; round++) {
    const lines = [new TextLine(1, piece, false, 0, length), new TextLine(2, piece, false, length + 1)];
    await pool.sight({ lines, bytesRead: 0, end: { line: 2, offset: 0, ended: true } });
    if (lines[0]?.sighted === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    else {
      used++;
      const sighted = texts.map((text) => ({ skipped: 0, isPlain: true, sightings: [detect(plan, {}).sight(JSON.parse(text))] }));
      // Of the second its bytes told all.
      Object.assign(sighted[1]?.sightings[0] ?? {}, { told: undefined });
      expect(lines.map((line) => line.sighted)).toEqual(sighted);
      expect(sighted.map(({ sightings }) => sightings[0]?.firings.length)).toEqual([1, 0]);
    }
    expect(round).toBeLessThan(1_000);
  }
  await pool.close();
});

test("lines of a thread that cannot start are the owner's", async () => {
  const pool = new SightPool(1, { rules: [7] } as never, { adapter: undefined, overlay: undefined, sources: new Map() }); // no plan at all
  const line = new TextLine(1, Buffer.from('{"event_type":"input"}'), false);
  await pool.sight({ lines: [line], bytesRead: 0, end: { line: 1, offset: 0, ended: true } });
  expect(line.sighted).toBeUndefined();
  await pool.close();
});

describe("reading ahead", () => {
  async function* numbers(count: number, error?: Error): AsyncGenerator<number> {
    for (let number = 0; number < count; number++) yield number;
    if (error) throw error;
  }
  test("keeps the order, whatever is done first, and no more than so many in work", async () => {
    let [inWork, most] = [0, 0];
    const work = async (number: number): Promise<void> => {
      most = Math.max(most, ++inWork);
      await new Promise((resolve) => setTimeout(resolve, number % 2 === 0 ? 8 : 1));
      inWork--;
    };
    const given: number[] = [];
    for await (const number of readAhead(numbers(20), work, 3)) given.push(number);
    expect(given).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(most).toBe(3);
  });
  test("who is free begins with what is furthest ahead, and what nobody has begun with is not waited for", async () => {
    const [begun, ahead, given]: [number[], number[], string[]] = [[], [], []];
    const done = new Set<number>();
    let isFree = true;
    const look = (number: number): Promise<void> | undefined => {
      if (!isFree) return undefined;
      isFree = false;
      begun.push(number);
      if (given.length > 5 && given.length < 24) ahead.push(number - given.length);
      return new Promise((resolve) =>
        setTimeout(() => {
          isFree = true;
          done.add(number);
          resolve();
        }, 20),
      );
    };
    for await (const number of readAhead(numbers(30), look, 6)) {
      given.push(!begun.includes(number) ? "as it is" : done.has(number) ? "looked at" : "unfinished");
      // The caller's own work, while which nobody is heard.
      for (const until = performance.now() + 8; performance.now() < until; );
    }
    expect(begun.length).toBeGreaterThan(4);
    expect(Math.min(...ahead)).toBeGreaterThan(2);
    expect(new Set(given)).toEqual(new Set(["as it is", "looked at"]));
    expect(given.filter((how) => how === "looked at").length).toBe(begun.length);
  });
  test("an error comes behind what came before it", async () => {
    const given: number[] = [];
    const whole = async (): Promise<void> => {
      for await (const number of readAhead(numbers(3, new Error("broken")), async () => {}, 5)) given.push(number);
    };
    await expect(whole()).rejects.toThrow("broken");
    expect(given).toEqual([0, 1, 2]);
  });
});

test("the rules of a copy mean what the rules mean", () => {
  const { plan } = check(`${statefulRules}\n${exact}\n${plainRule()}`);
  const copy = revive(structuredClone(plan.rules.map(withoutMeaning)));
  expect(copy.length).toBeGreaterThan(3);
  expect(copy.some((rule) => "meaning" in rule)).toBe(false);
  expect(copy.map((rule) => withMeaning(rule).meaning)).toEqual(plan.rules.map(({ meaning }) => meaning));
});

test("exact integers come through a copy wherever they stand", () => {
  const big = new ExactInteger("9007199254740993");
  const made = {
    a: big,
    list: [1, big, { deep: big }],
    map: new Map<string, unknown>([
      ["k", big],
      ["m", { big }],
    ]),
    digits: "12",
    other: { digits: "1", more: 2 },
    last: undefined,
  };
  expect(revive(structuredClone(made))).toStrictEqual(made);
});
