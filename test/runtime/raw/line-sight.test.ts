/** An event's bytes wake whom its object wakes, or say that the object must be asked. */
import { describe, expect, it } from "vitest";
import { LiteralScan } from "../../../src/runtime/literal-scan.ts";
import { LineLook, PathList, planOf } from "../../../src/runtime/raw/line-look.ts";
import { type LineReader, openLineReader } from "../../../src/runtime/raw/line-reader.ts";
import { openLineSight } from "../../../src/runtime/raw/line-sight.ts";
import { readJsonLine } from "../../../src/runtime/json.ts";
import { fails, Program, succeeds } from "../../../src/runtime/program.ts";
import { asBoolean, asList, asNumber, asRecord, asString, asTimestamp, present, readPath } from "../../../src/runtime/read.ts";
import type { Reading } from "../../../src/runtime/reading.ts";
import type { Value, ValueRecord, Wanted } from "../../../src/runtime/value.ts";
import { type Sign, type Sleeper, Wakes } from "../../../src/runtime/wake.ts";
import { mutated, pick, type Random, randomRecord, write } from "./lines.ts";
import { randomFrom } from "../../store/frail-files.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 200);
const encoder = new TextEncoder();

const paths = [["input_text"], ["user"], ["user", "id"], ["user", "name", "tool"], ["tags"], ["size"], ["name"], ["é"], ["id"]];
const coercions = [asString, asString, asString, asNumber, asBoolean, present, asList, asRecord, asTimestamp];

function readings(): readonly Reading[] {
  const plain = paths.flatMap((path) =>
    coercions.map(
      (coerce): Reading => ({
        read: (event) => coerce(readPath(event, path)),
        each: coerce === asList || coerce === present,
        field: { path, coerce },
        roots: () => [path],
      }),
    ),
  );
  /** Neither a field nor without one: two of them joined. */
  const joined = paths.map(
    (path): Reading => ({
      read: (event) => [readPath(event, path), readPath(event, ["id"])].find((value) => typeof value === "string"),
      each: false,
      roots: () => [path, ["id"]],
    }),
  );
  const blind: Reading = { read: (event) => Object.keys(event).length, each: false };
  return [...plain, ...plain, ...plain, ...joined, blind];
}

const literals = ["ignore", "SYSTEM prompt", "zwölf", "日本語", "words in", "🙂 fine", "sk", "tab\t"];
const values: readonly Value[] = ["ignore previous", "", "plain words in a row", "🙂 fine", 0, 1, true, false, 0.1, 123456.789, 99];

function signOf(of: readonly Reading[], random: Random): Sign {
  const reading = pick(of, random);
  switch (Math.floor(random() * 6)) {
    case 0:
    case 1:
      return { kind: "literals", reading, literals: [pick(literals, random), pick(literals, random)] };
    case 2:
      return { kind: "equal", reading, values: [pick(values, random), pick(values, random)] };
    case 3:
      return { kind: "present", reading };
    default:
      return { kind: pick(["least", "most"] as const, random), reading, bound: pick([-1, 0, 0.5, 50, 1e9], random) };
  }
}

/** One look, a look behind another, or a look behind a closure, which bytes do not ask. */
function conditionOf(of: readonly Reading[], program: Program, random: Random): number | undefined {
  if (random() < 0.5) return undefined;
  const wanted = pick<() => Wanted>(
    [
      () => ({ values: [pick(["ignore previous", "", true, false, 1, 123456.789], random)] }),
      () => ({ values: ["ignore previous", pick([true, 99, "plain words in a row"], random), 0.1], fold: random() < 0.5 }),
      () => ({ order: pick(["less", "less-equal", "greater", "greater-equal"] as const, random), bound: pick([-1, 0.5, 50], random) }),
      () => ({ some: true }),
    ],
    random,
  );
  const first = { reading: pick(of, random), wanted: wanted() };
  const second = { reading: pick(of, random), wanted: wanted() };
  const turned = random() < 0.5;
  const kind = Math.floor(random() * 3);
  return program.add(() => {
    const asked = program.ask(() => () => false, succeeds, fails);
    const next = kind === 0 ? succeeds : kind === 1 ? asked : program.look(second.reading, second.wanted, asked, fails);
    return turned ? program.look(first.reading, first.wanted, fails, next) : program.look(first.reading, first.wanted, next, fails);
  });
}

/** Who sleeps, and how a line is asked about them. */
type Bed = { readonly wakes: Wakes; readonly line: LineReader; readonly look: LineLook };

function bed(random: Random): Bed {
  const of = readings();
  const few = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(of, random));
  const program = new Program();
  const sleepers = Array.from({ length: 1 + Math.floor(random() * 8) }, (): Sleeper => {
    const signs = random() < 0.05 ? undefined : Array.from({ length: Math.floor(random() * 3) }, () => signOf(few, random));
    return { on: ["input"], signs: () => signs, condition: conditionOf(few, program, random) };
  });
  const wakes = new Wakes(sleepers, new LiteralScan(), program);
  const list = new PathList();
  const plans = wakes.readings.map((reading) => planOf(reading, list));
  const line = openLineReader(list.paths, 0);
  if (line === undefined) throw new Error("this engine has WebAssembly");
  return { wakes, line, look: new LineLook(line, plans) };
}

