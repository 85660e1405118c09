/** An event that another detector looked at first is judged as if nobody had: the same alerts, the same state. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect, type Detector } from "../../src/detect/detect.ts";
import type { Alert } from "../../src/runtime/alert.ts";
import type { Sighting } from "../../src/runtime/sighting.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { check, runs, show } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomEvent } from "./random-event.ts";
import { randomRule } from "./random-rule.ts";
import { randomStateRules, randomStream, ruleOn, sequenceForms, stateForms } from "./random-stream.ts";

const forms = { ...stateForms, ...sequenceForms };
const perForm = Math.ceil(runs(600) / (Object.keys(forms).length + 4));

type Judging = (arrivals: readonly Arrival[], looker: Detector, judge: Detector) => readonly Alert[];

describe("sighted elsewhere, judged here", { timeout: 7_200_000 }, () => {
  it.each(Object.entries(forms))("%s", (_, form) => holds(ruleOn(form), streams(), perForm, sighted));
  it("files of several rules", () => holds(randomStateRules, streams(), 2 * perForm, sighted));
  it("rules without a past", () => {
    const model = standardModel;
    for (const type of ["input", "tool_call"]) {
      const events = fc.array(randomEvent(model, type), { maxLength: 12 });
      const stream = events.map((all) => all.map((event, offset): Arrival => ({ event, offset })));
      holds(randomRule(model, type), stream, 2 * perForm, sighted);
    }
  });
});

describe("a sighting that is wrong is noticed", () => {
  const wrongs: { readonly [what: string]: (sighting: Sighting) => Sighting } = {
    "a rule that was not woken": (sighting) => ({ ...sighting, rules: sighting.rules.subarray(1) }),
    "a verdict turned round": (sighting) => ({ ...sighting, rules: sighting.rules.map((one) => one | 1) }),
    "a learner that was passed over": (sighting) => ({ ...sighting, learners: sighting.learners.subarray(1) }),
    "another time": (sighting) => ({ ...sighting, timeMs: sighting.timeMs + 60_000 }),
    "another id": (sighting) => ({ ...sighting, id: sighting.id && `${sighting.id}x` }),
    "another content": (sighting) => ({ ...sighting, low: sighting.low + 1 }),
  };
  it.each(Object.entries(wrongs))("%s", (_, wrong) => {
    const judged: Judging = (arrivals, looker, judge) => pushAll(arrivals, looker, judge, wrong);
    expect(() => holds(randomStateRules, streams(), 400, judged)).toThrow();
  });
});

function streams(): fc.Arbitrary<readonly Arrival[]> {
  return fc.constantFrom("seconds" as const, "days" as const).chain((pace) => randomStream(pace, false));
}

function sighted(arrivals: readonly Arrival[], looker: Detector, judge: Detector): readonly Alert[] {
  return pushAll(arrivals, looker, judge, (sighting) => sighting);
}

/** The sightings go through a structured clone, as between threads. */
function pushAll(
  arrivals: readonly Arrival[],
  looker: Detector,
  judge: Detector,
  change: (sighting: Sighting) => Sighting,
): readonly Alert[] {
  return arrivals.flatMap(({ event, ...position }) => [
    ...judge.pushSighted(change(structuredClone(looker.sight(event))), () => event, position),
  ]);
}

function holds(rules: fc.Arbitrary<string>, arrivals: fc.Arbitrary<readonly Arrival[]>, numRuns: number, judged: Judging): void {
  const property = fc.property(rules, arrivals, fc.constantFrom(0, 2000), (text, stream, latenessMs) => {
    const checked = check(text);
    if (checked.errors.length > 0) return;
    const start = (): Detector => detect(checked.plan, { latenessMs });
    const plain = start();
    const expected = [...stream.flatMap(({ event, ...position }) => [...plain.push(event, position)]), ...plain.flush()];
    const judge = start();
    const alerts = [...judged(stream, start(), judge), ...judge.flush()];
    expect(alerts, show(text, stream)).toEqual(expected);
    expect(judge.snapshot()).toEqual(plain.snapshot());
    expect(judge.stats()).toEqual(plain.stats());
  });
  fc.assert(property, { numRuns });
}
