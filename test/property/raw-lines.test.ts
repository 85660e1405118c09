/** Events that are looked at as bytes are judged as if their lines had been parsed: the same alerts, the same state. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect, type Detector } from "../../src/detect/detect.ts";
import type { Alert } from "../../src/runtime/alert.ts";
import { readJsonLine } from "../../src/runtime/json.ts";
import type { Sighting } from "../../src/runtime/sighting.ts";
import { mutated, type Random, write } from "../runtime/raw/lines.ts";
import { randomFrom } from "../store/frail-files.ts";
import { check, runs } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomEvent } from "./random-event.ts";
import { randomRule } from "./random-rule.ts";
import { randomStateRules, randomStream } from "./random-stream.ts";

const encoder = new TextEncoder();
const count = runs(40);

type Judging = { readonly detector: Detector; readonly alerts: readonly Alert[]; readonly sighted: number };

/** A stream of lines: most are events, spelled in some way, some come twice, some are broken. */
function linesOf(events: readonly unknown[], random: Random): readonly Uint8Array[] {
  return events.flatMap((event) => {
    const line = encoder.encode(write(event, random));
    const other = random() < 0.1 ? [encoder.encode(write(event, random))] : [];
    return [random() < 0.2 ? mutated(line, random) : line, ...other];
  });
}

function parsed(detector: Detector, lines: readonly Uint8Array[]): Judging {
  const alerts: Alert[] = [];
  for (const [offset, line] of lines.entries()) {
    const read = readJsonLine(Buffer.from(line).toString("utf8"));
    if ("event" in read) alerts.push(...detector.push(read.event, { offset }));
  }
  return { detector, alerts: [...alerts, ...detector.flush()], sighted: 0 };
}

function looked(detector: Detector, lines: readonly Uint8Array[], change: (sighting: Sighting) => Sighting): Judging {
  const alerts: Alert[] = [];
  let sighted = 0;
  const sight = detector.lineSight();
  for (const [offset, line] of lines.entries()) {
    sight?.load(line);
    const seen = sight?.sight(0, line.length);
    const read = readJsonLine(Buffer.from(line).toString("utf8"));
    if (seen !== undefined) {
      sighted++;
      if (!("event" in read)) throw new Error(`no event: ${Buffer.from(line).toString("latin1")}`);
      alerts.push(...detector.pushSighted(change(seen), () => read.event, { offset }));
    } else if ("event" in read) alerts.push(...detector.push(read.event, { offset }));
  }
  return { detector, alerts: [...alerts, ...detector.flush()], sighted };
}

/** How many lines were judged by their bytes. */
function holds(
  rules: fc.Arbitrary<string>,
  events: fc.Arbitrary<readonly unknown[]>,
  numRuns: number,
  change = (one: Sighting) => one,
): number {
  let sighted = 0;
  const property = fc.property(rules, events, fc.integer(), (text, all, seed) => {
    const checked = check(text);
    if (checked.errors.length > 0) return;
    const lines = linesOf(all, randomFrom(seed));
    const start = (): Detector => detect(checked.plan, { latenessMs: 2_000 });
    const expected = parsed(start(), lines);
    const found = looked(start(), lines, change);
    sighted += found.sighted;
    expect(found.alerts, text).toEqual(expected.alerts);
    expect(found.detector.snapshot()).toEqual(expected.detector.snapshot());
    expect(found.detector.stats()).toEqual(expected.detector.stats());
  });
  fc.assert(property, { numRuns });
  return sighted;
}

function streams(): fc.Arbitrary<readonly unknown[]> {
  return randomStream("seconds", false).map((stream) => stream.map(({ event }) => event));
}

describe("lines judged by their bytes", { timeout: 7_200_000 }, () => {
  it("by rules with a past", () => {
    expect(holds(randomStateRules, streams(), count)).toBeGreaterThan(count);
  });

  it("by rules without a past", () => {
    for (const type of ["input", "tool_call"]) {
      const events = fc.array(randomEvent(standardModel, type), { maxLength: 12 });
      expect(holds(randomRule(standardModel, type), events, count)).toBeGreaterThan(count / 8);
    }
  });
});

describe("a sighting of bytes that is wrong is noticed", () => {
  const wrongs: { readonly [what: string]: (sighting: Sighting) => Sighting } = {
    "a rule that was not woken": (sighting) => ({ ...sighting, rules: sighting.rules.subarray(1) }),
    "a learner that was passed over": (sighting) => ({ ...sighting, learners: sighting.learners.subarray(1) }),
    "another time": (sighting) => ({ ...sighting, timeMs: sighting.timeMs + 60_000 }),
    "another content": (sighting) => ({ ...sighting, high: sighting.high + 1 }),
  };
  it.each(Object.entries(wrongs))("%s", (what, wrong) => {
    // Rules without a past fire more often; they learn nothing.
    const [rules, events] = what.includes("learner")
      ? [randomStateRules, streams()]
      : [randomRule(standardModel, "input"), fc.array(randomEvent(standardModel, "input"), { maxLength: 12 })];
    expect(() => holds(rules, events, 400, wrong)).toThrow();
  });
});