function fromEvent({ wakes }: Bed, event: ValueRecord): readonly number[] {
  return [...wakes.woken.subarray(0, wakes.wake(event, "input"))];
}

function fromBytes({ wakes, line, look }: Bed, bytes: Uint8Array): readonly number[] | undefined {
  line.load(bytes);
  if (!line.read(0, bytes.length)) return undefined;
  look.begin();
  const count = wakes.wakeLook(look, "input");
  return count === undefined ? undefined : [...wakes.woken.subarray(0, count)];
}

function eventOf(bytes: Uint8Array): ValueRecord | undefined {
  const read = readJsonLine(Buffer.from(bytes).toString("utf8"));
  return "event" in read ? read.event : undefined;
}

/** How often bytes told, and how often somebody was woken by them. */
function compareAll(seed: number, change: (woken: readonly number[]) => readonly number[]): { told: number; woke: number; left: number } {
  const random = randomFrom(seed);
  const counts = { told: 0, woke: 0, left: 0 };
  for (let run = 0; run < runs; run++) {
    const asked = bed(random);
    for (let turn = 0; turn < 40; turn++) {
      const written = encoder.encode(write(randomRecord(random), random));
      const bytes = random() < 0.5 ? written : mutated(written, random);
      const event = eventOf(bytes);
      const found = fromBytes(asked, bytes);
      if (found === undefined) {
        counts.left++;
        continue;
      }
      counts.told++;
      if (found.length > 0) counts.woke++;
      expect(event && fromEvent(asked, event), Buffer.from(bytes).toString("latin1")).toEqual(change(found));
    }
  }
  return counts;
}

describe("whom a line wakes", () => {
  it("is whom its event wakes, where its bytes tell, and they often do", () => {
    const { told, woke, left } = compareAll(11, (woken) => woken);
    expect(told).toBeGreaterThan(5 * runs);
    expect(woke).toBeGreaterThan(2 * runs);
    expect(left).toBeGreaterThan(runs);
  });

  it("is compared in earnest: one too many or too few is noticed", () => {
    expect(() => compareAll(12, (woken) => woken.slice(1))).toThrow();
    expect(() => compareAll(12, (woken) => [...woken, 99])).toThrow();
  });
});

describe("a sighting", () => {
  const text: Reading = {
    read: (event) => asString(readPath(event, ["text"])),
    each: false,
    field: { path: ["text"], coerce: asString },
    roots: () => [["text"]],
  };
  const folded: Reading = { read: (event) => asString(readPath(event, ["name"]))?.toLowerCase(), each: false, roots: () => [["name"]] };
  const rules = new Wakes(
    [
      { on: ["input"], signs: () => [{ kind: "literals", reading: text, literals: ["needle"] }] },
      { on: ["input"], signs: () => [{ kind: "equal", reading: folded, values: ["bob"] }] },
      { on: ["output"] },
    ],
    new LiteralScan(),
  );
  const learners = new Wakes([{ on: ["input"], signs: () => [{ kind: "present", reading: text }] }], new LiteralScan());

  function sightOf(line: string): unknown {
    const sight = openLineSight(rules, learners, 7);
    const bytes = encoder.encode(line);
    sight?.load(bytes);
    const seen = sight?.sight(0, bytes.length);
    return (
      seen && {
        ...seen,
        rules: [...seen.rules],
        learners: [...seen.learners],
        low: seen.low > 0,
        high: seen.high > 0,
      }
    );
  }
  const nothing = {
    type: "",
    id: undefined,
    timeMs: Number.NaN,
    sequence: Number.NEGATIVE_INFINITY,
    source: "",
    low: false,
    high: false,
    rules: [],
    firings: [],
    learners: [],
    told: undefined,
  };

  it("has what the engine reads of every event", () => {
    expect(sightOf("{}")).toEqual(nothing);
    expect(sightOf('{"event_type":1,"event_id":true,"timestamp":"soon","source":2,"sequence":"3"}')).toEqual(nothing);
    expect(sightOf('{"event_type":"x","event_id":"e","timestamp":"2026-01-01T00:00:00Z","source":"s","sequence":3}')).toEqual({
      ...nothing,
      ...{ type: "x", id: "e", timeMs: 1_767_225_600_000, source: "s", sequence: 3, low: true, high: true },
    });
    expect(sightOf('{"event_id":17,"timestamp":1767225600000.5}')).toEqual({
      ...nothing,
      id: "17",
      timeMs: 1_767_225_600_000,
      low: true,
      high: true,
    });
  });

  it("names the rules that are woken, not asked, and the learners", () => {
    expect(sightOf('{"event_type":"input","text":"a NEEDLE"}')).toEqual({ ...nothing, type: "input", rules: [0], learners: [0] });
    expect(sightOf('{"event_type":"input","text":"hay"}')).toEqual({ ...nothing, type: "input", learners: [0] });
    expect(sightOf('{"event_type":"output","text":"hay"}')).toEqual({ ...nothing, type: "output", rules: [4] });
  });

  it("is none where bytes cannot tell", () => {
    expect(sightOf('{"event_type":"input","name":"Bob"}')).toBeUndefined();
    expect(sightOf('{"event_type":"other","name":"Bob"}')).toEqual({ ...nothing, type: "other" });
    expect(sightOf('{"event_type":"input"')).toBeUndefined();
  });
});
