/** An event that another detector looked at first is judged as if nobody had: the same alerts, the same state. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { detect, type Detector } from "../../src/detect/detect.ts";
import type { Alert } from "../../src/runtime/alert.ts";
import type { Sighting } from "../../src/runtime/sighting.ts";
import { ExactInteger } from "../../src/runtime/value.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { check, runs, show } from "./compare.ts";
import { standardModel } from "./model.ts";
import { randomEvent } from "./random-event.ts";
import { randomRule } from "./random-rule.ts";
import { randomStateRules, randomStream, ruleOn, sequenceForms, stateForms } from "./random-stream.ts";

const forms = { ...stateForms, ...sequenceForms };
const perForm = Math.ceil(runs(600) / (Object.keys(forms).length + 4));

/** Threads look at events in another order than that of their turns. */
type Order = "forwards" | "backwards";
type Judging = (arrivals: readonly Arrival[], looker: Detector, judge: Detector, order: Order) => readonly Alert[];

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
    "a condition turned round": changed((value) => (typeof value === "boolean" ? !value : value)),
    "another key or value": changed((value) => (typeof value === "string" ? `${value}x` : value)),
    "another number": changed((value) => (typeof value === "number" ? value + 1 : value)),
    "another time": (sighting) => ({ ...sighting, timeMs: sighting.timeMs + 60_000 }),
    "another id": (sighting) => ({ ...sighting, id: sighting.id && `${sighting.id}x` }),
    "another content": (sighting) => ({ ...sighting, low: sighting.low + 1 }),
  };
  it.each(Object.entries(wrongs))("%s", (_, wrong) => {
    const judged: Judging = (arrivals, looker, judge, order) => pushAll(arrivals, looker, judge, order, wrong);
    expect(() => holds(randomStateRules, streams(), 400, judged)).toThrow();
  });
});

describe("an alert that was made elsewhere", () => {
  const checked = check(`RULE: Big
ON input
IF input_tokens >= 5
THEN alert(severity=LOW, category="prompt_injection")
SUPPRESS 1h BY user.id
`);
  const events = [5, 6, new ExactInteger("9007199254740993"), 7].map((input_tokens, number) => ({
    event_id: number === 3 ? "e2" : `e${number}`,
    event_type: "input",
    timestamp: 1_767_261_600_000 + Math.min(number * 1_800_001, 3_610_000),
    input_tokens,
    user: { id: "u" },
  }));
  const look = (): readonly Sighting[] => {
    const looker = detect(checked.plan, {});
    return events.map((event) => looker.sight(event));
  };
  const judged = (
    sightings: readonly (Sighting | undefined)[],
  ): { readonly alerts: readonly Alert[]; readonly asked: readonly number[] } => {
    const judge = detect(checked.plan, {});
    const asked: number[] = [];
    const read = (number: number) => () => {
      asked.push(number);
      return events[number] ?? {};
    };
    const alerts = sightings.flatMap((sighting, number) =>
      sighting ? [...judge.pushSighted(structuredClone(sighting), read(number))] : [],
    );
    return { alerts: [...alerts, ...judge.flush()], asked };
  };
  test("is left to its turn where a copy would lose an integer, or its id was there before", () => {
    expect(checked.errors).toEqual([]);
    const plain = detect(checked.plan, {});
    const expected = [...events.flatMap((event) => [...plain.push(event)]), ...plain.flush()];
    const { alerts, asked } = judged(look());
    expect(alerts).toEqual(expected);
    expect(alerts.map(({ event_ids, suppressed }) => [event_ids[0], suppressed])).toEqual([
      ["e0", undefined],
      ["e2", 1],
    ]);
    // Of the first two everything is known: one fires, one is suppressed.
    expect(asked).toEqual([2, 3]);
  });
  test("is left out where SUPPRESS will most likely drop it, and made in its turn where it does not", () => {
    const [first, second] = look();
    expect([first, second].map((one) => one?.firings.map((firing) => [firing?.key, firing?.alert?.rule_id]))).toEqual([
      [[first?.firings[0]?.key, "big"]],
      [[first?.firings[0]?.key, undefined]],
    ]);
    // Of the second alone nobody knows what stood before it.
    const { alerts, asked } = judged([undefined, second]);
    expect(alerts.map(({ event_ids }) => event_ids)).toEqual([["e1"]]);
    expect(asked).toEqual([1]);
  });
  test("is given as it came", () => {
    const [first, ...others] = look();
    const changed = first && { ...first, firings: first.firings.map((one) => one?.alert && { ...one, alert: { ...one.alert, risk: 99 } }) };
    expect(changed && judged([changed, ...others]).alerts.map(({ risk }) => risk)[0]).toBe(99);
  });
});

describe("an event whose keys and values are told", () => {
  const past = check(`RULE: Many
ON input
IF input_text CONTAINS "secret"
AND COUNT(FROM input WHERE input_text CONTAINS "secret" BY user.id WITHIN 10m) >= 3
THEN alert(severity=LOW, category="prompt_injection")

RULE: Spent
ON input
IF SUM(input_tokens FROM input BY user.id WITHIN 10m) >= 1000
THEN alert(severity=LOW, category="prompt_injection")

RULE: Then
IF SEQUENCE BY user.id WITHIN 10m
  STEP first FROM input WHERE input_text CONTAINS "begin"
  STEP second FROM input WHERE input_text CONTAINS "end"
THEN alert(severity=LOW, category="prompt_injection")
`);
  const texts = ["secret", "begin", "secret", "nothing", "end", "secret"];
  const events = texts.map((input_text, number) => ({
    event_id: `e${number}`,
    event_type: "input",
    timestamp: 1_767_261_600_000 + number,
    input_text,
    input_tokens: 3,
    user: { id: "u" },
  }));
  test("is made for an alert alone", () => {
    expect(past.errors).toEqual([]);
    const [looker, judge, plain] = [detect(past.plan, {}), detect(past.plan, {}), detect(past.plan, {})];
    const made: number[] = [];
    const alerts = events.flatMap((event, number) => {
      const read = (): (typeof events)[number] => {
        made.push(number);
        return event;
      };
      return [...judge.pushSighted(structuredClone(looker.sight(event)), read)];
    });
    alerts.push(...judge.flush());
    expect(alerts).toEqual([...events.flatMap((event) => [...plain.push(event)]), ...plain.flush()]);
    expect(alerts.map(({ rule_id }) => rule_id).length).toBe(2);
    expect(made).toEqual([4, 5]);
    expect(judge.snapshot()).toEqual(plain.snapshot());
  });
});

/** Each value that is told, as another one. */
test("a condition that is charged for its work is asked in its turn", () => {
  const charged = check(`RULE: Charged
ON input
IF COUNT(FROM input WHERE ANY role IN user.roles: role == "x" BY user.id WITHIN 10m) >= 1
AND ANY other IN user.roles: other == "y"
THEN alert(severity=LOW, category="prompt_injection")
`);
  expect(charged.errors).toEqual([]);
  const roles = [...Array.from({ length: 30 }, () => "z"), "x", "y"];
  const events = [0, 1, 2].map((number) => ({
    event_id: `e${number}`,
    event_type: "input",
    timestamp: 1_767_261_600_000 + number,
    input_text: "hello",
    user: { id: "u", roles },
  }));
  const outcome = (workSteps: number, isSighted: boolean) => {
    const [looker, judge] = [detect(charged.plan, { limits: { workSteps } }), detect(charged.plan, { limits: { workSteps } })];
    const alerts = events.flatMap((event) => [
      ...(isSighted ? judge.pushSighted(structuredClone(looker.sight(event)), () => event) : judge.push(event)),
    ]);
    return { alerts: [...alerts, ...judge.flush()].length, notices: judge.stats().notices };
  };
  // Enough for both quantifiers, for one of them, and for none.
  const steps = [1_000, 100, 70, 50, 40, 10];
  expect(steps.map((workSteps) => outcome(workSteps, true))).toEqual(steps.map((workSteps) => outcome(workSteps, false)));
  expect(steps.map((workSteps) => outcome(workSteps, false).alerts)).toEqual([3, 0, 0, 0, 0, 0]);
});

function changed(change: (value: unknown) => unknown): (sighting: Sighting) => Sighting {
  return (sighting) => ({ ...sighting, told: sighting.told?.map((one, at) => (at % 2 === 0 ? one : change(one))) });
}

function streams(): fc.Arbitrary<readonly Arrival[]> {
  return fc.constantFrom("seconds" as const, "days" as const).chain((pace) => randomStream(pace, false));
}

function sighted(arrivals: readonly Arrival[], looker: Detector, judge: Detector, order: Order): readonly Alert[] {
  return pushAll(arrivals, looker, judge, order, (sighting) => sighting);
}

/** The sightings go through a structured clone, as between threads. */
function pushAll(
  arrivals: readonly Arrival[],
  looker: Detector,
  judge: Detector,
  order: Order,
  change: (sighting: Sighting) => Sighting,
): readonly Alert[] {
  const looked = order === "forwards" ? arrivals : arrivals.toReversed();
  const sightings = new Map(looked.map((arrival) => [arrival, change(structuredClone(looker.sight(arrival.event)))]));
  return arrivals.flatMap((arrival) => {
    const { event, ...position } = arrival;
    const sighting = sightings.get(arrival);
    return sighting === undefined ? [] : [...judge.pushSighted(sighting, () => event, position)];
  });
}

function holds(rules: fc.Arbitrary<string>, arrivals: fc.Arbitrary<readonly Arrival[]>, numRuns: number, judged: Judging): void {
  const orders = fc.constantFrom<Order>("forwards", "backwards");
  const property = fc.property(rules, arrivals, fc.constantFrom(0, 2000), orders, (text, stream, latenessMs, order) => {
    const checked = check(text);
    if (checked.errors.length > 0) return;
    const start = (): Detector => detect(checked.plan, { latenessMs });
    const plain = start();
    const expected = [...stream.flatMap(({ event, ...position }) => [...plain.push(event, position)]), ...plain.flush()];
    const judge = start();
    const alerts = [...judged(stream, start(), judge, order), ...judge.flush()];
    expect(alerts, show(text, stream)).toEqual(expected);
    expect(judge.snapshot()).toEqual(plain.snapshot());
    expect(judge.stats()).toEqual(plain.stats());
  });
  fc.assert(property, { numRuns });
}
